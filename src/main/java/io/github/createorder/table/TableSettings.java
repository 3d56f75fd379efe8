package io.github.createorder.table;

import io.github.createorder.config.SettingsException;
import io.github.createorder.sql.SqlName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How one table source is laid out; see {@link TableSetting} for each setting. Immutable.
 *
 * @param source name of the source
 * @param shape how rows make orders
 * @param table where the orders are
 * @param keyColumns what tells one order from all others
 * @param columns the columns to read; empty for all
 * @param where a further condition, trusted SQL; null for none
 * @param orderBy older before newer
 * @param batch the most orders at once
 * @param countColumn how many policies the order has; null when the core system does not say
 * @param policies the policy table, and what orders the policies; its table is null unless the shape has one
 * @param claim null unless the mode is claim
 * @param watermark null unless the mode is watermark
 * @param words the status words
 * @param report where reports go; null when nowhere
 * @param patience how long statements may take
 * @param dialect the SQL that the database speaks; null when it is to be asked
 */
public record TableSettings(
        String source,
        Shape shape,
        SqlName table,
        List<SqlName> keyColumns,
        List<SqlName> columns,
        String where,
        List<OrderBy> orderBy,
        int batch,
        SqlName countColumn,
        Policies policies,
        Claim claim,
        Watermark watermark,
        Words words,
        ReportTo report,
        Patience patience,
        String dialect) {

    /** How rows make orders. */
    public enum Shape {
        ORDER_PER_ROW,
        POLICY_PER_ROW,
        ORDER_AND_POLICY_TABLES
    }

    /** A column to sort by. */
    public record OrderBy(SqlName column, boolean descending) {}

    /** The policy table, and what fixes the order of an order's policies. */
    public record Policies(SqlName table, List<SqlName> keyColumns, List<SqlName> columns, List<OrderBy> orderBy) {}

    /** The columns of claim mode, and how long a claim holds. */
    public record Claim(SqlName statusColumn, SqlName claimedBy, SqlName claimedAt, Duration lease) {}

    /** The status words; {@code fresh} is null where SQL NULL means new. */
    public record Words(String fresh, String taking, String taken, String accepted, String error) {}

    /** The column that grows; overlap in seconds or units by the column's type; {@code from} is null to begin at the start. */
    public record Watermark(SqlName column, long overlap, Duration reread, String from) {}

    /**
     * How long a statement waits for rows that somebody else holds, how long it may take, and how long a transaction may stand still
     * before the database ends it; in seconds.
     */
    public record Patience(int forLocks, int forStatements, int whenIdle) {}

    /** The columns for reports; {@code table} is null when it is the orders' own; every column but status may be null. */
    public record ReportTo(SqlName table, SqlName status, SqlName reason, SqlName requestId, SqlName time) {}

    /**
     * The settings of a source.
     *
     * @param source name of the source
     * @param properties by the names in {@link TableSetting}
     * @throws SettingsException with every fault: missing, unknown (and the nearest known), malformed, contradictory
     */
    public static TableSettings of(String source, Map<String, String> properties) {
        return new TableSettingsReader(properties).read(source);
    }

    boolean readOnly() {
        return watermark != null;
    }

    /** The columns of the order table that this bundle writes. */
    List<SqlName> bookkeeping() {
        if (claim == null) {
            return List.of();
        }
        List<SqlName> columns = new ArrayList<>(List.of(claim.statusColumn(), claim.claimedBy(), claim.claimedAt()));
        if (report.table() == null) {
            columns.addAll(reportColumns());
        }
        return columns;
    }

    /** The columns that a report writes. */
    List<SqlName> reportColumns() {
        return Stream.of(report.status(), report.reason(), report.requestId(), report.time())
                .filter(Objects::nonNull)
                .toList();
    }

    /** The column of the order table that says how an order stands; null where there is none. */
    SqlName statusColumn() {
        return report != null && report.table() == null ? report.status() : claim != null ? claim.statusColumn() : null;
    }

    /** The table that reports are written to. */
    SqlName reportTable() {
        return report.table() == null ? table : report.table();
    }
}
