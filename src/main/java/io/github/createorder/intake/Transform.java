package io.github.createorder.intake;

import io.github.createorder.health.Trouble;
import io.github.createorder.order.Columns;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Reason;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of records through an endpoint of the team's own: as rows, and back. It may change what a row says; which rows there
 * are, of which order, and by which reference they are called, is the source's. Thread-safe.
 */
public final class Transform {
    private static final Logger LOG = LoggerFactory.getLogger(Transform.class);

    private final String source;
    private final String policiesColumn;
    private final InstantSource clock;
    private volatile Trouble trouble;

    /** @param policiesColumn the member of a row that holds the policies, where they have rows of their own */
    public Transform(String source, String policiesColumn, InstantSource clock) {
        this.source = source;
        this.policiesColumn = policiesColumn;
        this.clock = clock;
    }

    /** Rows that may be changed: one a record; those of a group one by one; policies in a list where they are rows of their own. */
    public List<Map<String, Object>> rows(List<SourceRecord> records) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SourceRecord record : records) {
            if (isFlat(record)) {
                record.policies().forEach(policy -> rows.add(new LinkedHashMap<>(policy)));
            } else {
                if (record.columns().containsKey(policiesColumn)) {
                    throw new IllegalStateException("source " + source + ": a column is called " + policiesColumn
                            + ", as the list of an order's policies is: read it under another name");
                }
                Map<String, Object> row = new LinkedHashMap<>(record.columns());
                row.put(
                        policiesColumn,
                        new ArrayList<>(record.policies().stream()
                                .map(LinkedHashMap::new)
                                .toList()));
                rows.add(row);
            }
        }
        return rows;
    }

    /** Each policy is a row with the order's columns. */
    private static boolean isFlat(SourceRecord record) {
        return record.grouped()
                || (record.policies().size() == 1 && record.policies().get(0).equals(record.columns()));
    }

    /**
     * The records with what the rows say now.
     *
     * @param rows what the endpoint gave back: as many as it was given, in their order
     */
    public List<SourceRecord> records(List<SourceRecord> before, Object rows) {
        int expected = before.stream()
                .mapToInt(record -> isFlat(record) ? record.policies().size() : 1)
                .sum();
        if (!(rows instanceof List<?> list)) {
            throw failed(new IllegalStateException("it gave back "
                    + (rows == null ? "nothing" : rows.getClass().getName()) + ", and not a list of maps"));
        }
        if (list.size() != expected) {
            throw failed(new IllegalStateException("it gave back " + list.size() + " rows for " + expected
                    + ": it must give each back, in its place"));
        }
        try {
            Iterator<?> given = list.iterator();
            RecordValues values = new RecordValues();
            List<SourceRecord> records = new ArrayList<>(before.size());
            for (SourceRecord record : before) {
                records.add(isFlat(record) ? flat(record, given, values) : nested(record, given.next(), values));
            }
            trouble = null;
            return records;
        } catch (IllegalArgumentException e) {
            throw failed(e);
        }
    }

    private SourceRecord flat(SourceRecord record, Iterator<?> given, RecordValues values) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Map<String, Object> policy : record.policies()) {
            rows.add(row(policy, given.next(), values));
        }
        return new SourceRecord(record.source(), record.ref(), rows.get(0), rows);
    }

    private SourceRecord nested(SourceRecord record, Object given, RecordValues values) {
        Map<Object, Object> own = new LinkedHashMap<>(map(given));
        Object policies = own.remove(policiesColumn);
        if (!(policies instanceof List<?> list)
                || list.size() != record.policies().size()) {
            throw new IllegalArgumentException("it changed the number of policies of " + record.ref());
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            rows.add(row(record.policies().get(i), list.get(i), values));
        }
        return new SourceRecord(record.source(), record.ref(), row(record.columns(), own, values), rows);
    }

    /** What could not be read before is not made readable by leaving out that it could not. */
    private static Columns row(Map<String, Object> before, Object given, RecordValues values) {
        Map<Object, Object> row = new LinkedHashMap<>(map(given));
        Object unreadable = before.get(SourceRecord.UNREADABLE);
        if (unreadable != null) {
            row.put(SourceRecord.UNREADABLE, unreadable);
        }
        return values.row(row, Map.of());
    }

    private static Map<?, ?> map(Object given) {
        if (given instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("it gave back "
                + (given == null ? "null" : "a " + given.getClass().getName()) + " in place of a map");
    }

    /** @param failure why the endpoint failed, so that the batch is not taken and comes again; null when it did not */
    public void tried(Exception failure) {
        if (failure != null) {
            noteTrouble(failure);
        }
    }

    private IllegalStateException failed(Exception why) {
        noteTrouble(why);
        return new IllegalStateException("source " + source + ": its transform: " + why.getMessage(), why);
    }

    private void noteTrouble(Exception why) {
        Trouble before = trouble;
        trouble = new Trouble(before == null ? clock.instant() : before.since(), Reason.of(why));
        LOG.warn("Source {}: its transform failed, the batch is not taken and comes again: {}", source, Reason.of(why));
    }

    /** Why it does not work; empty when it does. */
    public Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }
}
