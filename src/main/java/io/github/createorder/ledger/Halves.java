package io.github.createorder.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;

/** A batch that the database refuses for what is in it is tried in halves, until the one stands alone that it refuses. */
final class Halves {
    private Halves() {}

    /**
     * Does the work.
     *
     * @param alone what to do with the one, and what the database said
     */
    static <T, R> Stream<R> work(
            List<T> batch, Function<List<T>, R> work, BiFunction<T, DataIntegrityViolationException, R> alone) {
        try {
            return Stream.of(work.apply(batch));
        } catch (DataIntegrityViolationException e) {
            if (batch.size() == 1) {
                return Stream.of(alone.apply(batch.get(0), e));
            }
        }
        int half = batch.size() / 2;
        // Not lazily: what the one half does is there before the other begins.
        List<R> results =
                new ArrayList<>(work(batch.subList(0, half), work, alone).toList());
        results.addAll(work(batch.subList(half, batch.size()), work, alone).toList());
        return results.stream();
    }
}
