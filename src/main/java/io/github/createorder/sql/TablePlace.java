package io.github.createorder.sql;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Where the catalog has a table, as the database spells it.
 *
 * @param sql the table as it stands in SQL
 * @param escape what takes a character of a pattern to the letter
 */
public record TablePlace(String sql, String catalog, String schema, String name, String escape) {
    public static TablePlace of(Connection connection, Dialect dialect, SqlName table) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        UnaryOperator<String> fold = meta.storesUpperCaseIdentifiers()
                ? name -> name.toUpperCase(Locale.ROOT)
                : meta.storesLowerCaseIdentifiers() ? name -> name.toLowerCase(Locale.ROOT) : UnaryOperator.identity();
        List<String> names = table.stored(fold);
        String owner = names.size() > 1 ? names.get(names.size() - 2) : null;
        boolean ownerIsCatalog = dialect.ownerIsCatalog();
        return new TablePlace(
                table.sql(dialect),
                ownerIsCatalog && owner != null ? owner : connection.getCatalog(),
                ownerIsCatalog ? null : owner != null ? owner : connection.getSchema(),
                names.get(names.size() - 1),
                meta.getSearchStringEscape());
    }

    /** A name that means itself where a pattern is asked for. */
    public String pattern(String literal) {
        return literal == null || escape == null || escape.isEmpty()
                ? literal
                : literal.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }
}
