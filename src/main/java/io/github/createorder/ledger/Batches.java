package io.github.createorder.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;

/** Statements for whole batches, none of them empty. Columns of the rows are named {@code :name}, the row at hand is {@code e}. */
interface Batches {
    /** Queries with {@code $in} after a column. */
    <T> List<T> queryIn(String sql, Collection<?> keys, RowMapper<T> mapper);

    /** Changes rows with {@code $in} after a column; returns how many. */
    int updateIn(String sql, Collection<?> keys);

    /** @param into {@code INSERT INTO table (columns)} */
    void insert(String into, String expressions, Rows rows);

    /** The same for entries; returns their ids by their order keys. */
    Map<String, Long> insertEntries(String into, String expressions, Rows rows);

    /** Updates the entries that are still of their row's version and of this status; returns their ids. */
    List<Long> updateEntries(String set, String status, Rows rows);

    /**
     * Updates rows.
     *
     * @param update {@code UPDATE table e SET ...}
     * @return how many, where the driver tells
     */
    int updateAll(String update, String where, Rows rows);
}
