package io.github.createorder.order;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.createorder.order.Field.Trait;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;

/**
 * What one value must be like by itself. Types, choices and decimals are the API page's; characters are what the official
 * client leaves whole (protocol page §3.2); lengths and ranges are ours, as the page gives none, and only catch garbage.
 */
final class ValueRules {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final LocalDateTime FIRST_DATE = LocalDateTime.of(1900, 1, 1, 0, 0);
    private static final LocalDateTime LAST_DATE = LocalDateTime.of(2999, 12, 31, 23, 59, 59);
    private static final BigDecimal MOST_YUAN = new BigDecimal("999999999999999.99");
    private static final long MOST_INSTALLMENTS = 1200;

    private ValueRules() {}

    /** What is wrong with the value, what was found, and what to do; null when nothing is. */
    static String problem(Field field, Object value) {
        if (!field.type().javaType().isInstance(value)) {
            return "must be a " + field.type().words() + ", found " + field.quote(value);
        }
        return switch (field.type()) {
            case STRING -> text(field, (String) value);
            case JSON -> json(field, (String) value);
            case AMOUNT -> amount(field, (BigDecimal) value);
            case DATE -> date(field, (LocalDateTime) value);
            case NUMBER -> number((Long) value);
            case BOOLEAN, LIST -> null;
        };
    }

    private static String text(Field field, String text) {
        if (text.isBlank()) {
            return "is blank: leave it out or give it a value";
        }
        String unprintable = Texts.problem(text);
        if (unprintable != null) {
            return unprintable;
        }
        if (field.type() == FieldType.STRING && !field.is(Trait.PROSE) && isOfASpreadsheet(text)) {
            return "is written as a spreadsheet writes it, found " + field.quote(text)
                    + ": have the column exported as text, without = ' or \" in front and without an exponent"
                    + " (`spreadsheet: true` in the format of a file takes the signs off; lost digits do not come back)";
        }
        if (field.is(Trait.CODE) && !Texts.printableAsciiWithoutSpaces(text)) {
            return "must be letters, digits and signs of ASCII without spaces, found " + field.quote(text)
                    + ": clean the column, or set `halfwidth: true`";
        }
        if (!field.choices().isEmpty() && !field.choices().contains(text)) {
            return "must be " + String.join(" or ", field.choices()) + ", found " + field.quote(text)
                    + ": translate it with `codes:` in the mapping file";
        }
        int length = text.codePointCount(0, text.length());
        return length <= field.maxLength()
                ? null
                : "must have at most " + field.maxLength() + " characters, found " + length + ": shorten it";
    }

    private static boolean isOfASpreadsheet(String text) {
        return "='\"".indexOf(text.charAt(0)) >= 0 || Texts.isScientific(text);
    }

    private static String json(Field field, String text) {
        String problem = text(field, text);
        if (problem != null) {
            return problem;
        }
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                // A control character hides behind an escape here.
                for (int depth = 1; depth > 0 && problem == null; ) {
                    JsonToken token = json.nextToken();
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    problem = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING
                            ? Texts.problem(json.getText())
                            : null;
                }
                if (problem != null || json.nextToken() == null) {
                    return problem;
                }
            }
        } catch (IOException notJson) {
            // Told below.
        }
        return "must be one JSON object such as {\"spm\":\"xxx\"}, found " + field.quote(text)
                + ": make it with `json:` in the mapping file";
    }

    private static String amount(Field field, BigDecimal amount) {
        if (amount.signum() < 0) {
            return "must not be negative, found " + field.quote(amount) + ": correct the column";
        }
        if (amount.scale() > 2 && amount.stripTrailingZeros().scale() > 2) {
            return "must have at most 2 decimals and is never rounded, found " + field.quote(amount)
                    + ": correct the column or its `unit:`";
        }
        return amount.compareTo(MOST_YUAN) <= 0
                ? null
                : "must be at most " + MOST_YUAN + " yuan, found " + field.quote(amount)
                        + ": correct the column or its `unit:`";
    }

    private static String date(Field field, LocalDateTime date) {
        boolean expiration = field.name().equals("expiration_time");
        boolean forever = expiration && date.toLocalDate().equals(OrderFields.FOREVER.toLocalDate());
        return forever || !(date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE))
                ? null
                : "must be in the years 1900 to 2999, found " + field.quote(date)
                        + ": correct its `pattern:`, or list the value in `empty:`"
                        + (expiration ? " or `forever:`" : "");
    }

    private static String number(long number) {
        return number >= 1 && number <= MOST_INSTALLMENTS
                ? null
                : "must be 1 to " + MOST_INSTALLMENTS + ", found " + number + ": correct the column";
    }
}
