package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Place;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.Receipt;
import io.github.createorder.ledger.FileReceipt;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.SourceLease;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers to the files of a drop source (回盘). The receipt route calls {@link #due}, and for each receipt {@link #write},
 * {@link #deliver} and {@link #delivered}. A receipt is made of lines that no longer change, its digest is kept in the ledger,
 * and other bytes are never delivered under its name. For one thread.
 */
public final class DropReceipts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DropReceipts.class);
    private static final int MOST = 100;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 20;

    private final DropSettings settings;
    private final Receipt receipt;
    private final DropFolder folder;
    private final LedgerFiles ledger;
    private final SourceLease lease;
    private final WorkFolder work;
    private final DropAlarms alarms;
    private final LongAdder count = new LongAdder();
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();

    /**
     * A receipt as it lies in the work folder.
     *
     * @param what the receipt
     * @param local its bytes
     * @param name its name in the outbox
     */
    public record Written(FileReceipt what, Path local, String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A receipt that is being delivered, and what has come in its way. */
    private static final class Attempt {
        private final FileReceipt receipt;
        private final Path local;
        private Exception failure;

        Attempt(FileReceipt receipt, Path local) {
            this.receipt = receipt;
            this.local = local;
        }
    }

    DropReceipts(
            DropSettings settings,
            FileFormat format,
            DropFolder folder,
            LedgerFiles ledger,
            SourceLease lease,
            WorkFolder work,
            DropAlarms alarms) {
        this.settings = settings;
        this.receipt = new Receipt(format);
        this.folder = folder;
        this.ledger = ledger;
        this.lease = lease;
        this.work = work;
        this.alarms = alarms;
    }

    /** Receipts that this node delivered. */
    public long count() {
        return count.sum();
    }

    /**
     * The receipts that are to be delivered: oldest first, and last those that could not be delivered before. None when another
     * node looks after the source, or while the server is not to be asked.
     *
     * @throws IOException when there is something to deliver, and no connection
     */
    public List<FileReceipt> due() throws IOException {
        for (Attempt attempt : attempts.values()) {
            Files.deleteIfExists(attempt.local);
        }
        // Two that write under one temporary name could publish half of a receipt.
        boolean mine = lease.acquire(settings.source()).isPresent();
        if (mine) {
            attempts.forEach(this::putOff);
        }
        attempts.clear();
        if (!mine || folder.isWaiting()) {
            return List.of();
        }
        if (alarms.count(Kind.UNDELIVERED) > 0) {
            // Another node may have delivered it.
            alarms.keepOnly(
                    Set.of(Kind.UNDELIVERED),
                    ledger.undelivered(settings.source()).stream()
                            .map(one -> DropAlarm.key(Kind.UNDELIVERED, name(one)))
                            .collect(Collectors.toSet()));
        }
        List<FileReceipt> due = ledger.dueReceipts(settings.source(), settings.cutOff(), settings.late(), MOST);
        if (!due.isEmpty()) {
            folder.connect();
        }
        return due;
    }

    /** It waits longer after each failure; not when it is the server that is away. */
    private void putOff(String name, Attempt attempt) {
        if (attempt.failure instanceof UnreachableException) {
            return;
        }
        int doublings = Math.min(attempt.receipt.failures(), MOST_DOUBLINGS);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        ledger.putOff(attempt.receipt, pause.compareTo(LedgerFiles.MOST_PAUSE) < 0 ? pause : LedgerFiles.MOST_PAUSE);
        alarms.raise(
                Kind.UNDELIVERED,
                name,
                "the receipt " + name + " could not be delivered"
                        + (attempt.failure == null
                                ? "; the log says what is in its way"
                                : ": " + attempt.failure.getMessage())
                        + ". It is tried again ever more slowly");
    }

    private String name(FileReceipt due) {
        return receipt.nameFor(due.answers());
    }

    /**
     * Writes a receipt into the work folder.
     *
     * @throws IllegalStateException when its bytes are not those that it was first made of
     */
    public Written write(FileReceipt due) throws IOException {
        String name = name(due);
        Attempt attempt = new Attempt(due, work.next(".receipt"));
        attempts.put(name, attempt);
        try {
            return write(due, name, attempt.local);
        } catch (IOException | RuntimeException e) {
            attempt.failure = e;
            throw e;
        }
    }

    private Written write(FileReceipt due, String name, Path local) throws IOException {
        receipt.write(local, new ReceiptLines(ledger, due));
        String sha256 = sha256(local);
        String bound = ledger.bind(due, sha256);
        if (!bound.equals(sha256)) {
            throw new IllegalStateException(
                    "the receipt " + name + " would have other bytes than before, SHA-256 " + sha256 + " and not "
                            + bound + ": was the format file's `receipt` changed? Restore it for this file");
        }
        return new Written(due, local, name);
    }

    /**
     * Puts a receipt into the outbox, and then its marker.
     *
     * @throws FileAlreadyExistsException when another file of its name is there
     */
    public Written deliver(Written written) throws IOException {
        try {
            folder.put(written.local(), Place.OUTBOX, written.name());
            String marker = receipt.markerFor(written.name());
            if (marker != null) {
                putMarker(marker);
            }
            return written;
        } catch (IOException e) {
            attempts.get(written.name()).failure = e;
            throw e;
        }
    }

    private void putMarker(String marker) throws IOException {
        Path empty = work.next(".marker");
        try {
            Files.createFile(empty);
            folder.put(empty, Place.OUTBOX, marker);
        } finally {
            Files.deleteIfExists(empty);
        }
    }

    /** Notes in the ledger that it is delivered. */
    public void delivered(Written written) throws IOException {
        ledger.delivered(written.what());
        Files.deleteIfExists(written.local());
        attempts.remove(written.name());
        alarms.end(Kind.UNDELIVERED, written.name());
        count.increment();
        LOG.info("Source {}: the receipt {} is delivered", settings.source(), written.name());
    }

    static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
