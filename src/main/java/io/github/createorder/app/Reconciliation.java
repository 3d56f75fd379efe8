package io.github.createorder.app;

import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.LedgerView.Line;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The ledger beside what the core system says of its orders. Needs memory for their orders only: the ledger goes by page by
 * page, and what is not of the day is looked up.
 */
final class Reconciliation {
    private static final int EXAMPLES = 20;

    private final LedgerView ledger;
    private final Map<String, Theirs> theirs;
    private final boolean byIdentifier;
    private final Map<String, Line> both = new HashMap<>();
    private final Examples onlyOurs = new Examples();

    /** What they say of an order; null where they say nothing. */
    record Theirs(String standing, Long fen) {}

    /** @param theirs by identifier, or else by reference */
    Reconciliation(LedgerView ledger, Map<String, Theirs> theirs, boolean byIdentifier) {
        this.ledger = ledger;
        this.theirs = theirs;
        this.byIdentifier = byIdentifier;
    }

    /**
     * Both one-sided sets and what differs.
     *
     * @param day of taking, in Beijing; what they have of other days is no difference
     * @param source null for any
     * @return how many orders are not alike
     */
    int show(LocalDate day, String source, PrintWriter out) {
        ledger.lines(day, source, byIdentifier, line -> {
            if (!isTheirs(line)) {
                onlyOurs.add(key(line) + " " + standing(line));
            }
        });
        int ofTheDay = both.size();
        Set<String> missing = new LinkedHashSet<>(theirs.keySet());
        missing.removeAll(both.keySet());
        if (byIdentifier) {
            ledger.lines(missing, source).forEach(this::isTheirs);
        } else if (!missing.isEmpty()) {
            // The ledger finds orders by their keys, and a reference is none.
            ledger.lines(null, source, false, line -> {
                if (missing.contains(line.ref())) {
                    isTheirs(line);
                }
            });
        }
        Examples onlyTheirs = new Examples();
        Examples different = new Examples();
        theirs.forEach((key, their) -> {
            Line line = both.get(key);
            if (line == null) {
                onlyTheirs.add(key);
            } else {
                differences(line, their).forEach(difference -> different.add(key + " " + difference));
            }
        });
        int otherDays = both.size() - ofTheDay;
        out.printf(
                "  in both                  %,12d%s%n",
                both.size(), otherDays == 0 ? "" : ", %,d of them taken on another day".formatted(otherDays));
        onlyTheirs.show("only theirs: not taken", out);
        onlyOurs.show("only in the ledger", out);
        different.show("different", out);
        return onlyTheirs.count + onlyOurs.count + different.count;
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

    private static List<String> differences(Line line, Theirs their) {
        List<String> differences = new ArrayList<>();
        if (their.standing() != null
                && !their.standing().isBlank()
                && !their.standing().equals(line.standing())) {
            differences.add("is " + their.standing() + " with them and " + standing(line) + " in the ledger");
        }
        if (their.fen() != null && !Objects.equals(their.fen(), line.fen())) {
            differences.add("has " + BigDecimal.valueOf(their.fen(), 2) + " yuan with them and "
                    + (line.fen() == null ? "none" : BigDecimal.valueOf(line.fen(), 2)) + " in the ledger");
        }
        return differences;
    }

    /** How many, and the first of them. */
    private static final class Examples {
        private final List<String> first = new ArrayList<>();
        private int count;

        void add(String order) {
            count++;
            if (first.size() < EXAMPLES) {
                first.add(order);
            }
        }

        void show(String what, PrintWriter out) {
            out.printf("  %-24s %,12d%n", what, count);
            first.forEach(order -> out.println("    " + order));
            if (count > first.size()) {
                out.printf("    and %,d more%n", count - first.size());
            }
        }
    }
}
