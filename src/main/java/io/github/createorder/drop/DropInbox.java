package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.file.SafeName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells from one listing after another which files are ready, and what is late. Names are untrusted: one that is not safe goes
 * no further than an alarm. Confined to one thread.
 */
final class DropInbox {
    private static final Set<Kind> TOLD_HERE =
            EnumSet.of(Kind.MARKER_WITHOUT_FILE, Kind.FILE_WITHOUT_MARKER, Kind.UNSAFE);

    private final DropSettings settings;
    private final SafeName names;
    private final DropAlarms alarms;
    private final InstantSource clock;
    private final LeftAlone leftAlone;
    private final Map<String, Seen> seen = new HashMap<>();

    /** A file as it was at earlier looks: since when it is there, and since when it has not changed. */
    private record Seen(Instant first, Entry entry, Instant unchanged) {}

    /**
     * What one listing tells.
     *
     * @param ready by name
     * @param lonelyMarkers markers without a file, by the name of the file that they stand for, or its stem
     */
    record Listing(List<DropFile> ready, Map<String, String> lonelyMarkers) {}

    DropInbox(DropSettings settings, SafeName names, DropAlarms alarms, InstantSource clock) {
        this.settings = settings;
        this.names = names;
        this.alarms = alarms;
        this.clock = clock;
        this.leftAlone = new LeftAlone(settings.source(), settings.lateAfter());
    }

    Listing read(List<Entry> entries) {
        Instant now = clock.instant();
        Map<String, Entry> files = new HashMap<>();
        Map<String, String> markers = new HashMap<>();
        Set<String> others = new HashSet<>();
        Set<String> holding = new HashSet<>();
        for (Entry entry : entries) {
            String name = entry.name();
            if (!entry.regular() || !SafeName.ANY.accepts(name)) {
                if (!isHidden(entry)) {
                    raise(
                            holding,
                            Kind.UNSAFE,
                            shown(name),
                            "in the inbox is a name that is no plain file's, " + shown(name)
                                    + ": it is left alone; find out who put it there");
                }
            } else if (settings.marker() != null
                    && settings.marker().stands(name).isPresent()) {
                markers.put(name, settings.marker().stands(name).get());
            } else if (names.accepts(name)) {
                files.put(name, entry);
            } else {
                others.add(name);
            }
        }
        leftAlone.look(others, now);
        Listing listing = settings.marker() == null
                ? new Listing(stable(files, now), Map.of())
                : marked(files, markers, holding, now);
        seen.keySet().retainAll(union(files.keySet(), markers.keySet()));
        alarms.keepOnly(TOLD_HERE, holding);
        return listing;
    }

    /** Temporary files of honest servers and clients: a dot and then a safe name. */
    private static boolean isHidden(Entry entry) {
        return entry.regular()
                && entry.name().startsWith(".")
                && SafeName.ANY.accepts(entry.name().substring(1));
    }

    private List<DropFile> stable(Map<String, Entry> files, Instant now) {
        List<DropFile> ready = new ArrayList<>();
        files.forEach((name, entry) -> {
            Seen before = seen.get(name);
            boolean same = before != null && before.entry.equals(entry);
            Seen is = new Seen(before == null ? now : before.first, entry, same ? before.unchanged : now);
            seen.put(name, is);
            if (same && !is.unchanged.plus(settings.stableFor()).isAfter(now)) {
                ready.add(new DropFile(entry, null));
            }
        });
        ready.sort(Comparator.comparing(DropFile::name));
        return ready;
    }

    private Listing marked(Map<String, Entry> files, Map<String, String> markers, Set<String> holding, Instant now) {
        List<DropFile> ready = new ArrayList<>();
        Set<String> used = new HashSet<>();
        files.forEach((name, entry) -> {
            String marker = settings.marker().of(name);
            if (markers.containsKey(marker)) {
                used.add(marker);
                seen.remove(name);
                ready.add(new DropFile(entry, marker));
            } else if (isLate(name, entry, now)) {
                raise(
                        holding,
                        Kind.FILE_WITHOUT_MARKER,
                        name,
                        "the file " + name + " has no marker " + marker + " for " + words(settings.lateAfter())
                                + ": was its transfer broken off?");
            }
        });
        ready.sort(Comparator.comparing(DropFile::name));
        Map<String, String> lonely = new HashMap<>();
        markers.forEach((marker, file) -> {
            if (used.contains(marker)) {
                seen.remove(marker);
                return;
            }
            lonely.put(marker, file);
            if (isLate(marker, null, now)) {
                raise(
                        holding,
                        Kind.MARKER_WITHOUT_FILE,
                        marker,
                        "the marker " + marker + " has no file for "
                                + words(settings.lateAfter())
                                + ": was the file forgotten, or is its name not as the format's"
                                + " file-name says?");
            }
        });
        return new Listing(ready, lonely);
    }

    private boolean isLate(String name, Entry entry, Instant now) {
        Seen is = seen.computeIfAbsent(name, key -> new Seen(now, entry, now));
        return !is.first.plus(settings.lateAfter()).isAfter(now);
    }

    private void raise(Set<String> holding, Kind kind, String subject, String text) {
        holding.add(DropAlarm.key(kind, subject));
        alarms.raise(kind, subject, text);
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    private static String words(Duration duration) {
        return duration.toMinutes() >= 1 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }

    /** A name that may hold anything, as it may stand in a log. */
    private static String shown(String name) {
        StringBuilder text = new StringBuilder("'");
        name.codePoints()
                .limit(80)
                .forEach(c -> text.append(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                                ? String.format("\\u%04X", c)
                                : Character.toString(c)));
        return text.append("'").toString();
    }
}
