package io.github.createorder.app.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The API page's fields, checked in one pass over the bytes. Written from the page alone and shared with nothing, so
 * that a mistake in the product's own rules shows. Rules across fields are checked only where the page states them as
 * a value ("single: 1 instalment"): the official client's own samples break the others.
 */
final class RequestCheck {

    private static final String ARGUMENT = "create_order_request";

    private enum Type {
        TEXT,
        /** Yuan with exactly two decimals (the page: 2位小数). */
        MONEY,
        /** Yuan; the page says nothing of decimals and shows both "100" and "100.00". */
        PLAIN_MONEY,
        DATE,
        BOOLEAN,
        COUNT,
        PAYMENT,
        POLICIES
    }

    private record Field(String name, long bit, Type type, boolean required) {}

    private static final class Shape {
        private final Map<String, Field> byName = new HashMap<>();
        private final List<Field> declared;
        private final long required;

        Shape(Field... fields) {
            declared = List.of(fields);
            long bits = 0;
            for (Field field : fields) {
                byName.put(field.name, field);
                bits |= field.required ? field.bit : 0;
            }
            required = bits;
        }

        TopError fault(long seen, long wrong, String prefix) {
            long missing = required & ~seen;
            long bad = missing | wrong;
            if (bad == 0) {
                return null;
            }
            long first = Long.lowestOneBit(bad);
            String name = prefix + declared.get(Long.numberOfTrailingZeros(first)).name;
            return (missing & first) != 0 ? TopError.missingField(name) : TopError.invalidField(name);
        }
    }

    private static final Shape ORDER = new Shape(
            must(0, "identifier", Type.TEXT),
            must(1, "order_id", Type.TEXT),
            must(2, "total_guaranteed_amount", Type.PLAIN_MONEY),
            must(3, "effective_time", Type.DATE),
            must(4, "policy_list", Type.POLICIES),
            must(5, "total_actual_received_amount", Type.PLAIN_MONEY),
            must(6, "total_fee_amount", Type.MONEY),
            must(7, "out_user_id", Type.TEXT),
            must(8, "payment_type", Type.PAYMENT),
            must(9, "item_id", Type.TEXT),
            may(10, "sub_product", Type.TEXT),
            must(11, "institution", Type.TEXT),
            must(12, "total_installments", Type.COUNT),
            must(13, "product_code", Type.TEXT),
            must(14, "expiration_time", Type.DATE),
            may(15, "attributes", Type.TEXT),
            must(16, "apply_time", Type.DATE),
            must(17, "tenant", Type.TEXT));

    private static final Shape POLICY = new Shape(
            may(0, "correlation_policy_no", Type.TEXT),
            must(1, "fee_amount", Type.MONEY),
            must(2, "actual_received_amount", Type.MONEY),
            must(3, "effective_time", Type.DATE),
            must(4, "expiration_time", Type.DATE),
            may(5, "is_renew_policy", Type.BOOLEAN),
            must(6, "policy_no", Type.TEXT),
            may(7, "is_support_renew", Type.BOOLEAN),
            may(8, "plan", Type.TEXT),
            must(9, "guaranteed_amount", Type.MONEY),
            may(10, "is_selected_commercial", Type.BOOLEAN));

    private static final long INSTALLMENTS = 1L << 12;

    private static final JsonFactory JSON = new JsonFactory();

    private String identifier;
    private String orderId;
    private boolean single;
    private long installments;
    private TopError wrongType;
    private TopError policyFault;

    private RequestCheck() {}

    /**
     * @param fault what is wrong; null when the order is well-formed
     * @param identifier null when there is a fault
     * @param orderId null when there is a fault
     */
    record Result(TopError fault, String identifier, String orderId) {}

    static Result check(byte[] data, int offset, int length) {
        RequestCheck check = new RequestCheck();
        TopError fault;
        try (JsonParser json = JSON.createParser(data, offset, length)) {
            fault = check.order(json);
        } catch (IOException e) {
            fault = TopError.invalidArgument(ARGUMENT);
        }
        return fault == null ? new Result(null, check.identifier, check.orderId) : new Result(fault, null, null);
    }

