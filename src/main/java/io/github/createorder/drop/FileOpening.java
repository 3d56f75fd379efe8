package io.github.createorder.drop;

import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.file.FileCheck;
import io.github.createorder.file.FileFault;
import io.github.createorder.file.FileFault.Code;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.FileVerdict;
import io.github.createorder.ledger.FileEntry;
import io.github.createorder.ledger.LedgerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads a file, checks it as a whole, and decides by the ledger whether it is taken, refused, or the same file again. Leaves
 * nothing behind when it fails.
 */
final class FileOpening {
    private static final Logger LOG = LoggerFactory.getLogger(FileOpening.class);
    private static final int MOST_MARKER_BYTES = 1024 * 1024;

    private final String source;
    private final FileFormat format;
    private final FileCheck check;
    private final DropFolder folder;
    private final LedgerFiles ledger;
    private final WorkFolder work;

    FileOpening(String source, FileFormat format, DropFolder folder, LedgerFiles ledger, WorkFolder work) {
        this.source = source;
        this.format = format;
        this.check = new FileCheck(format);
        this.folder = folder;
        this.ledger = ledger;
        this.work = work;
    }

    /** @throws IOException when it cannot be had whole just now: it grows, or the line is broken */
    OpenFile open(DropFile file) throws IOException {
        Path local = work.next(".in");
        boolean opened = false;
        try {
            OpenFile open = file.entry().size() > format.mostBytes() ? tooBig(file, local) : fetched(file, local);
            opened = true;
            return open;
        } finally {
            if (!opened) {
                Files.deleteIfExists(local);
            }
        }
    }

    private OpenFile tooBig(DropFile file, Path local) {
        return refused(
                file,
                local,
                Code.LIMIT,
                "the file has " + file.entry().size() + " bytes, more than the " + format.mostBytes()
                        + " of `limits: file-bytes`");
    }

    private static OpenFile refused(DropFile file, Path local, Code code, String message) {
        FileVerdict verdict = new FileVerdict(
                0, 0, 0, Map.of(), file.entry().size(), null, List.of(new FileFault(code, 0, 0, 0, message)), 0);
        return OpenFile.toBeRefused(file, local, verdict, verdict.reason());
    }

    private OpenFile fetched(DropFile file, Path local) throws IOException {
        byte[] marker = file.marker() == null || !format.readsMarker() ? null : fetchMarker(file.marker());
        fetch(file, local);
        FileVerdict verdict;
        try {
            verdict = check.check(local, file.name(), marker);
        } catch (RuntimeException e) {
            // Tried again it would be just the same. Without the exception's words: they may be the file's.
            LOG.error(
                    "Source {}: {} cannot be read by this program: {} at {}",
                    source,
                    file.name(),
                    e.getClass().getName(),
                    e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0]);
            return refused(
                    file,
                    local,
                    Code.DAMAGED,
                    "this program cannot read the file's content ("
                            + e.getClass().getSimpleName()
                            + "). If it looks right to you, tell those who look after this program");
        }
        return decide(file, local, verdict);
    }

    private void fetch(DropFile file, Path local) throws IOException {
        long bytes = folder.fetch(file.name(), local, format.mostBytes());
        Entry now = folder.look(file.name());
        if (bytes != file.entry().size() || !file.entry().equals(now)) {
            throw new IOException(file.name() + " was listed with "
                    + file.entry().size() + " bytes, " + bytes
                    + " arrived, and now it "
                    + (now == null ? "is gone" : now.size() == bytes ? "was written to again" : "has " + now.size())
                    + ": is it still written?");
        }
    }

    private byte[] fetchMarker(String marker) throws IOException {
        Path local = work.next(".marker");
        try {
            // One byte more than the check accepts, so that it can say so.
            folder.fetch(marker, local, MOST_MARKER_BYTES + 1L);
            return Files.readAllBytes(local);
        } finally {
            Files.deleteIfExists(local);
        }
    }

    private OpenFile decide(DropFile file, Path local, FileVerdict verdict) {
        FileEntry known = ledger.taken(source, List.of(file.name())).get(file.name());
        if (known != null && known.sha256().equals(verdict.sha256())) {
            return OpenFile.toBeTaken(file, local, verdict, known.left() ? ledger.cameAgain(known) : known);
        }
        if (known != null) {
            return OpenFile.toBeRefused(
                    file,
                    local,
                    verdict,
                    Code.REPEATED + ": a file of this name was taken before with another content, SHA-256 "
                            + known.sha256()
                            + ": send this one under a name of its own");
        }
        return verdict.ok()
                ? OpenFile.toBeTaken(
                        file,
                        local,
                        verdict,
                        ledger.begin(
                                source,
                                file.name(),
                                verdict.sha256(),
                                verdict.bytes(),
                                verdict.orders(),
                                verdict.policies()))
                : OpenFile.toBeRefused(file, local, verdict, verdict.reason());
    }
}
