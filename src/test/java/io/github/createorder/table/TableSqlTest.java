package io.github.createorder.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.sql.Db2;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.Oracle;
import io.github.createorder.sql.PostgreSql;
import io.github.createorder.sql.SqlServer;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statements for the databases that tests cannot run, as texts. */
class TableSqlTest {
    private static final String[] ROWS = {
        "table=core.t_order",
        "key-columns=id",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "batch=50",
        "claim-lease=60",
        "where=kind = 'A'"
    };
    private static final String[] GROUPS = Legacy.with(
            ROWS,
            "key-columns=branch,ord",
            "shape=policy-per-row",
            "policy.order-by=pol",
            "group.count-column=cnt",
            "where=");

    private static TableSql sql(Dialect dialect, String... settings) {
        List<TableColumn> columns = List.of(
                column(dialect, "ID", Types.NUMERIC, "NUMBER"),
                column(dialect, "BRANCH", Types.CHAR, "CHAR"),
                column(dialect, "ORD", Types.VARCHAR, "VARCHAR2"),
                column(dialect, "ST", Types.VARCHAR, "VARCHAR2"),
                column(dialect, "CNT", Types.NUMERIC, "NUMBER"),
                column(dialect, "PHOTO", Types.BLOB, "BLOB"),
                column(dialect, "CB", Types.VARCHAR, "VARCHAR2"),
                column(dialect, "CA", Types.TIMESTAMP, dialect instanceof SqlServer ? "datetime" : "TIMESTAMP"),
                column(dialect, "MADE", Types.TIMESTAMP, dialect instanceof SqlServer ? "datetime" : "DATE"));
        TableSettings table = TableSettings.of("core", Legacy.properties(settings));
        return new TableSql(table, new TableSchema(table.table(), dialect, columns), null);
    }

    private static TableColumn column(Dialect dialect, String name, int type, String typeName) {
        return new TableColumn(name, type, typeName, 20, 20, false, dialect);
    }

    @Test
    void oracleLocksCandidatesAsTheyAreFetched() {
        TableSql sql = sql(new Oracle(), ROWS);
        assertThat(sql.claim(false)).isNull();
        assertThat(sql.candidates(false))
                .isEqualTo("SELECT id FROM core.t_order o WHERE st = 'NEW' AND (kind = 'A') ORDER BY id"
                        + " FOR UPDATE SKIP LOCKED");
        assertThat(sql.claimKeys(2))
                .isEqualTo("UPDATE core.t_order SET st = 'TAKING', cb = ?, ca ="
                        + " CAST((SYSTIMESTAMP - NUMTODSINTERVAL(0, 'SECOND')) AT TIME ZONE '+08:00' AS TIMESTAMP)"
                        + " WHERE id IN (?, ?) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca <"
                        + " CAST((SYSTIMESTAMP - NUMTODSINTERVAL(60, 'SECOND')) AT TIME ZONE '+08:00' AS TIMESTAMP))))"
                        + " AND (kind = 'A') THEN 1 ELSE 0 END = 1");
        assertThat(sql(new Oracle(), GROUPS).candidateGroups(false))
                .isEqualTo("SELECT * FROM (SELECT DISTINCT branch, ord FROM core.t_order o WHERE st = 'NEW' AND"
                        + " (SELECT COUNT(*) FROM core.t_order x WHERE x.branch = o.branch AND x.ord = o.ord AND"
                        + " st IN ('NEW', 'TAKING', 'TAKEN', 'ACCEPTED', 'ERROR')) = o.cnt ORDER BY branch, ord)"
                        + " WHERE ROWNUM <= 50");
        assertThat(sql(new Oracle(), GROUPS).groups(2))
                .isEqualTo(
                        "SELECT o.\"BRANCH\", o.\"ORD\", o.\"ST\", o.\"CB\", o.\"CNT\", o.\"ID\", o.\"MADE\" FROM core.t_order o"
                                + " WHERE (branch, ord) IN ((?, ?), (?, ?)) AND"
                                + " st IN ('NEW', 'TAKING', 'TAKEN', 'ACCEPTED', 'ERROR') ORDER BY branch, ord, pol");
    }

