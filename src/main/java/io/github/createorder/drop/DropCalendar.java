package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.file.SafeName;
import io.github.createorder.ledger.LedgerFiles;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Alarms when no file has come by its time, and when a number is left out in the sequence of names (the named part
 * {@code seq} of the format's {@code file-name}; the other named parts tell the sequences apart). Asks the ledger once a
 * minute. Confined to one thread.
 */
final class DropCalendar {
    private static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration SEQUENCES = Duration.ofDays(3);
    private static final int MOST_NUMBERS = 1000;

    private final DropSettings settings;
    private final SafeName names;
    private final LedgerFiles ledger;
    private final DropAlarms alarms;
    private final DropClock clock;
    private boolean looked;
    private long lookedAt;

    DropCalendar(DropSettings settings, SafeName names, LedgerFiles ledger, DropAlarms alarms, DropClock clock) {
        this.settings = settings;
        this.names = names;
        this.ledger = ledger;
        this.alarms = alarms;
        this.clock = clock;
    }

    void look() {
        if (looked && !clock.isPast(lookedAt, EVERY)) {
            return;
        }
        looked = true;
        lookedAt = clock.mark();
        ZonedDateTime today = clock.now().atZone(BEIJING);
        if (settings.expectedBy() != null) {
            expect(today);
        }
        gaps(ledger.recent(settings.source(), SEQUENCES, false));
    }

    private void expect(ZonedDateTime now) {
        boolean due = settings.expectedOn().contains(now.getDayOfWeek())
                && !now.toLocalTime().isBefore(settings.expectedBy());
        Duration sinceMidnight = Duration.between(now.toLocalDate().atStartOfDay(BEIJING), now);
        if (due && ledger.recent(settings.source(), sinceMidnight, false).isEmpty()) {
            alarms.raise(
                    Kind.MISSING,
                    "",
                    "no file has come by " + settings.expectedBy() + " Beijing time on " + now.toLocalDate()
                            + ": ask the core system");
        } else {
            alarms.end(Kind.MISSING, "");
        }
    }

    private void gaps(List<String> recent) {
        Map<Map<String, String>, TreeSet<Long>> sequences = new HashMap<>();
        for (String name : recent) {
            Optional<Map<String, String>> parts = names.parts(name);
            String number = parts.map(part -> part.get("seq")).orElse(null);
            if (number != null && number.matches("[0-9]{1,18}")) {
                Map<String, String> others = new TreeMap<>(parts.get());
                others.remove("seq");
                sequences.computeIfAbsent(others, key -> new TreeSet<>()).add(Long.valueOf(number));
            }
        }
        Set<String> holding = new HashSet<>();
        sequences.forEach((others, numbers) -> {
            if (numbers.last() - numbers.first() >= MOST_NUMBERS) {
                return;
            }
            for (long number = numbers.first(); number < numbers.last(); number++) {
                if (!numbers.contains(number)) {
                    String subject = (others.isEmpty() ? "" : others + " ") + number;
                    holding.add(DropAlarm.key(Kind.GAP, subject));
                    alarms.raise(
                            Kind.GAP,
                            subject,
                            "the file with number " + subject + " has not come, later ones have: ask the core system");
                }
            }
        });
        alarms.keepOnly(Set.of(Kind.GAP), holding);
    }
}
