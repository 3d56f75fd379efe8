package io.github.createorder.table;

import io.github.createorder.health.Trouble;
import io.github.createorder.ledger.Report;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Reason;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * A table source that remembers since when its database is away, for health; and that is checked at its first use when its
 * database was away at start. Thread-safe.
 */
public final class WatchedTableSource implements TableSource {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedTableSource.class);

    private final TableSource source;
    private final InstantSource clock;
    private final Set<String> orderColumns;
    private final Set<String> policyColumns;
    private volatile boolean checked;
    private volatile Trouble trouble;

    /**
     * @param orderColumns the columns that the mapping needs of the order's row
     * @param policyColumns the columns that the mapping needs of a policy's row
     */
    public WatchedTableSource(
            TableSource source, InstantSource clock, Set<String> orderColumns, Set<String> policyColumns) {
        this.source = source;
        this.clock = clock;
        this.orderColumns = orderColumns;
        this.policyColumns = policyColumns;
    }

    /**
     * What stands in the way of working with this table, all at once; nothing when its database is away: then it is checked
     * at its first use.
     */
    public List<String> check() {
        try {
            List<String> faults = watched(() -> source.check(orderColumns, policyColumns));
            checked = true;
            return faults;
        } catch (NestedRuntimeException e) {
            LOG.warn(
                    "Source {}: its database cannot be used, and is tried again while the others work: {}",
                    name(),
                    Reason.of(e));
            return List.of();
        }
    }

    /** What keeps the source from being read or told, or must be looked at while the rest goes on; empty when nothing does. */
    public Optional<Trouble> trouble() {
        Trouble now = trouble;
        return now != null ? Optional.of(now) : source.alarm();
    }

    @Override
    public Optional<Trouble> alarm() {
        return source.alarm();
    }

    @Override
    public boolean isOnlyRead() {
        return source.isOnlyRead();
    }

    private void checkOnce() {
        if (!checked) {
            List<String> faults = source.check(orderColumns, policyColumns);
            if (!faults.isEmpty()) {
                throw new IllegalStateException("source " + name() + ": " + String.join("; ", faults));
            }
            checked = true;
            warnings().forEach(warning -> LOG.warn("Source {}: {}", name(), warning));
        }
    }

    private <T> T watched(Supplier<T> work) {
        T result = mayAsk(work);
        if (trouble != null) {
            trouble = null;
            LOG.info("Source {} can be used again", name());
        }
        return result;
    }

    /** What may end well without a question to the database is no sign that it is back. */
    private <T> T mayAsk(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            Trouble before = trouble;
            trouble = new Trouble(before == null ? clock.instant() : before.since(), Reason.of(e));
            throw e;
        }
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public List<SourceRecord> take() {
        return watched(() -> {
            checkOnce();
            return source.take();
        });
    }

    @Override
    public void taken(List<SourceRecord> records) {
        mayAsk(() -> {
            source.taken(records);
            return null;
        });
    }

    @Override
    public void failed(Exception why) {
        source.failed(why);
    }

    @Override
    public void waiting() {
        mayAsk(() -> {
            source.waiting();
            return null;
        });
    }

    @Override
    public void stopping() {
        mayAsk(() -> {
            source.stopping();
            return null;
        });
    }

    @Override
    public List<Report> report(List<Report> reports) {
        return reports.isEmpty() ? mayAsk(() -> source.report(reports)) : watched(() -> source.report(reports));
    }

    @Override
    public List<String> check(Set<String> ofOrder, Set<String> ofPolicy) {
        return source.check(ofOrder, ofPolicy);
    }

    @Override
    public List<String> warnings() {
        return source.warnings();
    }

    @Override
    public List<SourceRecord> look() {
        return source.look();
    }

    @Override
    public Map<String, String> statuses(String where) {
        return source.statuses(where);
    }

    @Override
    public void orders(List<String> refs, Consumer<List<SourceRecord>> consumer) {
        source.orders(refs, consumer);
    }

    @Override
    public Map<Map<String, String>, Long> codes(List<String> columns) {
        return source.codes(columns);
    }
}
