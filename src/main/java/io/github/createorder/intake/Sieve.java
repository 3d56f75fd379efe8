package io.github.createorder.intake;

import io.github.createorder.order.SourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Finds the records of one batch on which a step fails while it works on the others: in halves, until each stands alone. */
final class Sieve {
    /** So many records alone tell whether the step works at all. */
    private static final int SAMPLES = 3;

    private final List<SourceRecord> batch;
    private final Step step;
    private final SourceRecord[] done;
    private final Exception[] failed;
    private Exception newest;

    /** What is done with records: as many come back, in their order. */
    @FunctionalInterface
    interface Step {
        /** @throws Exception when it could not be done with these together */
        List<SourceRecord> apply(List<SourceRecord> records) throws Exception;
    }

    /** @param whole why the step failed on all of the batch together */
    Sieve(List<SourceRecord> batch, Step step, Exception whole) {
        this.batch = batch;
        this.step = step;
        this.done = new SourceRecord[batch.size()];
        this.failed = new Exception[batch.size()];
        this.newest = whole;
        if (batch.size() == 1) {
            failed[0] = whole;
        }
    }

    /** Whether it works on one record at least, of a few that are tried alone. */
    boolean worksOnSome(RandomGenerator random) {
        int first = random.nextInt(batch.size());
        for (int i = 0; i < Math.min(SAMPLES, batch.size()); i++) {
            int at = (first + i * Math.max(1, batch.size() / SAMPLES)) % batch.size();
            if (isOpen(at) && work(at, at + 1)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tries all that is not known yet, and at last what failed alone once more.
     *
     * @param most how many may fail; more are not looked for
     */
    void sift(int most) {
        split(0, batch.size(), most);
        for (int i = 0; i < batch.size() && failures() <= most; i++) {
            if (failed[i] != null) {
                work(i, i + 1);
            }
        }
    }

    /** A part that failed. */
    private void split(int from, int to, int most) {
        if (to - from == 1 || failures() > most) {
            return;
        }
        int middle = (from + to) / 2;
        part(from, middle, most);
        part(middle, to, most);
    }

    private void part(int from, int to, int most) {
        boolean known = to - from == 1 && !isOpen(from);
        if (!known && failures() <= most && !work(from, to)) {
            split(from, to, most);
        }
    }

    /** Those of a part of which nothing is known, or one alone; one alone that fails is kept with the reason. */
    private boolean work(int from, int to) {
        List<Integer> places = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (isOpen(i) || to - from == 1) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return true;
        }
        try {
            List<SourceRecord> worked =
                    step.apply(places.stream().map(batch::get).toList());
            for (int i = 0; i < places.size(); i++) {
                done[places.get(i)] = worked.get(i);
                failed[places.get(i)] = null;
            }
            return true;
        } catch (Exception e) {
            newest = e;
            if (places.size() == 1) {
                failed[places.get(0)] = e;
            }
            return false;
        }
    }

    private boolean isOpen(int at) {
        return done[at] == null && failed[at] == null;
    }

    int failures() {
        return (int) Arrays.stream(failed).filter(why -> why != null).count();
    }

    /** Whether what it has worked on still works: else it went away meanwhile, and what failed says nothing. */
    boolean stillWorks() {
        for (int i = 0; i < done.length; i++) {
            if (done[i] != null) {
                try {
                    return !step.apply(List.of(batch.get(i))).isEmpty();
                } catch (Exception e) {
                    newest = e;
                    return false;
                }
            }
        }
        return true;
    }

    /** What became of the record; null when the step fails on it. */
    SourceRecord done(int at) {
        return done[at];
    }

    Exception why(int at) {
        return failed[at];
    }

    /** The newest failure. */
    Exception newest() {
        return newest;
    }
}
