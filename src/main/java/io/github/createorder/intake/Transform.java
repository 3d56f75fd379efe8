package io.github.createorder.intake;

import io.github.createorder.health.Trouble;
import io.github.createorder.order.Columns;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Reason;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of records through an endpoint of the team's own: as rows, and back. It may change what a row says; which rows there
 * are, of which order, and by which reference they are called, is the source's. Thread-safe.
 *
 * <p>Where the endpoint fails on a batch, it is tried with parts of it. When it works on most records, those on which it fails
 * go on as they were read, marked as {@link SourceRecord#UNTRANSFORMED}: each is an error of its own in the ledger, and none of
 * them holds up its batch. When it works on none that are tried, or on fewer than half, it is the endpoint that is at fault, and
 * the batch is not taken. But a batch that has failed a few times while others went through is at fault itself.
 */
public final class Transform implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transform.class);

    /** So often a batch fails as a whole before it can be at fault itself. */
    private static final int PATIENCE = 3;

    /** Batches that have failed and are remembered. */
    private static final int MOST_FAILED = 1_000;

    private final String source;
    private final String policiesColumn;
    private final InstantSource clock;
    private final Supplier<ProducerTemplate> opens;
    private ProducerTemplate template;
    private volatile Trouble trouble;

    /** Records of batches that went through as a whole; guarded by this. */
    private long worked;

    /** Batches that failed as a whole, by the reference of their first record, oldest first; guarded by this. */
    private final Map<String, Failed> failed = new LinkedHashMap<>();

    /** @param workedBefore how many records had gone through when it failed first */
    private record Failed(int times, long workedBefore) {}

    /** The endpoint: what it makes of rows. */
    @FunctionalInterface
    interface Endpoint {
        /** @throws Exception when it failed */
        Object call(List<Map<String, Object>> rows) throws Exception;
    }

    /**
     * The transform of a source.
     *
     * @param policiesColumn the member of a row that holds the policies, where they have rows of their own
     * @param opens makes a template for calls of the endpoint
     */
    public Transform(String source, String policiesColumn, InstantSource clock, Supplier<ProducerTemplate> opens) {
        this.source = source;
        this.policiesColumn = policiesColumn;
        this.clock = clock;
        this.opens = opens;
    }

    /**
     * Has the records of the body transformed; the endpoint has the headers of the exchange.
     *
     * @throws IllegalStateException when the batch cannot be taken now
     */
    public void through(Exchange exchange) {
        Message message = exchange.getMessage();
        List<SourceRecord> records = new ArrayList<>();
        for (Object record : message.getBody(List.class)) {
            records.add((SourceRecord) record);
        }
        message.setBody(through(records, rows -> call(rows, message.getHeaders())));
    }

    /** For a replay: the record that is stored as it was read, transformed; or the same with why it cannot be, as it is now. */
    public SourceRecord again(SourceRecord stored) {
        return again(stored, rows -> call(rows, Map.of()));
    }

    SourceRecord again(SourceRecord stored, Endpoint endpoint) {
        SourceRecord record = asRead(stored);
        try {
            return transformed(List.of(record), endpoint).get(0);
        } catch (Exception e) {
            return marked(record, Reason.of(e));
        }
    }

    private Object call(List<Map<String, Object>> rows, Map<String, Object> headers) throws Exception {
        Exchange answer = template().send("direct:createorder-transform-" + source, ExchangePattern.InOut, exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setBody(rows);
        });
        if (answer.getException() != null) {
            throw answer.getException();
        }
        return answer.getMessage().getBody();
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = opens.get();
        }
        return template;
    }

    @Override
    public synchronized void close() throws IOException {
        if (template != null) {
            template.close();
            template = null;
        }
    }

    /** The records as the endpoint makes them, or marked where it fails on them. */
    List<SourceRecord> through(List<SourceRecord> records, Endpoint endpoint) {
        if (records.isEmpty()) {
            return records;
        }
        try {
            List<SourceRecord> transformed = transformed(records, endpoint);
            worked(records);
            return transformed;
        } catch (Exception e) {
            return sifted(records, new Sieve(records, part -> transformed(part, endpoint), e));
        }
    }

    private List<SourceRecord> sifted(List<SourceRecord> records, Sieve sieve) {
        boolean atFault = isAtFault(records);
        if (!sieve.worksOnSome(RandomGenerator.getDefault()) && !atFault) {
            throw notTaken(records, sieve.newest());
        }
        int most = atFault ? records.size() : records.size() / 2;
        sieve.sift(most);
        if (sieve.failures() > most || !sieve.stillWorks()) {
            throw notTaken(records, sieve.newest());
        }
        List<SourceRecord> transformed = new ArrayList<>(records.size());
        List<String> marked = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            SourceRecord record = records.get(i);
            if (sieve.why(i) == null) {
                transformed.add(sieve.done(i));
            } else {
                transformed.add(marked(record, Reason.of(sieve.why(i))));
                marked.add(record.ref());
            }
        }
        ended(records);
        if (!marked.isEmpty()) {
            LOG.warn(
                    "Source {}: its transform fails on {} of {} records, and works on the others; the first of them is {}: {}."
                            + " They are errors in the ledger; a replay has them transformed again",
                    source,
                    marked.size(),
                    records.size(),
                    marked.get(0),
                    Reason.of(sieve.newest()));
        }
        return transformed;
    }

    /** Whether it has failed a few times, while more records than it has went through. */
    private synchronized boolean isAtFault(List<SourceRecord> records) {
        Failed before = failed.get(records.get(0).ref());
        return before != null && before.times >= PATIENCE - 1 && worked - before.workedBefore > records.size();
    }

    private synchronized void worked(List<SourceRecord> records) {
        worked += records.size();
        ended(records);
    }

    private synchronized void ended(List<SourceRecord> records) {
        failed.remove(records.get(0).ref());
        trouble = null;
    }

    private synchronized IllegalStateException notTaken(List<SourceRecord> records, Exception why) {
        String first = records.get(0).ref();
        failed.merge(first, new Failed(1, worked), (before, now) -> new Failed(before.times + 1, before.workedBefore));
        if (failed.size() > MOST_FAILED) {
            failed.remove(failed.keySet().iterator().next());
        }
        Trouble before = trouble;
        String reason = Reason.of(why);
        trouble = new Trouble(
                before == null ? clock.instant() : before.since(),
                reason + " (" + (records.size() == 1 ? "record " : records.size() + " records from ") + first
                        + "; not taken, and tried again)");
        if (before == null) {
            LOG.warn(
                    "Source {}: its transform fails; {} records, the first is {}, are not taken and come again: {}",
                    source,
                    records.size(),
                    first,
                    reason);
        }
        return new IllegalStateException("source " + source + ": its transform: " + reason, why);
    }

    private List<SourceRecord> transformed(List<SourceRecord> records, Endpoint endpoint) throws Exception {
        return records(records, endpoint.call(rows(records)));
    }

    /** In every row that holds the order's columns, so that they stay the same. */
    private static SourceRecord marked(SourceRecord record, String why) {
        return withRows(record, row -> row.put(SourceRecord.UNTRANSFORMED, why));
    }

    private static SourceRecord asRead(SourceRecord marked) {
        return withRows(marked, row -> row.remove(SourceRecord.UNTRANSFORMED));
    }

    private static SourceRecord withRows(SourceRecord record, Consumer<Map<String, Object>> change) {
        Map<String, Object> columns = changed(record.columns(), change);
        List<Map<String, Object>> policies = isFlat(record)
                ? record.policies().stream()
                        .map(policy -> changed(policy, change))
                        .toList()
                : record.policies();
        return new SourceRecord(record.source(), record.ref(), columns, policies);
    }

    private static Map<String, Object> changed(Map<String, Object> row, Consumer<Map<String, Object>> change) {
        Map<String, Object> changed = new LinkedHashMap<>(row);
        change.accept(changed);
        return changed;
    }

    /** Rows that may be changed: one a record; those of a group one by one; policies in a list where they are rows of their own. */
    private List<Map<String, Object>> rows(List<SourceRecord> records) {
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
    private List<SourceRecord> records(List<SourceRecord> before, Object rows) {
        int expected = before.stream()
                .mapToInt(record -> isFlat(record) ? record.policies().size() : 1)
                .sum();
        if (!(rows instanceof List<?> list)) {
            throw new IllegalArgumentException("it gave back "
                    + (rows == null ? "nothing" : rows.getClass().getName()) + ", and not a list of maps");
        }
        if (list.size() != expected) {
            throw new IllegalArgumentException(
                    "it gave back " + list.size() + " rows for " + expected + ": it must give each back, in its place");
        }
        Iterator<?> given = list.iterator();
        RecordValues values = new RecordValues();
        List<SourceRecord> records = new ArrayList<>(before.size());
        for (SourceRecord record : before) {
            SourceRecord now = isFlat(record) ? flat(record, given, values) : nested(record, given.next(), values);
            String why = untransformed(now);
            records.add(why == null ? now : marked(record, why));
        }
        return records;
    }

    /** The endpoint may say of a row itself that it cannot do it. */
    private static String untransformed(SourceRecord record) {
        return Stream.concat(Stream.of(record.columns()), record.policies().stream())
                .map(row -> row.get(SourceRecord.UNTRANSFORMED))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst()
                .orElse(null);
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

    /** Why it does not work; empty when it does. */
    public Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }
}
