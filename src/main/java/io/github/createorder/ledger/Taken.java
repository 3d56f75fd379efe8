package io.github.createorder.ledger;

import java.util.List;
import java.util.stream.Stream;

/**
 * What became of a batch of taken orders.
 *
 * @param verdicts one an order, in their order
 */
record Taken(TakeCounts counts, List<Verdict> verdicts) {
    static final Taken NOTHING = new Taken(TakeCounts.NONE, List.of());

    Taken plus(Taken other) {
        return new Taken(
                counts.plus(other.counts),
                verdicts.isEmpty()
                        ? other.verdicts
                        : Stream.concat(verdicts.stream(), other.verdicts.stream())
                                .toList());
    }
}
