package io.github.createorder.ledger;

import io.github.createorder.sql.UpdateCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSourceUtils;

/** A batch is a statement a row, sent to the database together. */
final class JdbcBatches implements Batches {
    private final NamedParameterJdbcTemplate named;

    JdbcBatches(NamedParameterJdbcTemplate named) {
        this.named = named;
    }

    @Override
    public <T> List<T> queryIn(String sql, Collection<?> keys, RowMapper<T> mapper) {
        return named.query(sql.replace("$in", "IN (:keys)"), Map.of("keys", keys), mapper);
    }

    @Override
    public int updateIn(String sql, Collection<?> keys) {
        return named.update(sql.replace("$in", "IN (:keys)"), Map.of("keys", keys));
    }

    @Override
    public void insert(String into, String expressions, Rows rows) {
        each(into + "VALUES (" + expressions + ")", rows);
    }

    @Override
    public Map<String, Long> insertEntries(String into, String expressions, Rows rows) {
        insert(into, expressions, rows);
        Map<String, Long> ids = new HashMap<>();
        queryIn(
                "SELECT order_key, id FROM createorder_entry WHERE order_key $in",
                List.of(rows.column(rows.names().indexOf("order_key"))),
                (row, n) -> ids.put(row.getString(1), row.getLong(2)));
        return ids;
    }

    /**
     * Not by the counts of the batch alone: drivers that rewrite or pack batches do not tell them. What they do tell counts, should
     * the lock not have held.
     */
    @Override
    public List<Long> updateEntries(String set, String status, Rows rows) {
        List<Object> ids = List.of(rows.column(rows.names().indexOf("id")));
        Set<String> current = Set.copyOf(queryIn(
                "SELECT id, version FROM createorder_entry WHERE id $in AND status = '" + status + "' FOR UPDATE",
                ids,
                (row, n) -> row.getLong(1) + "/" + row.getInt(2)));
        int[] counts = each(
                "UPDATE createorder_entry e SET " + set + " WHERE e.id = :id AND e.version = :version AND e.status = '"
                        + status + "'",
                rows);
        List<Long> updated = new ArrayList<>();
        List<Map<String, Object>> maps = rows.maps();
        for (int i = 0; i < maps.size(); i++) {
            Map<String, Object> row = maps.get(i);
            if (counts[i] != 0 && current.contains(row.get("id") + "/" + row.get("version"))) {
                updated.add((Long) row.get("id"));
            }
        }
        return updated;
    }

    @Override
    public int updateAll(String update, String where, Rows rows) {
        return Arrays.stream(each(update + " WHERE " + where, rows)).reduce(0, UpdateCount::sum);
    }

    private int[] each(String sql, Rows rows) {
        return named.batchUpdate(sql, SqlParameterSourceUtils.createBatch(rows.maps()));
    }
}
