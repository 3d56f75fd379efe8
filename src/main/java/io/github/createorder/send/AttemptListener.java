package io.github.createorder.send;

import io.github.createorder.ledger.ClaimedOrder;
import io.github.createorder.top.Outcome;

/** Is told of every attempt, on the worker's thread: metrics, logs, progress. Must be quick and must not throw. */
@FunctionalInterface
public interface AttemptListener {
    /** @param nanos from signing to the answer, or to the end of the broken call */
    void attempted(ClaimedOrder order, Outcome outcome, long nanos);
}
