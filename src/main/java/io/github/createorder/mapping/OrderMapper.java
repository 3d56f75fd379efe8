package io.github.createorder.mapping;

import io.github.createorder.order.Columns;
import io.github.createorder.order.Fault;
import io.github.createorder.order.Field;
import io.github.createorder.order.Field.Trait;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.OrderFields;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.yaml.YamlFault;
import io.github.createorder.yaml.YamlFaultException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a source's records into orders as a mapping file says; the words of the file are described in
 * {@code createorder-mapping.schema.json} beside this class. Thread-safe.
 *
 * <p>What the mapping does not give is derived from the policies (API page): effective_time is the earliest, expiration_time
 * the latest, the three totals are sums (inferred), total_installments is 1 for a single payment.
 */
public final class OrderMapper {
    private static final int VERSION_DIGITS = 12;

    private final String version;
    private final List<FieldMapping> order;
    private final List<PolicyBlock> policies;
    private final Map<String, FieldMapping> productKey;
    private final OrderFieldsOfRows ofRows;

    /**
     * How a policy is made from a policy row.
     *
     * @param when the block only counts when this column has a value; null when it always counts
     * @param fields the policy's fields
     */
    record PolicyBlock(String when, List<FieldMapping> fields) {
        private static final Cleaner PLAIN = new Cleaner(true, false, Set.of());

        boolean counts(Row row) throws UnmappableException {
            return when == null || PLAIN.clean(row.get(when)) != null;
        }
    }

    OrderMapper(
            String name,
            String text,
            List<FieldMapping> order,
            List<PolicyBlock> policies,
            Map<String, FieldMapping> productKey) {
        this.version = name + "@" + digest(text).substring(0, VERSION_DIGITS);
        this.order = order;
        this.policies = policies;
        this.productKey = productKey;
        this.ofRows = new OrderFieldsOfRows(Stream.concat(order.stream(), productKey.values().stream()));
    }

    /**
     * Loads a mapping from its text.
     *
     * @param name what faults call the file
     * @throws YamlFaultException with everything that is wrong with it
     */
    public static OrderMapper load(String name, String yaml, ExpressionEvaluator evaluator) {
        String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
        return new MappingLoader(name, evaluator).load(text);
    }

    /**
     * Loads a mapping from a file in UTF-8.
     *
     * @throws YamlFaultException with everything that is wrong with it
     * @throws IOException when it cannot be read
     */
    public static OrderMapper load(Path file, ExpressionEvaluator evaluator) throws IOException {
        String name = String.valueOf(file.getFileName());
        try {
            return load(name, Files.readString(file), evaluator);
        } catch (CharacterCodingException e) {
            throw new YamlFaultException(List.of(new YamlFault(name, 1, 1, "the file is not in UTF-8: save it so")));
        }
    }

    /** Name and digest of the mapping's text: another text is another version. */
    public String version() {
        return version;
    }

    /** The order's columns that the mapping names, without those inside expressions; without regard to case. */
    public Set<String> orderColumns() {
        return columns(
                Stream.concat(order.stream(), productKey.values().stream()).flatMap(field -> field.columns().stream()));
    }

    /** The columns of the policy rows that the mapping names; one that the rows have not is looked for in the order's. */
    public Set<String> policyColumns() {
        return columns(policies.stream()
                .flatMap(block -> Stream.concat(
                        Stream.ofNullable(block.when()),
                        block.fields().stream().flatMap(field -> field.columns().stream()))));
    }

    /** All columns that the mapping names. */
    public Set<String> columns() {
        return columns(Stream.concat(orderColumns().stream(), policyColumns().stream()));
    }

    private static Set<String> columns(Stream<String> names) {
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.forEach(columns::add);
        return Collections.unmodifiableSet(columns);
    }

    /** {@link #map(SourceRecord)} for a batch, in its order. */
    public List<OrderDraft> map(List<SourceRecord> records) {
        return records.stream().map(this::map).toList();
    }

    /**
     * The order that the record makes, with a fault for every field that cannot be made. Never throws for what is in a record.
     *
     * <p>The product key is empty when one of its parts has no value, which is a fault too.
     */
    public OrderDraft map(SourceRecord record) {
        OrderDraft draft = new OrderDraft(record, version);
        if (record.untransformed() != null) {
            draft.fault(Fault.Kind.MAPPING, "record", untransformed(record));
            return draft;
        }
        Row row = new Row(record.columns());
        for (FieldMapping field : order) {
            map(draft, field, "", row, draft.order());
        }
        mapPolicies(draft, record);
        mapProductKey(draft, row);
        if (record.grouped()) {
            ofRows.compare(draft);
        }
        derive(draft);
        return draft;
    }

    private static String untransformed(SourceRecord record) {
        return "the transform of source " + record.source() + " fails on it, and works on others: "
                + record.untransformed()
                + ": correct the record in the core system, or the transform, and replay it: the transform is then called again";
    }

    /**
     * Where each value of an order comes from, for people: fields in their order, then those of each policy.
     *
     * @param draft made by {@link #map(SourceRecord)}, and perhaps enriched since
     */
    public List<Explained> explain(OrderDraft draft) {
        List<Explained> explained = new ArrayList<>();
        Row row = new Row(draft.record().columns());
        explain(explained, "", OrderFields.ORDER, order, draft.order(), row);
        int index = 0;
        for (Map<String, Object> columns : draft.record().policies()) {
            Row own = new Row(columns, draft.record().columns());
            for (PolicyBlock block : policies) {
                if (index < draft.policies().size() && applies(block, own)) {
                    explain(
                            explained,
                            OrderFields.path(index, ""),
                            OrderFields.POLICY,
                            block.fields(),
                            draft.policies().get(index),
                            own);
                    index++;
                }
            }
        }
        return explained;
    }

