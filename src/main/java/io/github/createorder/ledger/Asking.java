package io.github.createorder.ledger;

import io.github.createorder.ledger.LedgerReader.AwayException;
import io.github.createorder.sql.Reason;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.dao.QueryTimeoutException;

/** People ask in turn, two at once on a node, and none waits longer than a while: the ledger has better things to do. */
final class Asking implements AutoCloseable {
    private static final int QUERIES = 2;
    private static final int MOST_WAITING = 100;

    /** So many times as long as it took to find, an answer is kept at least: then it takes 1 % of a processor. */
    private static final int TIMES_ITS_COST = 100;

    /** But no longer: on a busy machine everything takes long, and a page with old numbers misleads. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final String QUERY_CANCELED = "57014";

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor askers;

    Asking(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        askers = new ThreadPoolExecutor(
                QUERIES, QUERIES, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "createorder-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        askers.allowCoreThreadTimeOut(true);
    }

    @Override
    public void close() {
        askers.shutdown();
    }

    /** An answer that is kept for so long, and longer where the question takes the ledger long. */
    <T> Kept<T> kept(long nanos) {
        return new Kept<>(this, nanos);
    }

    <T> T ask(Supplier<T> question) {
        Future<T> answer;
        try {
            answer = askers.submit(question::get);
        } catch (RejectedExecutionException e) {
            throw new AwayException("too many people ask the ledger at once: try again in a moment", true, e);
        }
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Not interrupted, here and below: an interrupt while H2 reads its file closes the file, for all who work
            // on it.
            answer.cancel(false);
            throw tooSlow(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (isStoppedByItsLimit(e.getCause())) {
                throw tooSlow(e.getCause());
            }
            throw new AwayException(
                    "the ledger's database cannot be asked: " + Reason.of((Exception) e.getCause()),
                    false,
                    e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new AwayException("the question was broken off", true, e);
        }
    }

    private AwayException tooSlow(Throwable cause) {
        return new AwayException(
                "the ledger's database does not answer within " + patience.toSeconds()
                        + " s: it is away or has much to do; try again, or ask for less, such as one day",
                true,
                cause);
    }

    /** A statement that the database broke off at its time limit, which it may call something else. */
    private static boolean isStoppedByItsLimit(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof QueryTimeoutException
                    || cause instanceof SQLTimeoutException
                    || (cause instanceof SQLException sql && QUERY_CANCELED.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** An answer for all who ask within a while; one asks, the others wait for it, and for no second one if that fails. */
    static final class Kept<T> {
        private final Asking asking;
        private final long nanos;
        private T answer;
        private AwayException failure;
        private long askedAt;
        private long cost;

        Kept(Asking asking, long nanos) {
            this.asking = asking;
            this.nanos = nanos;
        }

        T get(Supplier<T> question) {
            return get(question, asking.nanoTime.getAsLong());
        }

        private synchronized T get(Supplier<T> question, long came) {
            if (failure != null && askedAt - came > 0) {
                throw failure;
            }
            if (answer == null
                    || asking.nanoTime.getAsLong() - askedAt
                            >= Math.max(nanos, Math.min(LONGEST_NANOS, TIMES_ITS_COST * cost))) {
                answer = null;
                failure = null;
                long began = System.nanoTime();
                try {
                    answer = Objects.requireNonNull(asking.ask(question));
                } catch (AwayException e) {
                    failure = e;
                    throw e;
                } finally {
                    cost = failure == null ? System.nanoTime() - began : 0;
                    askedAt = asking.nanoTime.getAsLong();
                }
            }
            return answer;
        }
    }
}
