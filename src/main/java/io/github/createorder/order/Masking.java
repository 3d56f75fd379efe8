package io.github.createorder.order;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What people see of records and requests who have not asked for more: only what is on a list is shown, and everything else is
 * masked, known or not. Of a long value the last four characters stay, so that a person can compare it with what a customer
 * says. The one place for pages, search and files. Immutable.
 */
public final class Masking {
    private static final String STARS = "****";

    /** Of a shorter value the last four characters would be too much. */
    private static final int LONG = 10;

    private static final int KEPT = 4;

    /**
     * From a mark that begins a word to one that ends one, for what stands in "the policies' sum" or "O'Neill" is an apostrophe; to
     * the end where the text was cut.
     */
    private static final Pattern QUOTED = Pattern.compile("(?<![A-Za-z])'(.*?)('(?![A-Za-z0-9])|$)", Pattern.DOTALL);

    private static final Pattern OF_COLUMN = Pattern.compile("column (\\S+) has ");

    /** What stands in the words of {@code Products} between these two. */
    private static final Pattern NO_ROW =
            Pattern.compile("(?<=the product mapping has no row for ).+?(?=; add it to|$)", Pattern.DOTALL);

    /** What looks like the code of a product, and like nobody's number or name. */
    private static final Pattern CODE = Pattern.compile("(?!.*\\d{7})[A-Za-z0-9._/-]{1,20}");

    private static final Pattern KEY = Pattern.compile(", (?=[^,=]+=)");

    private static final JsonFactory JSON = new JsonFactory();

    private static final Set<String> FIELDS = Set.of("identifier", "tenant", "payment_type");

    private final Set<String> shown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param shown columns of records, and fields of requests, that are shown besides those of requests that tell no person */
    public Masking(Collection<String> shown) {
        this.shown.addAll(shown);
    }

    /**
     * A value as it is shown.
     *
     * @param text null when there is none
     * @param masked whether it is more than the text says
     */
    public record Value(String name, String text, boolean masked) {}

    /**
     * A record, or a request, as it is shown.
     *
     * @param values of the order, in their order
     * @param policies of each policy; empty when the order's row is its only policy
     */
    public record Shown(List<Value> values, List<List<Value>> policies) {}

    /**
     * A source record.
     *
     * @param json as the ledger holds it; null when it was removed
     */
    public Shown record(String json) {
        if (json == null) {
            return new Shown(List.of(), List.of());
        }
        SourceRecord record = SourceRecordJson.read(json);
        boolean single =
                record.policies().size() == 1 && record.policies().get(0).equals(record.columns());
        return new Shown(
                values(record.columns()),
                single
                        ? List.of()
                        : record.policies().stream().map(this::values).toList());
    }

    private List<Value> values(Map<String, Object> columns) {
        List<Value> values = new ArrayList<>(columns.size());
        columns.forEach((name, value) -> {
            // Why a column could not be read may quote it.
            if (!name.equals(SourceRecord.UNREADABLE)) {
                values.add(value(name, value, isShown(name)));
            }
        });
        return values;
    }

    /**
     * A {@code create_order_request}.
     *
     * @param json as the ledger holds it; null when there is none
     */
    public Shown request(String json) {
        if (json == null) {
            return new Shown(List.of(), List.of());
        }
        Request request = Request.read(json);
        return new Shown(
                fields(request.order),
                request.policies.stream().map(this::fields).toList());
    }

    private List<Value> fields(Map<String, Object> fields) {
        List<Value> values = new ArrayList<>(fields.size());
        fields.forEach((name, value) -> values.add(value(name, value, isShownField(name))));
        return values;
    }

    /** Whether a column of records is on the list. */
    public boolean isShown(String column) {
        return shown.contains(column);
    }

    /** Whether a field of requests is shown: it is on the list, or tells no person. */
    public boolean isShownField(String name) {
        if (shown.contains(name) || FIELDS.contains(name)) {
            return true;
        }
        Field field = OrderFields.order(name) != null ? OrderFields.order(name) : OrderFields.policy(name);
        if (field == null || field.is(Field.Trait.PERSONAL)) {
            return false;
        }
        return switch (field.type()) {
            case AMOUNT, DATE, BOOLEAN, NUMBER -> true;
            case STRING -> field.is(Field.Trait.PRODUCT) || field.is(Field.Trait.PROSE);
            case JSON, LIST -> false;
        };
    }

    private static Value value(String name, Object value, boolean isShown) {
        String text = value == null
                ? null
                : value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
        return new Value(name, isShown || text == null ? text : masked(text), !isShown && text != null);
    }

