package io.github.createorder.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table or column name from configuration, checked so that it can stand in SQL and nothing else can.
 *
 * <p>Plain names ({@code t_order}, {@code core.T_ORDER}, {@code 订单}) hold letters, digits, {@code _ $ #}, do not begin
 * with a digit, and go to the database as they are: it folds their case as always. A name in double quotes
 * ({@code core."Order Status"}) is taken to the letter, case included, and may be a reserved word; it is written in the
 * database's own quotes, also on MySQL.
 */
public final class SqlName {
    private static final Pattern PART =
            Pattern.compile("\"([^\"`\\[\\]\\p{Cntrl}]{1,128})\"|([\\p{L}_][\\p{L}\\p{N}_$#]{0,127})");

    private final List<Part> parts;

    private record Part(String text, boolean quoted) {}

    private SqlName(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * A table's name, with its schema and catalog if need be.
     *
     * @throws IllegalArgumentException if it is not a name
     */
    public static SqlName table(String text) {
        return parse(text, 3, "a table name");
    }

    /**
     * A column's name, without its table.
     *
     * @throws IllegalArgumentException if it is not a name
     */
    public static SqlName column(String text) {
        return parse(text, 1, "a column name");
    }

    private static SqlName parse(String text, int most, String what) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int at = 0;
        while (at <= text.length() && matcher.find(at) && matcher.start() == at) {
            parts.add(matcher.group(1) != null ? new Part(matcher.group(1), true) : new Part(matcher.group(2), false));
            at = matcher.end();
            if (at == text.length() && parts.size() <= most) {
                return new SqlName(List.copyOf(parts));
            }
            if (at < text.length() && text.charAt(at) != '.') {
                break;
            }
            at++;
        }
        throw new IllegalArgumentException("'" + text + "' is not " + what
                + ": letters, digits, _ $ #, or anything else in double quotes"
                + (most > 1 ? ", with its schema before a dot" : ""));
    }

    /** The name as it stands in this database's SQL. */
    public String sql(Dialect dialect) {
        return parts.stream()
                .map(part -> part.quoted ? dialect.quoted(part.text) : part.text)
                .collect(Collectors.joining("."));
    }

    /** The schema, as it stands in this database's SQL; empty when the name has none. */
    public Optional<String> schema(Dialect dialect) {
        return parts.size() == 1
                ? Optional.empty()
                : Optional.of(new SqlName(parts.subList(0, parts.size() - 1)).sql(dialect));
    }

    /** Whether the database's own spelling of a column means this one. */
    public boolean matches(String name) {
        Part last = last();
        return last.quoted ? last.text.equals(name) : last.text.equalsIgnoreCase(name);
    }

    /** The last part without quotes: the column, or the table without its schema. */
    public String simple() {
        return last().text;
    }

    /** The parts as the database stores them, given how it folds what is not quoted. */
    List<String> stored(UnaryOperator<String> fold) {
        return parts.stream()
                .map(part -> part.quoted ? part.text : fold.apply(part.text))
                .toList();
    }

    private Part last() {
        return parts.get(parts.size() - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SqlName name && name.parts.equals(parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    /** As it was configured. */
    @Override
    public String toString() {
        return parts.stream()
                .map(part -> part.quoted ? '"' + part.text + '"' : part.text)
                .collect(Collectors.joining("."));
    }
}