    private static boolean applies(PolicyBlock block, Row row) {
        try {
            return block.counts(row);
        } catch (UnmappableException e) {
            return false;
        }
    }

    private static void explain(
            List<Explained> explained,
            String prefix,
            List<Field> fields,
            List<FieldMapping> mappings,
            Map<String, Object> values,
            Row row) {
        for (Field field : fields) {
            FieldMapping mapping = mappings.stream()
                    .filter(one -> one.field().name().equals(field.name()))
                    .findFirst()
                    .orElse(null);
            Object value = values.get(field.name());
            if (mapping != null || value != null) {
                explained.add(new Explained(prefix + field.name(), value, from(field, mapping, row)));
            }
        }
    }

    private static String from(Field field, FieldMapping mapping, Row row) {
        if (mapping == null) {
            return field.is(Trait.PRODUCT) ? "the product mapping" : "derived";
        }
        if (mapping.reader() == null) {
            return "a constant of the mapping file";
        }
        String columns = mapping.columns().stream()
                .map(column -> column + "=" + row.all().get(column))
                .collect(Collectors.joining(", "));
        return columns.isEmpty() ? mapping.reader().origin() : columns;
    }

    /**
     * A value and where it comes from.
     *
     * @param field its path, such as policy_list[0].fee_amount
     * @param value typed; null when it could not be made, or is empty
     * @param from columns with their values, or in words
     */
    public record Explained(String field, Object value, String from) {}

    /**
     * The product keys that rows of the order table with these columns have, so that unmapped ones are found before go-live.
     *
     * @return empty when a part is empty or cannot be made
     */
    public Map<String, String> productKey(Map<String, ?> columns) {
        OrderDraft draft = new OrderDraft(new SourceRecord("coverage", "-", Columns.of(columns), List.of()), version);
        mapProductKey(draft, new Row(draft.record().columns()));
        return draft.productKey();
    }

    /** The columns that the product key is made of; null when that cannot be told, because an expression makes it. */
    public List<String> productKeyColumns() {
        boolean all = productKey.values().stream()
                .allMatch(part -> part.reader() == null || !part.columns().isEmpty());
        return all ? List.copyOf(columns(productKey.values().stream().flatMap(part -> part.columns().stream()))) : null;
    }

    private void mapPolicies(OrderDraft draft, SourceRecord record) {
        for (Map<String, Object> columns : record.policies()) {
            Row row = new Row(columns, record.columns());
            for (PolicyBlock block : policies) {
                try {
                    if (!block.counts(row)) {
                        continue;
                    }
                } catch (UnmappableException e) {
                    draft.fault(Fault.Kind.MAPPING, OrderFields.POLICY_LIST, e.getMessage());
                    continue;
                }
                String prefix = OrderFields.path(draft.policies().size(), "");
                Map<String, Object> policy = new LinkedHashMap<>();
                for (FieldMapping field : block.fields()) {
                    map(draft, field, prefix, row, policy);
                }
                draft.policies().add(policy);
            }
        }
        if (draft.policies().isEmpty() && !isFaulty(draft, OrderFields.order(OrderFields.POLICY_LIST))) {
            draft.fault(
                    Fault.Kind.MAPPING,
                    OrderFields.POLICY_LIST,
                    "the record makes no policy: it has no policy row, or the columns of all `when:` are empty");
        }
    }

    private static void map(
            OrderDraft draft, FieldMapping mapping, String prefix, Row row, Map<String, Object> values) {
        Field field = mapping.field();
        try {
            Object value = mapping.map(row);
            if (value != null) {
                values.put(field.name(), value);
            } else if (field.required() && !mayComeLater(field)) {
                draft.fault(Fault.Kind.MAPPING, prefix + field.name(), mapping.emptyMessage());
            }
        } catch (UnmappableException e) {
            draft.fault(Fault.Kind.MAPPING, prefix + field.name(), e.getMessage());
        }
    }

    private static boolean mayComeLater(Field field) {
        return field.derivation() != null
                || field.is(Trait.PRODUCT)
                || field.name().equals("total_installments");
    }

    private void mapProductKey(OrderDraft draft, Row row) {
        Map<String, String> key = new LinkedHashMap<>();
        productKey.forEach((name, part) -> {
            try {
                Object value = part.map(row);
                if (value == null) {
                    draft.fault(
                            Fault.Kind.MAPPING,
                            part.field().name(),
                            part.reader().origin()
                                    + " is empty, and the product is looked up by it: fill it in the core"
                                    + " system, or give a `default:` in the mapping file");
                } else {
                    key.put(name, (String) value);
                }
            } catch (UnmappableException e) {
                draft.fault(Fault.Kind.MAPPING, part.field().name(), e.getMessage());
            }
        });
        draft.productKey(key.size() == productKey.size() ? key : Map.of());
    }

    private static void derive(OrderDraft draft) {
        for (Field field : OrderFields.ORDER) {
            if (field.derivation() != null && !draft.order().containsKey(field.name()) && !isFaulty(draft, field)) {
                Object value = field.derivation().of(draft.policies());
                if (value != null) {
                    draft.order().put(field.name(), value);
                }
            }
        }
        if ("single".equals(draft.order().get("payment_type"))
                && !isFaulty(draft, OrderFields.order("total_installments"))) {
            draft.order().putIfAbsent("total_installments", 1L);
        }
    }

    private static boolean isFaulty(OrderDraft draft, Field field) {
        return !draft.faults().isEmpty()
                && draft.faults().stream().anyMatch(fault -> fault.field().equals(field.name()));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