    /** The stars, and of a long value its last four characters. How long it is, is not told. */
    public static String masked(String text) {
        int length = text.codePointCount(0, text.length());
        return length < LONG ? STARS : STARS + text.substring(text.offsetByCodePoints(text.length(), -KEPT));
    }

    /**
     * What is wrong with a field; what the words quote of one that is not shown is masked. Of one that could not be made they
     * quote a column, whatever stands in it.
     */
    public Fault fault(Fault fault) {
        return isOfShownField(fault) ? fault : fault.masked(words(fault.message()));
    }

    /** The same beside the record and its request, as {@link #words(String, String, String)}. */
    public Fault fault(Fault fault, String record, String request) {
        return isOfShownField(fault) ? fault : fault.masked(words(fault.message(), record, request));
    }

    private boolean isOfShownField(Fault fault) {
        String name = fault.field().substring(fault.field().lastIndexOf('.') + 1);
        return fault.kind() == Fault.Kind.INVALID && isShownField(name);
    }

    /**
     * A reason, a detail, a message: all that it quotes is masked, but of a column that is shown; and what a product was looked up
     * by, but for codes and under a name that is on the list.
     */
    public String words(String text) {
        return text == null
                ? null
                : QUOTED.matcher(
                                NO_ROW.matcher(text).replaceAll(found -> Matcher.quoteReplacement(keys(found.group()))))
                        .replaceAll(found -> Matcher.quoteReplacement(
                                isOfShownColumn(text, found.group())
                                        ? found.group()
                                        : "'" + masked(found.group(1)) + found.group(2)));
    }

    private boolean isOfShownColumn(String text, String quoted) {
        Matcher column = OF_COLUMN.matcher(text);
        while (column.find()) {
            if (text.startsWith(quoted, column.end()) && isShown(column.group(1))) {
                return true;
            }
        }
        return false;
    }

    private String keys(String codes) {
        return KEY.splitAsStream(codes)
                .map(code -> {
                    int equals = code.indexOf('=');
                    return equals < 0
                                    || isShown(code.substring(0, equals))
                                    || CODE.matcher(code.substring(equals + 1)).matches()
                            ? code
                            : code.substring(0, equals + 1) + masked(code.substring(equals + 1));
                })
                .collect(Collectors.joining(", "));
    }

    /** The same for a text that stands beside a record and its request: their masked values are hidden in it as well. */
    public String words(String text, String record, String request) {
        String hidden = words(text);
        if (hidden == null) {
            return null;
        }
        Set<String> secret =
                new TreeSet<>((a, b) -> a.length() != b.length() ? b.length() - a.length() : a.compareTo(b));
        if (record != null) {
            SourceRecord of = SourceRecordJson.read(record);
            secrets(of.columns(), false, secret);
            of.policies().forEach(policy -> secrets(policy, false, secret));
        }
        if (request != null) {
            Request of = Request.read(request);
            secrets(of.order, true, secret);
            of.policies.forEach(policy -> secrets(policy, true, secret));
        }
        for (String value : secret) {
            hidden = hidden.replace(value, masked(value));
        }
        return hidden;
    }

    /** Numbers and short codes stand in every text by chance. */
    private void secrets(Map<String, Object> values, boolean fields, Set<String> secrets) {
        values.forEach((name, value) -> {
            if (value instanceof String text
                    && (text.length() >= KEPT || text.codePoints().anyMatch(Character::isIdeographic))
                    && !(fields ? isShownField(name) : isShown(name))) {
                secrets.add(text);
            }
        });
    }

    private record Request(Map<String, Object> order, List<Map<String, Object>> policies) {
        static Request read(String text) {
            try (JsonParser json = JSON.createParser(text)) {
                Map<String, Object> order = new LinkedHashMap<>();
                List<Map<String, Object>> policies = new ArrayList<>();
                json.nextToken();
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    if (json.nextToken() == JsonToken.START_ARRAY && name.equals(OrderFields.POLICY_LIST)) {
                        while (json.nextToken() == JsonToken.START_OBJECT) {
                            policies.add(object(json));
                        }
                    } else {
                        order.put(name, plain(json));
                    }
                }
                return new Request(order, policies);
            } catch (IOException e) {
                throw new IllegalArgumentException("not a request in JSON", e);
            }
        }

        private static Map<String, Object> object(JsonParser json) throws IOException {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                values.put(name, plain(json));
            }
            return values;
        }

        /** A request has no other lists and objects; if one came all the same, it is told that it is there. */
        private static Object plain(JsonParser json) throws IOException {
            if (json.currentToken().isStructStart()) {
                json.skipChildren();
                return "...";
            }
            return json.currentToken() == JsonToken.VALUE_NULL ? null : json.getText();
        }
    }
}
