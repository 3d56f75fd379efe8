package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.drop.DropFolder.Place;
import io.github.createorder.file.FileCheck;
import io.github.createorder.file.FileFault;
import io.github.createorder.file.FileFault.Code;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.FileReader;
import io.github.createorder.file.FileVerdict;
import io.github.createorder.health.SteadyClock;
import io.github.createorder.ledger.FileEntry;
import io.github.createorder.ledger.FileLine;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.Report;
import io.github.createorder.ledger.SourceLease;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A drop folder that orders come from. The take route calls {@link #look}, and for each file {@link #open}, then either
 * {@link #refuse}, or {@link #batches}, {@link #expect} and {@link #taken} for each of them, and {@link #finish}.
 *
 * <p>A file stays in the inbox until the ledger has committed all of it. Whatever fails before, it is found there again, and
 * what is in the ledger already is not taken twice. One node at a time works on a source; should two meet, the ledger tells
 * the slower one. The take route's methods are for one thread; {@link #report} and the rest for any.
 */
public final class DropSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DropSource.class);
    private static final int MOST_MARKER_BYTES = 1024 * 1024;
    private static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final String NOT_TO_ITS_END = " was not worked on to its end, and is tried again; the log says why";
    private static final Duration LEFTOVERS = Duration.ofDays(2);

    private final DropSettings settings;
    private final FileFormat format;
    private final DropFolder folder;
    private final LedgerFiles ledger;
    private final SourceLease lease;
    private final WorkFolder work;
    private final InstantSource clock;
    private final DropAlarms alarms;
    private final DropInbox inbox;
    private final DropCalendar calendar;
    private final FileCheck check;
    private final FileReader reader;
    private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
    private final Backoff backoff;
    private OpenFile open;

    /** What became of a file. */
    public enum Outcome {
        TAKEN,
        REFUSED,
        /** The same file again. */
        REPEATED
    }

    DropSource(
            DropSettings settings,
            FileFormat format,
            DropFolder folder,
            LedgerFiles ledger,
            SourceLease lease,
            WorkFolder work,
            DropAlarms alarms,
            InstantSource clock) {
        this.settings = settings;
        this.format = format;
        this.folder = folder;
        this.ledger = ledger;
        this.lease = lease;
        this.work = work;
        this.clock = clock;
        this.alarms = alarms;
        this.inbox = new DropInbox(settings, format.fileName(), alarms, SteadyClock.of(clock));
        this.calendar = new DropCalendar(settings, format.fileName(), ledger, alarms, clock);
        this.backoff = new Backoff(SteadyClock.of(clock));
        this.check = new FileCheck(format);
        this.reader = new FileReader(format);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    /** Name of the source, as in its records. */
    public String name() {
        return settings.source();
    }

    /** Files that this node took, refused or met again. */
    public long count(Outcome outcome) {
        return counts.get(outcome).sum();
    }

    /**
     * The files that are ready, by name; none when another node looks after the source.
     *
     * @throws IOException when the folders cannot be used, which is an alarm until they can
     */
    public List<DropFile> look() throws IOException {
        closeLeftOver();
        if (lease.acquire(name()).isEmpty()) {
            alarms.clear();
            return List.of();
        }
        if (backoff.isWaiting()) {
            return List.of();
        }
        try {
            List<Entry> entries = folder.list();
            DropInbox.Listing listing = inbox.read(entries);
            alarms.keepOnly(
                    Set.of(Kind.STUCK),
                    entries.stream()
                            .map(entry -> DropAlarm.key(Kind.STUCK, entry.name()))
                            .collect(Collectors.toSet()));
            if (!listing.lonelyMarkers().isEmpty()) {
                archiveLeftMarkers(listing.lonelyMarkers());
            }
            calendar.look();
            alarms.end(Kind.UNREACHABLE, "");
            backoff.succeeded();
            return listing.ready().stream().limit(settings.files()).toList();
        } catch (IOException e) {
            backoff.failed();
            alarms.raise(Kind.UNREACHABLE, "", "its folders cannot be used: " + e.getMessage());
            throw e;
        }
    }

    private void closeLeftOver() throws IOException {
        if (open != null) {
            stuck(open.file().name(), NOT_TO_ITS_END);
            open.close();
            open = null;
        }
    }

    private void stuck(String file, String why) {
        alarms.raise(Kind.STUCK, file, file + why);
    }

    /** A crash may come between moving a file and moving its marker. */
    private void archiveLeftMarkers(Map<String, String> lonely) throws IOException {
        Set<String> known = ledger.recent(name(), LEFTOVERS, true).stream()
                .map(settings.marker()::of)
                .collect(Collectors.toSet());
        for (String marker : lonely.keySet()) {
            if (known.contains(marker)) {
                move(marker, Place.DONE, freeName(Place.DONE, marker));
            }
        }
    }

    /**
     * Downloads a file, checks it as a whole and notes in the ledger that it is being taken.
     *
     * @throws IOException when it cannot be had whole just now: it grows, or the line is broken
     */
    public OpenFile open(DropFile file) throws IOException {
        Path local = work.next(".in");
        boolean opened = false;
        try {
            if (file.entry().size() > format.mostBytes()) {
                opened = true;
                open = tooBig(file, local);
                return open;
            }
            byte[] marker = file.marker() == null || !format.readsMarker() ? null : fetchMarker(file.marker());
            fetch(file, local);
            open = decide(file, local, marker);
            opened = true;
            return open;
        } catch (IOException e) {
            stuck(file.name(), " cannot be had whole, and is tried again: " + e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            stuck(file.name(), NOT_TO_ITS_END);
            throw e;
        } finally {
            if (!opened) {
                Files.deleteIfExists(local);
            }
        }
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

    private OpenFile tooBig(DropFile file, Path local) {
        FileFault fault = new FileFault(
                Code.LIMIT,
                0,
                0,
                0,
                "the file has " + file.entry().size() + " bytes, more than the " + format.mostBytes()
                        + " of `limits: file-bytes`");
        FileVerdict verdict = new FileVerdict(0, 0, 0, Map.of(), file.entry().size(), null, List.of(fault), 0);
        return OpenFile.toBeRefused(file, local, verdict, verdict.reason());
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

    private OpenFile decide(DropFile file, Path local, byte[] marker) throws IOException {
        FileVerdict verdict = check.check(local, file.name(), marker);
        FileEntry known = ledger.taken(name(), List.of(file.name())).get(file.name());
        if (known != null && known.sha256().equals(verdict.sha256())) {
            return OpenFile.toBeTaken(file, local, verdict, known);
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
                                name(),
                                file.name(),
                                verdict.sha256(),
                                verdict.bytes(),
                                verdict.orders(),
                                verdict.policies()))
                : OpenFile.toBeRefused(file, local, verdict, verdict.reason());
    }

    /** Moves a file that is not taken to error, its reason beside it. */
    public void refuse(OpenFile file) throws IOException {
        String name = file.file().name();
        if (isReplaced(file.file())) {
            throw new IOException(name + " was replaced while it was looked at; the new one is looked at next");
        }
        ledger.refused(name(), name, file.verdict().sha256(), file.verdict().bytes(), file.refusal());
        Path reason = work.next(".reason");
        try {
            Files.writeString(reason, reasonText(file), StandardCharsets.UTF_8);
            String target = putReason(reason, name);
            move(name, Place.ERROR, target);
            if (file.file().marker() != null) {
                move(
                        file.file().marker(),
                        Place.ERROR,
                        freeName(Place.ERROR, file.file().marker()));
            }
        } finally {
            Files.deleteIfExists(reason);
        }
        end(file, Outcome.REFUSED);
        LOG.error(
                "Source {}: the file {} was refused as a whole, none of its orders is sent: {}",
                name(),
                name,
                file.refusal().lines().limit(3).collect(Collectors.joining("; ")));
    }

    private static String reasonText(OpenFile file) {
        return file.file().name() + " was refused as a whole: none of its orders was taken or sent.\n"
                + "It has " + file.verdict().bytes() + " bytes, SHA-256 "
                + (file.verdict().sha256() == null ? "unknown" : file.verdict().sha256()) + "\n\n"
                + file.refusal() + "\n";
    }

    /** Puts the reason beside where the file will be, under a name that both have for themselves. */
    private String putReason(Path reason, String name) throws IOException {
        String target = freeName(Place.ERROR, name);
        try {
            folder.put(reason, Place.ERROR, target + ".reason.txt");
            return target;
        } catch (FileAlreadyExistsException e) {
            String stamped = stamped(name);
            folder.put(reason, Place.ERROR, stamped + ".reason.txt");
            return stamped;
        }
    }

    /** The file's orders that are not in the ledger yet, batch by batch. */
    public Iterator<FileBatch> batches(OpenFile file) throws IOException {
        return file.batches(reader, name(), settings.orders());
    }

    /**
     * To be called before a batch enters the ledger: its receipt will have a line for each order.
     *
     * @param orders what the batch's records have become
     * @return the orders
     */
    public List<FrozenOrder> expect(FileBatch batch, List<FrozenOrder> orders) {
        if (format.hasReceipt()) {
            ledger.expect(batch.file().taken(), orders.stream().map(this::line).toList());
        }
        return orders;
    }

    /**
     * To be called once a batch is in the ledger.
     *
     * @throws io.github.createorder.ledger.FileTakenOverException when another node goes on with the file
     */
    public void taken(FileBatch batch) {
        OpenFile file = batch.file();
        long to = file.positionAfter(batch.records());
        ledger.advance(file.taken(), file.position(), to);
        file.advanced(to, batch.records().size());
        lease.advance(name(), LedgerFiles.ref(file.file().name(), to));
    }

    private FileLine line(FrozenOrder order) {
        SourceRecord record = order.record();
        List<String> columns = format.keyColumns();
        String key = columns.stream()
                .map(column -> Objects.toString(record.columns().get(column), ""))
                .collect(Collectors.joining("-"));
        return FileLine.taken(FileReader.lineOf(record.ref()), key, order.amountFen());
    }

    /** To be called when all batches are taken: notes it in the ledger and moves the file to done. */
    public void finish(OpenFile file) throws IOException {
        if (!file.isDone()) {
            throw new IllegalStateException(file + " is not in the ledger as a whole: it stays in the inbox");
        }
        boolean repeated = file.taken().complete();
        if (repeated && format.hasReceipt()) {
            ledger.deliverAgain(file.taken());
        }
        ledger.complete(file.taken());
        String name = file.file().name();
        boolean replaced = isReplaced(file.file());
        if (!replaced) {
            move(name, Place.DONE, freeName(Place.DONE, name));
            if (file.file().marker() != null) {
                move(
                        file.file().marker(),
                        Place.DONE,
                        freeName(Place.DONE, file.file().marker()));
            }
        }
        end(file, repeated ? Outcome.REPEATED : Outcome.TAKEN);
        if (replaced) {
            LOG.warn(
                    "Source {}: {} was replaced while it was taken; it stays in the inbox and is looked at anew",
                    name(),
                    name);
        }
        if (repeated) {
            LOG.info(
                    "Source {}: {} is the same file again: nothing is sent, its receipt is issued again", name(), name);
        } else {
            LOG.info(
                    "Source {}: {} is taken: {} orders, {} policies, {} bytes, in {} ms",
                    name(),
                    name,
                    file.verdict().orders(),
                    file.verdict().policies(),
                    file.verdict().bytes(),
                    file.millis());
        }
    }

    /** What lies in the inbox under its name now was never read: it must not be moved away as if it had been. */
    private boolean isReplaced(DropFile file) throws IOException {
        Entry now = folder.look(file.name());
        return now != null && !now.equals(file.entry());
    }

    private void end(OpenFile file, Outcome outcome) throws IOException {
        file.close();
        open = null;
        alarms.end(Kind.STUCK, file.file().name());
        counts.get(outcome).increment();
    }

    /** What was moved before, by this node or another, is where it belongs. */
    private void move(String name, Place place, String newName) throws IOException {
        try {
            folder.move(name, place, newName);
        } catch (IOException e) {
            if (folder.look(name) != null) {
                throw e;
            }
        }
    }

    private String freeName(Place place, String name) throws IOException {
        return folder.exists(place, name) ? stamped(name) : name;
    }

    private String stamped(String name) {
        return name + "." + LocalDateTime.ofInstant(clock.instant(), BEIJING).format(STAMP);
    }

    /**
     * Notes what became of orders for the receipts of their files.
     *
     * @return the reports that are noted
     */
    public List<Report> report(List<Report> reports) {
        return format.hasReceipt() ? ledger.report(name(), reports) : reports;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
        folder.close();
        try {
            lease.release(name());
        } catch (RuntimeException e) {
            // The database is away: the lease ends by itself.
            LOG.debug("Source {}: its lease could not be given back", name(), e);
        }
    }
}
