package io.github.createorder.ledger;

/**
 * What became of a batch of taken orders.
 *
 * @param ready new and to be sent
 * @param errors new, but cannot be sent
 * @param repeats known already, nothing changed
 * @param conflicts known already with another content, and maybe executed: set aside, never sent
 * @param corrected known as an error, replaced by the corrected record
 */
public record TakeCounts(int ready, int errors, int repeats, int conflicts, int corrected) {

    static final TakeCounts NONE = new TakeCounts(0, 0, 0, 0, 0);

    TakeCounts plus(TakeCounts other) {
        return new TakeCounts(
                ready + other.ready,
                errors + other.errors,
                repeats + other.repeats,
                conflicts + other.conflicts,
                corrected + other.corrected);
    }
}
