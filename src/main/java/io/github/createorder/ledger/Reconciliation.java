package io.github.createorder.ledger;

import io.github.createorder.ledger.LedgerView.DayTotal;
import io.github.createorder.ledger.LedgerView.Line;
import io.github.createorder.order.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The ledger beside what the core system says of its orders. Needs memory for their orders only: the ledger goes by page by
 * page, and what is not of the day is looked up.
 */
public final class Reconciliation {
    private static final int EXAMPLES = 1_000;

    private final LedgerView ledger;
    private final Map<String, Theirs> theirs;
    private final boolean byIdentifier;
    private final Map<String, Line> both = new HashMap<>();
    private int amounts;
    private int statuses;
    private final Examples onlyOurs = new Examples();

    /** Examples of each kind that are named one by one. */
    public static final int MOST_NAMED = EXAMPLES;

    /**
     * The two beside each other.
     *
     * @param both orders that both have
     * @param ofOtherDays how many of them were taken on another day
     * @param amounts of how many of both the amount was compared: of those of which they say one
     * @param statuses of how many of both the status was compared
     * @param onlyTheirs what they have and the ledger has not: it was not taken
     * @param onlyOurs what the ledger has and they have not
     * @param different what differs: key and difference
     */
    public record Compared(
            int both, int ofOtherDays, int amounts, int statuses, Found onlyTheirs, Found onlyOurs, Found different) {

        /** Of what was not compared for every order that both have: that nothing differs proves nothing of the rest. */
        public List<Part> partly() {
            return Stream.of(new Part("amount", amounts), new Part("status", statuses))
                    .filter(part -> part.of == 0 || part.of < both)
                    .toList();
        }

        /** How many orders are not alike. */
        public int differences() {
            return onlyTheirs.count + onlyOurs.count + different.count;
        }
    }

    /**
     * Something that is compared.
     *
     * @param what amount or status
     * @param of of how many orders it was compared
     */
    public record Part(String what, int of) {}

    /** How many, and the first of them. */
    public record Found(int count, List<Difference> first) {}

    /** An order by its key, and where it stands or what differs, or null. */
    public record Difference(String key, String what) {}

    /** What they say of an order; null where they say nothing. */
    public record Theirs(String standing, Long fen) {}

    /**
     * Why a day is not looked at: all orders on one side, or none, must not be the answer to a misspelt name.
     *
     * @param source null for any
     * @param configured names of sources
     * @param totals of the day; a source that is configured no more may have orders there
     */
    public static Optional<Words> unknownSource(
            String source, Collection<String> configured, LocalDate day, List<DayTotal> totals) {
        Set<String> known = new TreeSet<>(configured);
        totals.forEach(total -> known.add(total.source()));
        return source == null || known.contains(source)
                ? Optional.empty()
                : Optional.of(Words.of(
                        "their-source",
                        "there is no source {0} in the configuration, and the ledger has no orders of it on {1}; there are {2}",
                        "'" + source + "'",
                        day,
                        known));
    }

    /** @param theirs by identifier, or else by reference */
    public Reconciliation(LedgerView ledger, Map<String, Theirs> theirs, boolean byIdentifier) {
        this.ledger = ledger;
        this.theirs = theirs;
        this.byIdentifier = byIdentifier;
    }

    /**
     * Both one-sided sets and what differs.
     *
     * @param day of taking, in Beijing; what they have of other days is no difference
     * @param source null for any
     */
    public Compared compare(LocalDate day, String source) {
        ledger.lines(day, source, byIdentifier, line -> {
            if (!isTheirs(line)) {
                onlyOurs.add(key(line), standing(line));
            }
        });
        int ofTheDay = both.size();
        Set<String> missing = new LinkedHashSet<>(theirs.keySet());
        missing.removeAll(both.keySet());
        if (byIdentifier) {
            ledger.lines(missing, source).forEach(this::isTheirs);
        } else {
            ledger.linesOfRefs(missing, source).forEach(this::isTheirs);
        }
        Examples onlyTheirs = new Examples();
        Examples different = new Examples();
        theirs.forEach((key, their) -> {
            Line line = both.get(key);
            if (line == null) {
                onlyTheirs.add(key, null);
            } else {
                differences(line, their).forEach(difference -> different.add(key, difference));
            }
        });
        return new Compared(
                both.size(),
                both.size() - ofTheDay,
                amounts,
                statuses,
                onlyTheirs.found(),
                onlyOurs.found(),
                different.found());
    }

    private String key(Line line) {
        return byIdentifier ? line.identifier() : line.ref();
    }

    /** Keeps the line if they have it too. Of several orders of one place the accepted one counts. */
    private boolean isTheirs(Line line) {
        if (!theirs.containsKey(key(line))) {
            return false;
        }
        both.merge(key(line), line, (first, second) -> "ACCEPTED".equals(second.standing()) ? second : first);
        return true;
    }

    private static String standing(Line line) {
        return line.cause() == null ? line.standing() : line.standing() + " " + line.cause();
    }

    private List<String> differences(Line line, Theirs their) {
        List<String> differences = new ArrayList<>();
        if (their.standing() != null) {
            statuses++;
            if (!their.standing().equals(line.standing())) {
                differences.add("is " + their.standing() + " with them and " + standing(line) + " in the ledger");
            }
        }
        if (their.fen() != null) {
            amounts++;
            if (!their.fen().equals(line.fen())) {
                differences.add("has " + BigDecimal.valueOf(their.fen(), 2) + " yuan with them and "
                        + (line.fen() == null ? "none" : BigDecimal.valueOf(line.fen(), 2)) + " in the ledger");
            }
        }
        return differences;
    }

    private static final class Examples {
        private final List<Difference> first = new ArrayList<>();
        private int count;

        void add(String key, String what) {
            count++;
            if (first.size() < EXAMPLES) {
                first.add(new Difference(key, what));
            }
        }

        Found found() {
            return new Found(count, List.copyOf(first));
        }
    }
}