    @Test
    void oracleComparesItsDateInItsOwnType() {
        assertThat(sql(
                                new Oracle(),
                                "mode=watermark",
                                "table=t_order",
                                "key-columns=branch,id",
                                "watermark.column=made",
                                "batch=50")
                        .page(true, true))
                .isEqualTo(
                        "SELECT * FROM (SELECT o.\"BRANCH\", o.\"ID\", o.\"MADE\", o.\"ORD\", o.\"ST\", o.\"CNT\", o.\"CB\", o.\"CA\""
                                + " FROM t_order o WHERE made >= CAST(? AS DATE) AND"
                                + " (made > CAST(? AS DATE) OR (made = CAST(? AS DATE) AND"
                                + " ((branch > ?) OR (branch = ? AND id > ?)))) AND made IS NOT NULL"
                                + " ORDER BY made, branch, id) WHERE ROWNUM <= 50");
    }

    @Test
    void sqlServerPassesOverLockedRows() {
        TableSql sql = sql(new SqlServer(), ROWS);
        assertThat(sql.claim(false))
                .isEqualTo("WITH due AS (SELECT TOP (50) * FROM core.t_order o WITH (UPDLOCK, READPAST, ROWLOCK)"
                        + " WHERE st = 'NEW' AND (kind = 'A') ORDER BY id) UPDATE due SET st = 'TAKING', cb = ?,"
                        + " ca = DATEADD(SECOND, -0, SYSDATETIME())");
        assertThat(sql.claim(true))
                .contains("WHERE (st = 'TAKING' AND (ca IS NULL OR ca < DATEADD(SECOND, -60, SYSDATETIME())))");
        TableSql groups = sql(new SqlServer(), GROUPS);
        assertThat(groups.candidateGroups(false))
                .endsWith("ORDER BY branch, ord OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY");
        assertThat(groups.taken(2))
                .isEqualTo("UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END = 1 AND"
                        + " ((branch = ? AND ord = ?) OR (branch = ? AND ord = ?))");
        assertThat(sql(
                                new SqlServer(),
                                "mode=watermark",
                                "table=t_order",
                                "key-columns=id",
                                "watermark.column=made",
                                "batch=50")
                        .page(true, false))
                .isEqualTo(
                        "SELECT o.\"ID\", o.\"MADE\", o.\"BRANCH\", o.\"ORD\", o.\"ST\", o.\"CNT\", o.\"CB\", o.\"CA\""
                                + " FROM t_order o WHERE made >= CAST(? AS DATETIME) AND made IS NOT NULL"
                                + " ORDER BY made, id OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY");
    }

    @Test
    void db2ClaimsByKey() {
        TableSql sql = sql(new Db2(), ROWS);
        assertThat(sql.claim(false)).isNull();
        assertThat(sql.candidates(true))
                .isEqualTo("SELECT id FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca <"
                        + " CURRENT TIMESTAMP - 60 SECONDS)) AND (kind = 'A') ORDER BY id FETCH FIRST 50 ROWS ONLY");
        assertThat(sql.claimKeys(1)).contains("ca = CURRENT TIMESTAMP - 0 SECONDS WHERE id IN (?)");
    }

    @Test
    void groupsMayBeTakenByAge() {
        assertThat(sql(new PostgreSql(), Legacy.with(GROUPS, "order-by=made,pol desc", "group.count-column="))
                        .candidateGroups(false))
                .isEqualTo("SELECT branch, ord FROM core.t_order o WHERE st = 'NEW' GROUP BY branch, ord"
                        + " ORDER BY MIN(made), MAX(pol) DESC, branch, ord LIMIT 50");
    }

    @Test
    void oraclePadsWhatItComparesWithChar() {
        assertThat(column(new Oracle(), "BRANCH", Types.CHAR, "CHAR").fit("工".repeat(9)))
                .as("20 bytes hold six of three bytes")
                .hasSize(6);
    }
}