    private TopError order(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return TopError.invalidArgument(ARGUMENT);
        }
        TopError fault = object(json, ORDER, "");
        if (wrongType != null) {
            return wrongType;
        }
        if (json.nextToken() != null) {
            return TopError.invalidArgument(ARGUMENT);
        }
        return fault == null ? policyFault : fault;
    }

    private TopError object(JsonParser json, Shape shape, String prefix) throws IOException {
        long seen = 0;
        long wrong = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Field field = shape.byName.get(json.currentName());
            JsonToken token = json.nextToken();
            if (field == null) {
                json.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                if ((seen & field.bit) != 0 || !isTyped(field.type, token)) {
                    wrongType = TopError.invalidArgument(ARGUMENT + "." + prefix + field.name);
                    return null;
                }
                if (token == JsonToken.VALUE_STRING && field.required && isBlank(json)) {
                    continue;
                }
                seen |= field.bit;
                if (!isValid(json, shape, field)) {
                    wrong |= field.bit;
                }
                if (wrongType != null) {
                    return null;
                }
            }
        }
        if (shape == ORDER && single && installments > 1) {
            wrong |= INSTALLMENTS;
        }
        return shape.fault(seen, wrong, prefix);
    }

    private static boolean isTyped(Type type, JsonToken token) {
        return switch (type) {
            case BOOLEAN -> token.isBoolean();
            case COUNT -> token.isNumeric();
            case POLICIES -> token == JsonToken.START_ARRAY;
            default -> token == JsonToken.VALUE_STRING;
        };
    }

    private boolean isValid(JsonParser json, Shape shape, Field field) throws IOException {
        return switch (field.type) {
            case TEXT -> {
                if (shape == ORDER && field.bit == 1) {
                    identifier = json.getText();
                } else if (shape == ORDER && field.bit == 2) {
                    orderId = json.getText();
                }
                yield true;
            }
            case MONEY -> isMoney(json, true);
            case PLAIN_MONEY -> isMoney(json, false);
            case DATE -> BeijingTime.millis(json.getText()) != BeijingTime.NONE;
            case BOOLEAN -> true;
            case COUNT -> isCount(json);
            case PAYMENT -> {
                String payment = json.getText();
                single = payment.equals("single");
                yield single || payment.equals("monthly");
            }
            case POLICIES -> policies(json) > 0;
        };
    }

    private int policies(JsonParser json) throws IOException {
        int count = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                wrongType = TopError.invalidArgument(ARGUMENT + ".policy_list");
                return count;
            }
            TopError fault = object(json, POLICY, "policy_list[" + count + "].");
            if (wrongType != null) {
                return count;
            }
            if (policyFault == null) {
                policyFault = fault;
            }
            count++;
        }
        return count;
    }

    private boolean isCount(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return false;
        }
        installments = json.getLongValue();
        return installments >= 1;
    }

    private static boolean isMoney(JsonParser json, boolean exact) throws IOException {
        char[] text = json.getTextCharacters();
        int start = json.getTextOffset();
        int length = json.getTextLength();
        int point = -1;
        for (int i = 0; i < length; i++) {
            char c = text[start + i];
            if (c == '.' && point < 0) {
                point = i;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        if (point < 0) {
            return !exact && length > 0;
        }
        int decimals = length - point - 1;
        return point > 0 && (exact ? decimals == 2 : decimals == 1 || decimals == 2);
    }

    private static boolean isBlank(JsonParser json) throws IOException {
        char[] text = json.getTextCharacters();
        int start = json.getTextOffset();
        for (int i = start; i < start + json.getTextLength(); i++) {
            if (!Character.isWhitespace(text[i])) {
                return false;
            }
        }
        return true;
    }

    private static Field must(int at, String name, Type type) {
        return new Field(name, 1L << at, type, true);
    }

    private static Field may(int at, String name, Type type) {
        return new Field(name, 1L << at, type, false);
    }
}
