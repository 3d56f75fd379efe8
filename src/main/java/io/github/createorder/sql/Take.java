package io.github.createorder.sql;

/**
 * What a statement that takes due rows of the ledger is made of. The row at hand is {@code e}.
 *
 * @param key name of the table's key
 * @param due the column that says since when a row is due; read as {@code picked_due} as it was before the change
 * @param condition when a row is due
 * @param orderBy which first
 * @param set what to change
 * @param returning the columns of the row that {@code columns} and {@code joins} need; few, for they are copied
 * @param columns what to read
 * @param joins of what else to read it; may be empty
 * @param readBy the order of reading
 */
public record Take(
        String table,
        String key,
        String due,
        String condition,
        String orderBy,
        String set,
        String returning,
        String columns,
        String joins,
        String readBy) {}
