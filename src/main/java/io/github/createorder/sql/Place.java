package io.github.createorder.sql;

/**
 * Where the catalog has a table, as the database spells it.
 *
 * @param sql the table as it stands in SQL
 * @param escape what takes a character of a pattern to the letter
 */
public record Place(String sql, String catalog, String schema, String name, String escape) {
    /** A name that means itself where a pattern is asked for. */
    public String pattern(String literal) {
        return literal == null || escape == null || escape.isEmpty()
                ? literal
                : literal.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }
}
