package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.drop.DropFolder.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files and markers that are done with and have to leave the inbox. What cannot leave stays here: it is an alarm, it is tried
 * again ever more slowly, and meanwhile it is not opened, read or answered once more. Between volumes it is copied, and then
 * deleted. Confined to one thread.
 */
final class Leaving {
    private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);
    private static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(5);

    private final DropSettings settings;
    private final DropFolder folder;
    private final WorkFolder work;
    private final DropAlarms alarms;
    private final DropClock clock;
    private final Map<String, Departure> departures = new LinkedHashMap<>();
    private boolean copyingIsTold;

    Leaving(DropSettings settings, DropFolder folder, WorkFolder work, DropAlarms alarms, DropClock clock) {
        this.settings = settings;
        this.folder = folder;
        this.work = work;
        this.alarms = alarms;
        this.clock = clock;
    }

    /** One file or marker on its way. */
    private final class Departure {
        private final String name;
        /** As it was when it was done with; null for a marker, whose content was read or does not count. */
        private final Entry entry;

        /** Of the file; null when there is none, and for a marker. */
        private final String marker;

        private final Place place;
        private final String state;
        private final Runnable afterwards;
        private final Backoff backoff = new Backoff(clock, FIRST, MOST);
        private String reason;
        private String target;
        private boolean copied;

        Departure(
                String name,
                Entry entry,
                String marker,
                Place place,
                String state,
                String reason,
                Runnable afterwards) {
            this.name = name;
            this.entry = entry;
            this.marker = marker;
            this.place = place;
            this.state = state;
            this.reason = reason;
            this.target = name;
            this.afterwards = afterwards;
        }
    }

    /** A file whose orders are all in the ledger, and its marker. */
    void taken(DropFile file, Runnable afterwards) {
        leave(file, Place.DONE, " is taken, its orders are sent and answered", null, afterwards);
    }

    /** A file that is refused, and its marker; the reason goes before, to stand beside it. */
    void refused(DropFile file, String reason) {
        leave(file, Place.ERROR, " is refused as a whole", reason, () -> {});
    }

    private void leave(DropFile file, Place place, String state, String reason, Runnable afterwards) {
        begin(new Departure(file.name(), file.entry(), file.marker(), place, state, reason, afterwards));
    }

    /** A marker whose file has left already. */
    void marker(String name, Place place) {
        if (!departures.containsKey(name)) {
            begin(new Departure(name, null, null, place, " is a marker whose file has left", null, () -> {}));
        }
    }

    private void begin(Departure departure) {
        departures.put(departure.name, departure);
        attempt(departure);
    }

    /** What is done with and only lies there: files, and markers. */
    Set<String> names() {
        Set<String> names = new HashSet<>(departures.keySet());
        departures.values().stream()
                .map(departure -> departure.marker)
                .filter(Objects::nonNull)
                .forEach(names::add);
        return names;
    }

    /** Another node looks after the source. */
    void forget() {
        departures.clear();
    }

    /** Tries those again whose time has come; one that was replaced is another file, to be looked at like any. */
    void again(List<Entry> there) {
        Map<String, Entry> now = there.stream().collect(Collectors.toMap(Entry::name, entry -> entry, (a, b) -> b));
        for (Departure departure : List.copyOf(departures.values())) {
            Entry entry = now.get(departure.name);
            boolean changed = entry == null || (departure.entry != null && !departure.entry.equals(entry));
            if (changed || !departure.backoff.isWaiting()) {
                attempt(departure);
            }
        }
    }

    private void attempt(Departure departure) {
        boolean replaced = false;
        try {
            Entry now = departure.entry == null ? null : folder.look(departure.name);
            replaced = isReplaced(departure, now);
            if (!replaced && (now != null || departure.entry == null)) {
                move(departure);
            }
        } catch (UnreachableException e) {
            // No fault of this one: the next look that succeeds goes on with it.
            return;
        } catch (IOException e) {
            // It may have left all the same: moved by another node, or by us and the answer was lost.
            if (!hasLeft(departure)) {
                failed(departure, e);
                return;
            }
        }
        // First what the ledger is to know: when it fails, this departure is tried again and finds that the file has
        // left.
        departure.afterwards.run();
        departures.remove(departure.name);
        alarms.end(Kind.STUCK, departure.name);
        if (replaced) {
            LOG.warn(
                    "Source {}: {} was replaced while it was worked on; the new one stays in the inbox and is looked at next",
                    settings.source(),
                    departure.name);
        } else if (departure.marker != null) {
            marker(departure.marker, departure.place);
        }
    }

    /** What lies in the inbox under its name now may never have been read: it must not leave as if it had been. */
    private static boolean isReplaced(Departure departure, Entry now) {
        return now != null && !now.equals(departure.entry);
    }

    private boolean hasLeft(Departure departure) {
        try {
            return folder.look(departure.name) == null;
        } catch (IOException e) {
            return false;
        }
    }

    private void failed(Departure departure, IOException e) {
        departure.backoff.failed();
        alarms.raise(
                Kind.STUCK,
                departure.name,
                departure.name + departure.state + ", but it cannot leave the inbox: " + e.getMessage()
                        + ". Give the login the right to rename and delete in "
                        + settings.folders().inbox() + " and "
                        + settings.folders().of(departure.place)
                        + ", or move it there yourself. It is tried again ever more slowly, and not read again");
    }

    private void move(Departure departure) throws IOException {
        if (departure.reason != null) {
            putReason(departure);
        }
        if (!departure.copied) {
            try {
                rename(departure);
                return;
            } catch (CannotRenameException e) {
                copy(departure, e);
            }
        }
        folder.delete(departure.name);
    }

    private void rename(Departure departure) throws IOException {
        try {
            folder.move(departure.name, departure.place, departure.target);
        } catch (FileAlreadyExistsException e) {
            departure.target = stamped(departure.name);
            folder.move(departure.name, departure.place, departure.target);
        }
    }

    /** Puts the reason beside where the file will be, under a name that both have for themselves. */
    private void putReason(Departure departure) throws IOException {
        Path text = work.next(".reason");
        try {
            Files.writeString(text, departure.reason, StandardCharsets.UTF_8);
            if (folder.exists(departure.place, departure.target)) {
                departure.target = stamped(departure.name);
            }
            try {
                folder.put(text, departure.place, departure.target + ".reason.txt");
            } catch (FileAlreadyExistsException e) {
                departure.target = stamped(departure.name);
                folder.put(text, departure.place, departure.target + ".reason.txt");
            }
        } finally {
            Files.deleteIfExists(text);
        }
        departure.reason = null;
    }

    private void copy(Departure departure, CannotRenameException cannot) throws IOException {
        Path local = work.next(".leaving");
        try {
            long bytes = folder.fetch(departure.name, local, Long.MAX_VALUE);
            if (departure.entry != null && bytes != departure.entry.size()) {
                throw new IOException("of " + departure.name + " arrived " + bytes + " bytes of "
                        + departure.entry.size() + " to be copied");
            }
            try {
                // The same bytes under this name are as good: of a copy that was broken off before its file was
                // deleted.
                folder.put(local, departure.place, departure.place == Place.DONE ? departure.name : departure.target);
            } catch (FileAlreadyExistsException e) {
                folder.put(local, departure.place, stamped(departure.name));
            }
        } catch (IOException e) {
            e.addSuppressed(cannot);
            throw e;
        } finally {
            Files.deleteIfExists(local);
        }
        if (departure.entry != null && isReplaced(departure, folder.look(departure.name))) {
            throw new IOException(departure.name + " changed while it was copied");
        }
        departure.copied = true;
        if (!copyingIsTold) {
            copyingIsTold = true;
            LOG.warn(
                    "Source {}: files cannot be renamed from {} to {} ({}): are these two volumes? They are copied and then"
                            + " deleted, which costs another download and upload; folders on one volume need neither",
                    settings.source(),
                    settings.folders().inbox(),
                    settings.folders().of(departure.place),
                    cannot.getMessage());
        }
    }

    private String stamped(String name) {
        return name + "." + LocalDateTime.ofInstant(clock.now(), BEIJING).format(STAMP);
    }
}
