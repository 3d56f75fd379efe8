package io.github.createorder.intake;

import io.github.createorder.intake.IntakeSettings.Shape;
import io.github.createorder.intake.JsonRecords.BadJsonException;
import io.github.createorder.order.Columns;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.SourceRecordJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * Reads what a body of a route holds: a map, or JSON as text or bytes; or many of these. Records are grouped into orders by the
 * key columns, as the shape says; a record with a list of policies is an order by itself. One without a key is an order by
 * itself too, with the fault, so that it reaches people and holds up no other. Thread-safe.
 */
public final class RecordReader {
    private static final int DIGEST_DIGITS = 16;

    private final IntakeSettings settings;
    private final JsonRecords json;

    public RecordReader(IntakeSettings settings) {
        this.settings = settings;
        this.json = new JsonRecords(settings.policiesColumn());
    }

    /**
     * What a body holds.
     *
     * @param orders in the order of their first records
     * @param orderOf for each record of the body the index of its order
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Read(List<SourceRecord> orders, int[] orderOf) {}

    /**
     * Reads a body.
     *
     * @param stream makes a stream of what is neither map, text nor many of these; null when it cannot
     * @throws RefusedBodyException with all that is wrong with it
     */
    public Read read(Object body, Function<Object, InputStream> stream) {
        Reading reading = new Reading(stream);
        try {
            reading.add(body);
        } catch (BadJsonException e) {
            reading.faults.add(e.getMessage());
        } catch (CharacterCodingException e) {
            reading.faults.add("the body is not in UTF-8: send it so");
        } catch (IOException e) {
            throw new UncheckedIOException("source " + settings.source() + ": the body cannot be read", e);
        }
        if (reading.count > settings.maxRecords()) {
            reading.faults.add("it has more than " + settings.maxRecords() + " records: split it, or raise "
                    + IntakeSetting.MAX_RECORDS.of(settings.source()).key());
        }
        if (!reading.faults.isEmpty()) {
            throw new RefusedBodyException(settings.source(), reading.faults);
        }
        return reading.read();
    }

    /** One order in the making. */
    private record Group(String ref, Columns columns, List<Map<String, Object>> policies) {}

    private final class Reading {
        private final Function<Object, InputStream> stream;
        private final RecordValues values = new RecordValues();
        private final List<Group> groups = new ArrayList<>();
        private final List<Integer> orderOf = new ArrayList<>();
        private final Map<List<String>, Integer> byKey = new LinkedHashMap<>();
        private final List<String> faults = new ArrayList<>();
        private int count;

        Reading(Function<Object, InputStream> stream) {
            this.stream = stream;
        }

        void add(Object body) throws BadJsonException, IOException {
            if (body == null) {
                count++;
                faults.add("record " + count + " is null: give a map, or JSON as text or bytes");
            } else if (body instanceof Map<?, ?> map) {
                record(map);
            } else if (body instanceof Iterable<?> many) {
                addAll(many.iterator());
            } else if (body instanceof Iterator<?> many) {
                addAll(many);
            } else if (body instanceof Object[] many) {
                addAll(Arrays.asList(many).iterator());
            } else if (body instanceof Exchange exchange) {
                add(exchange.getMessage().getBody());
            } else if (body instanceof CharSequence text) {
                json.read(new StringReader(text.toString()), this::record);
            } else if (body instanceof Reader text) {
                json.read(text, this::record);
            } else {
                InputStream bytes = body instanceof InputStream in ? in : stream.apply(body);
                if (bytes == null) {
                    count++;
                    faults.add("record " + count + " is a " + body.getClass().getName()
                            + ": give a map, or JSON as text or bytes");
                    return;
                }
                try (Reader text = new InputStreamReader(
                        bytes,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT))) {
                    json.read(text, this::record);
                }
            }
        }

        private void addAll(Iterator<?> many) throws BadJsonException, IOException {
            while (many.hasNext() && count <= settings.maxRecords()) {
                add(many.next());
            }
        }

        private void record(Map<?, ?> map) {
            count++;
            if (count > settings.maxRecords()) {
                return;
            }
            try {
                group(map);
            } catch (IllegalArgumentException e) {
                faults.add("record " + count + ": " + e.getMessage());
            }
        }

        private void group(Map<?, ?> map) {
            Map<Object, Object> own = new LinkedHashMap<>(map);
            List<?> nested = null;
            for (Map.Entry<?, ?> member : map.entrySet()) {
                if (member.getValue() instanceof List<?> list
                        && settings.policiesColumn().equalsIgnoreCase(String.valueOf(member.getKey()))) {
                    if (nested != null) {
                        throw new IllegalArgumentException("the list " + settings.policiesColumn() + " is there twice");
                    }
                    nested = list;
                    own.remove(member.getKey());
                }
            }
            Columns columns = values.row(own, Map.of());
            List<String> key = settings.keyColumns().stream()
                    .map(column -> text(columns.get(column)))
                    .toList();
            if (key.contains("")) {
                withoutKey(own, nested);
                return;
            }
            Integer known = nested == null && settings.shape() == Shape.POLICY_PER_ROW ? byKey.get(key) : null;
            if (known == null) {
                if (nested == null) {
                    byKey.put(key, groups.size());
                }
                begin(ref(columns, key), columns, nested);
            } else {
                groups.get(known).policies.add(columns);
                orderOf.add(known);
            }
        }

        private void withoutKey(Map<?, ?> own, List<?> nested) {
            Map<String, String> missing = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            Columns row = values.row(own, Map.of());
            for (String column : settings.keyColumns()) {
                if (text(row.get(column)).isEmpty() && SourceRecord.unreadable(row, column) == null) {
                    missing.put(column, "has no value, and is a key column of the source " + settings.source());
                }
            }
            Columns columns = values.row(own, missing);
            List<Map<String, Object>> policies = policies(columns, nested);
            // The same text again is the same record again.
            String digest = digest(SourceRecordJson.write(new SourceRecord(settings.source(), "", columns, policies)));
            begin("?" + digest, columns, nested);
        }

        private void begin(String ref, Columns columns, List<?> nested) {
            orderOf.add(groups.size());
            groups.add(new Group(ref, columns, policies(columns, nested)));
        }

        private List<Map<String, Object>> policies(Columns columns, List<?> nested) {
            List<Map<String, Object>> policies = new ArrayList<>();
            if (nested == null) {
                policies.add(columns);
                return policies;
            }
            for (Object policy : nested) {
                if (!(policy instanceof Map<?, ?> map)) {
                    throw new IllegalArgumentException("in the list " + settings.policiesColumn() + " is a "
                            + (policy == null ? "null" : policy.getClass().getName()) + ", and not a map");
                }
                policies.add(values.row(map, Map.of()));
            }
            return policies;
        }

        Read read() {
            return new Read(
                    groups.stream()
                            .map(group -> new SourceRecord(settings.source(), group.ref, group.columns, group.policies))
                            .toList(),
                    orderOf.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    private String ref(Columns columns, List<String> key) {
        String given = settings.refColumn() == null ? "" : text(columns.get(settings.refColumn()));
        // As the key of a table's row is written.
        return given.isEmpty()
                ? key.stream()
                        .map(value -> value.replace("\\", "\\\\").replace(",", "\\,"))
                        .collect(Collectors.joining(","))
                : given;
    }

    private static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return Objects.toString(value, "");
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
