package io.github.createorder.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Where a field's value comes from. */
interface ValueReader {
    /** The cleaned value; null when there is none. */
    Object read(Row row, Cleaner cleaner) throws UnmappableException;

    /** What the value is read from, in words: {@code column PREM}. */
    String origin();

    /** Names of the columns that are read; those inside an expression are not known. */
    default List<String> columns() {
        return List.of();
    }

    /** Whether {@link #columns()} are all that is read; not so for expressions. */
    default boolean isKnown() {
        return true;
    }

    /** The first of these columns that has a value. */
    record Columns(List<String> columns) implements ValueReader {
        @Override
        public Object read(Row row, Cleaner cleaner) throws UnmappableException {
            for (String column : columns) {
                Object value = cleaner.clean(row.get(column));
                if (value != null) {
                    return value;
                }
            }
            return null;
        }

        @Override
        public String origin() {
            return columns.size() == 1 ? "column " + columns.get(0) : "the first of columns " + names(columns);
        }
    }

    /** The texts of these columns with a separator between them; empty ones are left out. */
    record Join(List<String> columns, String with) implements ValueReader {
        @Override
        public Object read(Row row, Cleaner cleaner) throws UnmappableException {
            List<String> parts = new ArrayList<>(columns.size());
            for (String column : columns) {
                Object value = cleaner.clean(row.get(column));
                if (value != null) {
                    parts.add(Cleaner.text(value));
                }
            }
            return parts.isEmpty() ? null : String.join(with, parts);
        }

        @Override
        public String origin() {
            return "columns " + names(columns) + " joined";
        }
    }

    /** An expression of a Camel language. */
    record Expression(String language, Function<Map<String, Object>, Object> function) implements ValueReader {
        @Override
        public Object read(Row row, Cleaner cleaner) throws UnmappableException {
            Object value;
            try {
                value = plain(function.apply(row.view()));
            } catch (RuntimeException e) {
                String unreadable = Row.UnreadableException.in(e);
                throw new UnmappableException(
                        unreadable != null
                                ? origin() + " reads " + unreadable
                                : origin() + " failed: " + e.getMessage() + ": correct it in the mapping file");
            }
            return cleaner.clean(value);
        }

        private static Object plain(Object value) {
            if (value == null || value instanceof BigDecimal || value instanceof Boolean) {
                return value;
            }
            return value instanceof Number ? new BigDecimal(value.toString()) : value.toString();
        }

        @Override
        public String origin() {
            return "the " + language + " expression";
        }

        @Override
        public boolean isKnown() {
            return false;
        }
    }

    /** A JSON object of texts, in the order of the mapping file; null when all of them are empty. */
    record Json(Map<String, FieldMapping> members) implements ValueReader {
        private static final JsonFactory JSON = new JsonFactory();

        @Override
        public Object read(Row row, Cleaner cleaner) throws UnmappableException {
            StringWriter text = new StringWriter();
            boolean empty = true;
            try (JsonGenerator json = JSON.createGenerator(text)) {
                json.writeStartObject();
                for (Map.Entry<String, FieldMapping> member : members.entrySet()) {
                    Object value = member.getValue().map(row);
                    if (value != null) {
                        json.writeStringField(member.getKey(), (String) value);
                        empty = false;
                    }
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return empty ? null : text.toString();
        }

        @Override
        public String origin() {
            return "the JSON object";
        }

        @Override
        public List<String> columns() {
            return members.values().stream()
                    .flatMap(member -> member.columns().stream())
                    .toList();
        }

        @Override
        public boolean isKnown() {
            return members.values().stream()
                    .allMatch(
                            member -> member.reader() == null || member.reader().isKnown());
        }
    }

    private static String names(List<String> columns) {
        return String.join(", ", columns);
    }
}
