package io.github.createorder.intake;

import io.github.createorder.ledger.Verdict;
import io.github.createorder.order.FrozenOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Callers that come while a transaction is under way share the next one: many callers of one record each cost what a batch
 * costs. Who comes alone waits for nobody. Thread-safe.
 */
final class SharedCommits {
    /** Orders of one transaction. */
    private static final int MOST = 500;

    private final Function<List<FrozenOrder>, List<Verdict>> ledger;

    /** Callers that wait for their turn, oldest first; guarded by this. */
    private final Queue<Call> waiting = new ArrayDeque<>();

    /** Whether a caller is at work; guarded by this. */
    private boolean busy;

    /** One caller. What it is told is written before the turn that it waits for. */
    private static final class Call {
        final List<FrozenOrder> orders;
        final Semaphore turn = new Semaphore(0);
        List<Verdict> verdicts;
        RuntimeException failure;

        Call(List<FrozenOrder> orders) {
            this.orders = orders;
        }

        boolean isDone() {
            return verdicts != null || failure != null;
        }
    }

    /** @param ledger one transaction of the ledger; returns when it has committed */
    SharedCommits(Function<List<FrozenOrder>, List<Verdict>> ledger) {
        this.ledger = ledger;
    }

    /**
     * Has orders written, and returns when they are committed.
     *
     * @return one an order, in their order
     */
    List<Verdict> take(List<FrozenOrder> orders) {
        if (orders.size() <= MOST) {
            return share(orders);
        }
        List<Verdict> verdicts = new ArrayList<>(orders.size());
        for (int from = 0; from < orders.size(); from += MOST) {
            verdicts.addAll(share(orders.subList(from, Math.min(orders.size(), from + MOST))));
        }
        return verdicts;
    }

    private List<Verdict> share(List<FrozenOrder> orders) {
        Call call = new Call(orders);
        boolean waits;
        synchronized (this) {
            waits = busy;
            busy = true;
            if (waits) {
                waiting.add(call);
            }
        }
        if (waits) {
            call.turn.acquireUninterruptibly();
        }
        if (!call.isDone()) {
            work(call);
        }
        if (call.failure != null) {
            throw call.failure;
        }
        return call.verdicts;
    }

    /** For a call and those that came meanwhile. */
    private void work(Call leader) {
        List<Call> calls = new ArrayList<>(List.of(leader));
        List<FrozenOrder> together = new ArrayList<>(leader.orders);
        synchronized (this) {
            while (!waiting.isEmpty() && together.size() + waiting.peek().orders.size() <= MOST) {
                Call call = waiting.remove();
                calls.add(call);
                together.addAll(call.orders);
            }
        }
        try {
            List<Verdict> verdicts = ledger.apply(together);
            int from = 0;
            for (Call call : calls) {
                call.verdicts = verdicts.subList(from, from + call.orders.size());
                from += call.orders.size();
            }
        } catch (RuntimeException e) {
            calls.forEach(call -> call.failure = e);
        } catch (Error e) {
            calls.forEach(call -> call.failure = new IllegalStateException(e));
            throw e;
        } finally {
            handOver();
            calls.stream().skip(1).forEach(call -> call.turn.release());
        }
    }

    private void handOver() {
        Call next;
        synchronized (this) {
            next = waiting.poll();
            busy = next != null;
        }
        if (next != null) {
            next.turn.release();
        }
    }
}
