package io.github.createorder.errors;

import io.github.createorder.health.Watch;
import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerJobs;
import io.github.createorder.ledger.LedgerJobs.Held;
import io.github.createorder.ledger.LedgerJobs.Next;
import io.github.createorder.ledger.LedgerJobs.Prepared;
import io.github.createorder.ledger.LedgerJobs.StoppedException;
import io.github.createorder.order.FrozenOrder;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs replays of many, on whichever node comes first: takes one under a lease, sends its orders again batch by batch, and at
 * its end takes their old messages off the error queue. Killed half-way, another node goes on behind the last batch that was
 * committed. Pause and rate are kept by not running ahead of them: while a thousand orders are due already, a job waits.
 */
public final class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.createorder.errors");

    /** Orders that are due and wait, beyond which a job waits too. */
    private static final int MOST_WAITING = 1_000;

    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration BROKER_AWAY = Duration.ofSeconds(10);

    private final LedgerJobs jobs;
    private final LedgerErrors errors;
    private final Remapper remapper;
    private final ErrorQueue queue;
    private final Watch watch;
    private volatile boolean stopping;

    /** @param watch is told when the broker fails meanwhile */
    public JobRunner(LedgerJobs jobs, LedgerErrors errors, Remapper remapper, ErrorQueue queue, Watch watch) {
        this.jobs = jobs;
        this.errors = errors;
        this.remapper = remapper;
        this.queue = queue;
        this.watch = watch;
    }

    /** From now on no further batch is begun. */
    public void stop() {
        stopping = true;
    }

    /**
     * Takes a job that is to be run, if there is one, and does as much of it as can be done now.
     *
     * @return whether there was one
     */
    public boolean run() {
        Optional<Held> claimed = stopping ? Optional.empty() : jobs.claim();
        claimed.ifPresent(this::run);
        return claimed.isPresent();
    }

    private void run(Held claimed) {
        Held held = claimed;
        try {
            while (!stopping) {
                if (jobs.isCancelled(held)) {
                    end(held, true);
                    return;
                } else if (jobs.isBackedUp(MOST_WAITING)) {
                    jobs.rest(held, REST);
                    return;
                }
                List<Next> next = jobs.next(held);
                if (next.isEmpty()) {
                    end(held, false);
                    return;
                }
                held = jobs.send(held, next.stream().map(this::prepare).toList());
            }
            jobs.rest(held, Duration.ZERO);
        } catch (StoppedException e) {
            if (e.isCancelled()) {
                end(held, true);
            } else {
                LOG.info("Job {} is run by another node by now", held.job().id());
            }
        }
    }

    /** Outside of any transaction: mapping may read product codes. */
    private Prepared prepare(Next next) {
        ErrorEntry entry = next.entry();
        if (entry == null || entry.mayBeExecuted()) {
            return new Prepared(next, null, null);
        } else if (entry.record() == null) {
            return new Prepared(next, null, "its record cannot be opened with the keys of this node");
        }
        try {
            Optional<FrozenOrder> order = remapper.remap(entry.source(), entry.record());
            return new Prepared(
                    next,
                    order.orElse(null),
                    order.isPresent() ? null : "no source '" + entry.source() + "' is configured here");
        } catch (RuntimeException e) {
            LOG.warn("Order {} could not be mapped again", entry.orderKey(), e);
            return new Prepared(
                    next, null, "it could not be mapped: " + e.getClass().getSimpleName() + "; see the node's log");
        }
    }

    private void end(Held held, boolean cancelled) {
        Job job = held.job();
        int taken = 0;
        try {
            ErrorSelection selection = job.selection();
            taken = selection.ids() != null
                    ? queue.takeOff(jobs.replayed(job.id()), errors::takenOff)
                    : queue.takeOff(selection, job.startedAt(), errors::takenOff);
        } catch (JMSException e) {
            watch.failed(e);
            LOG.warn(
                    "Job {} waits with its end until the old messages of its orders can be taken off the error queue: {}",
                    job.id(),
                    e.getMessage());
            jobs.rest(held, BROKER_AWAY);
            return;
        }
        if (!jobs.end(held, cancelled, taken)) {
            LOG.info("Job {} is ended by another node", job.id());
            return;
        }
        jobs.find(job.id())
                .ifPresent(ended -> LOG.info(
                        "Job {} of {} has ended: of {} orders, {} are sent again, {} are in error again, {} were refused, {}"
                                + " were no longer in that error, {} were not looked at; {} messages taken off the error queue",
                        ended.id(),
                        ended.startedBy(),
                        ended.orders(),
                        ended.counts().due(),
                        ended.counts().error(),
                        ended.counts().refused(),
                        ended.counts().gone(),
                        ended.counts().waiting(),
                        ended.messages()));
    }
}
