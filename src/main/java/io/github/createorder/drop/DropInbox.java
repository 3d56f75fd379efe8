package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.drop.DropFolder.EntryType;
import io.github.createorder.file.SafeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells from one listing after another which files are ready, and what is late. Names are untrusted: one that is not safe goes
 * no further than an alarm. Confined to one thread.
 */
final class DropInbox {
    private static final Set<Kind> TOLD_HERE =
            EnumSet.of(Kind.MARKER_WITHOUT_FILE, Kind.FILE_WITHOUT_MARKER, Kind.UNSAFE);

    private static final Pattern TEMPORARY = Pattern.compile(
            "(?i)~.*|.*~|.*[.](filepart|part|partial|tmp|temp|crdownload|opdownload|download|upload|uploading|writing|swp|lock|!ut)");

    private final DropSettings settings;
    private final SafeName names;
    private final DropAlarms alarms;
    private final DropClock clock;
    private final LeftAlone leftAlone;
    private final Map<String, Seen> seen = new HashMap<>();

    /** A file as it was at earlier looks: since when it is there, and since when it has not changed. */
    private record Seen(long first, Entry entry, long unchanged) {}

    /**
     * What one listing tells.
     *
     * @param ready by name
     * @param lonelyMarkers markers without a file, by the name of the file that they stand for, or its stem
     */
    record Listing(List<DropFile> ready, Map<String, String> lonelyMarkers) {}

    DropInbox(DropSettings settings, SafeName names, DropAlarms alarms, DropClock clock) {
        this.settings = settings;
        this.names = names;
        this.alarms = alarms;
        this.clock = clock;
        this.leftAlone = new LeftAlone(settings.source(), settings.lateAfter(), clock);
    }

    Listing read(List<Entry> entries) {
        Map<String, Entry> files = new HashMap<>();
        Map<String, String> markers = new HashMap<>();
        Map<String, String> others = new HashMap<>();
        Set<String> noFiles = new HashSet<>();
        Set<String> holding = new HashSet<>();
        for (Entry entry : entries) {
            String name = entry.name();
            if (!SafeName.ANY.accepts(name)) {
                if (!isHidden(entry)) {
                    raise(holding, Kind.UNSAFE, shown(name), unsafe(name));
                }
            } else if (entry.type() != EntryType.FILE) {
                noFiles.add(name);
                raise(holding, Kind.UNSAFE, shown(name), noFile(entry));
            } else if (settings.marker() != null
                    && settings.marker().stands(name).isPresent()) {
                markers.put(name, settings.marker().stands(name).get());
            } else if (!names.accepts(name)) {
                others.put(name, "its name is not as the format's file-name says");
            } else if (settings.marker() == null && names == SafeName.ANY && isTemporary(name)) {
                others.put(name, "its name is that of a transfer under way, and the format has no file-name");
            } else {
                files.put(name, entry);
            }
        }
        leftAlone.look(others);
        Listing listing = settings.marker() == null
                ? new Listing(stable(files), Map.of())
                : marked(files, markers, noFiles, holding);
        seen.keySet().retainAll(union(files.keySet(), markers.keySet()));
        alarms.keepOnly(TOLD_HERE, holding);
        return listing;
    }

    /** Names under which browsers, SFTP clients and editors write, before they rename. */
    private static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }

    private static String unsafe(String name) {
        return "in the inbox is a name that is no plain file's, " + shown(name)
                + ": it is left alone; find out who put it there"
                + (name.indexOf('\uFFFD') < 0
                        ? ""
                        : ". If its bytes are Chinese in another charset, say so with sftp.names, such as GBK");
    }

    private static String noFile(Entry entry) {
        return entry.type() == EntryType.LINK
                ? "in the inbox " + shown(entry.name())
                        + " is a link, and links are not followed: put the file itself there"
                : "in the inbox " + shown(entry.name())
                        + " is no plain file: it is left alone; find out who put it there";
    }

    /** Temporary files of honest servers and clients: a dot and then a safe name. */
    private static boolean isHidden(Entry entry) {
        return entry.type() == EntryType.FILE
                && entry.name().startsWith(".")
                && SafeName.ANY.accepts(entry.name().substring(1));
    }

    private List<DropFile> stable(Map<String, Entry> files) {
        long now = clock.mark();
        List<DropFile> ready = new ArrayList<>();
        files.forEach((name, entry) -> {
            Seen before = seen.get(name);
            boolean same = before != null && before.entry.equals(entry);
            Seen is = new Seen(before == null ? now : before.first, entry, same ? before.unchanged : now);
            seen.put(name, is);
            if (same && clock.isPast(is.unchanged, settings.stableFor())) {
                ready.add(new DropFile(entry, null));
            }
        });
        ready.sort(Comparator.comparing(DropFile::name));
        return ready;
    }

    private Listing marked(
            Map<String, Entry> files, Map<String, String> markers, Set<String> noFiles, Set<String> holding) {
        List<DropFile> ready = new ArrayList<>();
        Set<String> used = new HashSet<>();
        files.forEach((name, entry) -> {
            String marker = settings.marker().of(name);
            if (markers.containsKey(marker)) {
                used.add(marker);
                seen.remove(name);
                ready.add(new DropFile(entry, marker));
            } else if (isLate(name, entry)) {
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
            if (used.contains(marker)
                    || noFiles.stream()
                            .anyMatch(name -> settings.marker().of(name).equals(marker))) {
                seen.remove(marker);
                return;
            }
            lonely.put(marker, file);
            if (isLate(marker, null)) {
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

    private boolean isLate(String name, Entry entry) {
        Seen is = seen.computeIfAbsent(name, key -> new Seen(clock.mark(), entry, clock.mark()));
        return clock.isPast(is.first, settings.lateAfter());
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
