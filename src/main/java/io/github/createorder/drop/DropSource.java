package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.drop.DropFolder.Place;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.FileReader;
import io.github.createorder.file.FileRecord;
import io.github.createorder.ledger.FileEntry;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.Report;
import io.github.createorder.ledger.SourceLease;
import io.github.createorder.order.FrozenOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
 * the slower one. The take route's methods are for one thread; {@link #note} and the rest for any.
 */
public final class DropSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DropSource.class);
    private static final String NOT_TO_ITS_END =
            " was not worked on to its end, and is tried again ever more slowly; the log says why";
    private static final Duration LEFTOVERS = Duration.ofDays(2);

    private final DropSettings settings;
    private final FileFormat format;
    private final FileReader reader;
    private final DropFolder folder;
    private final LedgerFiles ledger;
    private final SourceLease lease;
    private final DropAlarms alarms;
    private final DropInbox inbox;
    private final DropCalendar calendar;
    private final FileOpening opening;
    private final FailedFiles failed;
    private final Leaving leaving;
    private final Backoff backoff;
    private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
    private boolean held;
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
            DropClock clock) {
        this.settings = settings;
        this.format = format;
        this.reader = new FileReader(format);
        this.folder = folder;
        this.ledger = ledger;
        this.lease = lease;
        this.alarms = alarms;
        this.inbox = new DropInbox(settings, format.fileName(), alarms, clock);
        this.calendar = new DropCalendar(settings, format.fileName(), ledger, alarms, clock);
        this.opening = new FileOpening(settings.source(), format, folder, ledger, work);
        this.failed = new FailedFiles(clock);
        this.leaving = new Leaving(settings, folder, work, alarms, clock);
        this.backoff = Backoff.shortly(clock);
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
     * The files that are ready, by name, those last that have failed before; none when another node looks after the source.
     *
     * @throws IOException when the folders cannot be used, which is an alarm until they can
     */
    public List<DropFile> look() throws IOException {
        abandon();
        if (lease.acquire(name()).isEmpty()) {
            held = false;
            leaving.forget();
            alarms.clear();
            return List.of();
        }
        if (backoff.isWaiting() || folder.isWaiting()) {
            return List.of();
        }
        try {
            List<Entry> entries = folder.list();
            Set<String> there = entries.stream().map(Entry::name).collect(Collectors.toSet());
            // What only lies there is no file to be taken, nor a marker that lacks its file.
            Set<String> doneWith = leaving.names();
            DropInbox.Listing listing = inbox.read(entries.stream()
                    .filter(entry -> !doneWith.contains(entry.name()))
                    .toList());
            failed.keepOnly(there);
            noteLeft(there);
            leaving.again(entries);
            archiveLeftMarkers(listing.lonelyMarkers());
            keepStuck(there);
            calendar.look();
            alarms.end(Kind.UNREACHABLE, "");
            backoff.succeeded();
            return failed.choose(listing.ready(), settings.files());
        } catch (IOException e) {
            backoff.failed();
            unreachable(e);
            throw e;
        }
    }

    private void unreachable(IOException e) {
        alarms.raise(Kind.UNREACHABLE, "", "its folders cannot be used: " + e.getMessage());
    }

    private void keepStuck(Set<String> there) {
        Set<String> names = new HashSet<>(there);
        names.addAll(leaving.names());
        alarms.keepOnly(
                Set.of(Kind.STUCK),
                names.stream().map(name -> DropAlarm.key(Kind.STUCK, name)).collect(Collectors.toSet()));
    }

    /** A node may have died between moving a file and noting it. */
    private void noteLeft(Set<String> there) {
        if (!held) {
            ledger.notLeft(name()).stream()
                    .filter(file -> !there.contains(file.name()))
                    .forEach(ledger::left);
            held = true;
        }
    }

    /** A node may have died between moving a file and moving its marker. */
    private void archiveLeftMarkers(Map<String, String> lonely) {
        if (!lonely.isEmpty()) {
            Set<String> known = ledger.recent(name(), LEFTOVERS, true).stream()
                    .map(settings.marker()::of)
                    .collect(Collectors.toSet());
            lonely.keySet().stream().filter(known::contains).forEach(marker -> leaving.marker(marker, Place.DONE));
        }
    }

    /** The file before was not worked on to its end. */
    private void abandon() throws IOException {
        if (open != null) {
            OpenFile left = open;
            open = null;
            failed(left.file().name(), NOT_TO_ITS_END);
            left.close();
        }
    }

    private void failed(String file, String why) {
        failed.failed(file);
        alarms.raise(Kind.STUCK, file, file + why);
    }

    /**
     * Downloads a file, checks it as a whole and notes in the ledger that it is being taken.
     *
     * @throws IOException when it cannot be had whole just now: it grows, or the line is broken
     */
    public OpenFile open(DropFile file) throws IOException {
        abandon();
        try {
            open = opening.open(file);
            return open;
        } catch (UnreachableException e) {
            unreachable(e);
            throw e;
        } catch (IOException e) {
            failed(file.name(), " cannot be had whole, and is tried again ever more slowly: " + e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            failed(file.name(), NOT_TO_ITS_END);
            throw e;
        }
    }

    /** Has a file that is not taken leave for error, its reason beside it. */
    public void refuse(OpenFile file) throws IOException {
        String name = file.file().name();
        Entry now = folder.look(name);
        if (now != null && !now.equals(file.file().entry())) {
            end(file, null);
            throw new IOException(name + " was replaced while it was looked at; the new one is looked at next");
        }
        ledger.refused(name(), name, file.verdict().sha256(), file.verdict().bytes(), file.refusal());
        end(file, Outcome.REFUSED);
        LOG.error(
                "Source {}: the file {} was refused as a whole, none of its orders is sent: {}",
                name(),
                name,
                file.refusal().lines().limit(3).collect(Collectors.joining("; ")));
        leaving.refused(file.file(), file.reasonText());
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
            ledger.expect(batch.file().taken(), batch.lines(orders));
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
        long to = batch.lastLine() + 1;
        ledger.advance(file.taken(), file.position(), to);
        file.advanced(to, batch.orders().size());
        lease.advance(name(), FileRecord.ref(file.file().name(), to));
    }

    /** To be called when all batches are taken: notes it in the ledger, and has the file leave for done. */
    public void finish(OpenFile file) throws IOException {
        if (!file.isDone()) {
            throw new IllegalStateException(file + " is not in the ledger as a whole: it stays in the inbox");
        }
        FileEntry taken = file.taken();
        ledger.complete(taken);
        if (!taken.complete()) {
            end(file, Outcome.TAKEN);
            LOG.info(
                    "Source {}: {} is taken: {} orders, {} policies, {} bytes, in {} ms",
                    name(),
                    file,
                    file.verdict().orders(),
                    file.verdict().policies(),
                    file.verdict().bytes(),
                    file.millis());
        } else if (taken.cameAgain()) {
            end(file, Outcome.REPEATED);
            LOG.info(
                    "Source {}: {} is the same file again: nothing is sent, its receipt is issued again", name(), file);
        } else {
            end(file, null);
            LOG.info("Source {}: {} was taken before and had not left the inbox yet", name(), file);
        }
        leaving.taken(file.file(), () -> ledger.left(taken));
    }

    /** It is closed before anything else: what comes then may fail again and again. */
    private void end(OpenFile file, Outcome outcome) throws IOException {
        open = null;
        file.close();
        failed.succeeded(file.file().name());
        alarms.end(Kind.STUCK, file.file().name());
        if (outcome != null) {
            counts.get(outcome).increment();
        }
    }

    /**
     * Notes what became of orders for the receipts of their files.
     *
     * @param max at most so many at once
     * @return how many there were
     */
    public int note(int max) {
        return ledger.note(name(), format.hasReceipt(), max);
    }

    /**
     * The same for outcomes that are told elsewhere too.
     *
     * @return the reports, all of them noted
     */
    public List<Report> report(List<Report> reports) {
        if (format.hasReceipt()) {
            ledger.lines(name(), reports);
        }
        return reports;
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
