package io.github.createorder.drop;

import io.github.createorder.file.FileReader;
import io.github.createorder.file.FileRecord;
import io.github.createorder.file.FileVerdict;
import io.github.createorder.ledger.FileEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** A file on its way into the ledger, as it was downloaded and checked. Confined to one exchange. */
public final class OpenFile implements AutoCloseable {
    private final DropFile file;
    private final Path local;
    private final FileVerdict verdict;
    private final String refusal;
    private final FileEntry taken;
    private final long startedAt = System.nanoTime();
    private FileReader.Batches reader;
    private long position;
    private boolean readToEnd;
    private long given;
    private long orders;

    private OpenFile(DropFile file, Path local, FileVerdict verdict, String refusal, FileEntry taken) {
        this.file = file;
        this.local = local;
        this.verdict = verdict;
        this.refusal = refusal;
        this.taken = taken;
        this.position = taken == null ? 0 : taken.position();
    }

    static OpenFile toBeRefused(DropFile file, Path local, FileVerdict verdict, String refusal) {
        return new OpenFile(file, local, verdict, refusal, null);
    }

    static OpenFile toBeTaken(DropFile file, Path local, FileVerdict verdict, FileEntry taken) {
        return new OpenFile(file, local, verdict, null, taken);
    }

    /** It is not taken, nothing of it. */
    public boolean isRefused() {
        return refusal != null;
    }

    /** The orders that are not in the ledger yet; closed when read to the end. */
    public Iterator<FileBatch> batches(FileReader format, String source, int batchSize) throws IOException {
        if (taken.complete()) {
            readToEnd = true;
            return List.<FileBatch>of().iterator();
        }
        reader = format.open(local, source, file.name(), position, batchSize);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                boolean more = reader.hasNext();
                readToEnd = !more;
                return more;
            }

            @Override
            public FileBatch next() {
                List<FileRecord> orders = reader.next();
                given += orders.size();
                return new FileBatch(OpenFile.this, orders);
            }
        };
    }

    void advanced(long to, int more) {
        position = to;
        orders += more;
    }

    /** Whether every order was read, and is in the ledger. */
    boolean isDone() {
        return readToEnd && given == orders;
    }

    DropFile file() {
        return file;
    }

    Path local() {
        return local;
    }

    FileVerdict verdict() {
        return verdict;
    }

    String refusal() {
        return refusal;
    }

    /** The reason for the person who sent it. */
    String reasonText() {
        return file.name() + " was refused as a whole: none of its orders was taken or sent.\n"
                + "It has " + verdict.bytes() + " bytes, SHA-256 "
                + (verdict.sha256() == null ? "unknown" : verdict.sha256()) + "\n\n"
                + refusal + "\n";
    }

    FileEntry taken() {
        return taken;
    }

    long position() {
        return position;
    }

    long orders() {
        return orders;
    }

    long millis() {
        return (System.nanoTime() - startedAt) / 1_000_000;
    }

    /** Closes and removes the local copy, and lets its buffers go: the route may hold the files of a look to its end. */
    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        Files.deleteIfExists(local);
    }

    @Override
    public String toString() {
        return file.name();
    }
}
