package io.github.createorder.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.sql.Db2;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.MySql;
import io.github.createorder.sql.Oracle;
import io.github.createorder.sql.PostgreSql;
import io.github.createorder.sql.SqlServer;
import io.github.createorder.testing.StandIn;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.UncategorizedSQLException;

/** The statements for the databases that tests cannot run, as texts; each with the page of its maker that says so. */
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
        assertThat(sql.candidates(false).sql())
                .isEqualTo("SELECT id FROM core.t_order o WHERE st = 'NEW' AND (kind = 'A') ORDER BY id"
                        + " FOR UPDATE SKIP LOCKED");
        assertThat(sql.claimKeys(2).sql())
                .isEqualTo("UPDATE core.t_order SET st = 'TAKING', cb = ?, ca ="
                        + " CAST((SYSTIMESTAMP - NUMTODSINTERVAL(0, 'SECOND')) AT TIME ZONE '+08:00' AS TIMESTAMP)"
                        + " WHERE id IN (?, ?) AND CASE WHEN (st = 'NEW' OR (st = 'TAKING' AND (ca IS NULL OR ca <"
                        + " CAST((SYSTIMESTAMP - NUMTODSINTERVAL(60, 'SECOND')) AT TIME ZONE '+08:00' AS TIMESTAMP))))"
                        + " AND (kind = 'A') THEN 1 ELSE 0 END = 1");
        assertThat(sql(new Oracle(), GROUPS).candidateGroups(false).sql())
                .isEqualTo("SELECT * FROM (SELECT DISTINCT branch, ord FROM core.t_order o WHERE st = 'NEW' AND"
                        + " (SELECT CASE WHEN MIN(cnt) = MAX(cnt) AND COUNT(cnt) = COUNT(*) THEN COUNT(*) ELSE -1 END"
                        + " FROM core.t_order x WHERE x.branch = o.branch AND x.ord = o.ord AND"
                        + " st IN ('NEW', 'TAKING', 'TAKEN', 'ACCEPTED', 'ERROR')) = o.cnt ORDER BY branch, ord)"
                        + " WHERE ROWNUM <= 50");
        assertThat(sql(new Oracle(), GROUPS).groups(2).sql())
                .isEqualTo(
                        "SELECT o.\"BRANCH\", o.\"ORD\", o.\"ST\", o.\"CB\", o.\"CNT\", o.\"ID\", o.\"MADE\" FROM core.t_order o"
                                + " WHERE (branch, ord) IN ((CAST(? AS CHAR(20 BYTE)), ?), (CAST(? AS CHAR(20 BYTE)), ?)) AND"
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
                        .page(true, true)
                        .sql())
                .isEqualTo(
                        "SELECT * FROM (SELECT o.\"BRANCH\", o.\"ID\", o.\"MADE\", o.\"ORD\", o.\"ST\", o.\"CNT\", o.\"CB\", o.\"CA\""
                                + " FROM t_order o WHERE made >= CAST(? AS DATE) AND"
                                + " (made > CAST(? AS DATE) OR (made = CAST(? AS DATE) AND"
                                + " ((branch > CAST(? AS CHAR(20 BYTE))) OR (branch = CAST(? AS CHAR(20 BYTE)) AND id > ?)))) AND made IS NOT NULL"
                                + " ORDER BY made, branch, id) WHERE ROWNUM <= 50");
    }

    /**
     * All under learn.microsoft.com/sql/t-sql: queries/with-common-table-expression-transact-sql (what is changed through one, and
     * ORDER BY beside TOP), queries/top-transact-sql, queries/hints-transact-sql-table,
     * queries/select-order-by-clause-transact-sql (OFFSET and FETCH), functions/dateadd-transact-sql,
     * functions/sysdatetime-transact-sql, data-types/datetime-transact-sql.
     */
    @Test
    void sqlServerPassesOverLockedRows() {
        TableSql sql = sql(new SqlServer(), ROWS);
        assertThat(sql.claim(false).sql())
                .isEqualTo(
                        "WITH due AS (SELECT TOP (50) * FROM core.t_order o WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK)"
                                + " WHERE st = 'NEW' AND (kind = 'A') ORDER BY id) UPDATE due SET st = 'TAKING', cb = ?,"
                                + " ca = DATEADD(SECOND, -0, SYSDATETIME())");
        assertThat(sql.claim(true).sql())
                .contains("WHERE (st = 'TAKING' AND (ca IS NULL OR ca < DATEADD(SECOND, -60, SYSDATETIME())))");
        TableSql groups = sql(new SqlServer(), GROUPS);
        assertThat(groups.candidateGroups(false).sql())
                .endsWith("ORDER BY branch, ord OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY");
        assertThat(groups.taken(2).sql())
                .isEqualTo(
                        "UPDATE core.t_order SET st = 'TAKEN' WHERE CASE WHEN st = 'TAKING' AND cb LIKE ? THEN 1 ELSE 0 END"
                                + " = 1 AND ((branch = CAST(? AS VARCHAR(8000)) AND ord = ?) OR"
                                + " (branch = CAST(? AS VARCHAR(8000)) AND ord = ?))");
        assertThat(sql(
                                new SqlServer(),
                                "mode=watermark",
                                "table=t_order",
                                "key-columns=id",
                                "watermark.column=made",
                                "batch=50")
                        .page(true, false)
                        .sql())
                .isEqualTo(
                        "SELECT o.\"ID\", o.\"MADE\", o.\"BRANCH\", o.\"ORD\", o.\"ST\", o.\"CNT\", o.\"CB\", o.\"CA\""
                                + " FROM t_order o WHERE made >= CAST(? AS DATETIME) AND made IS NOT NULL"
                                + " ORDER BY made, id OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY");
    }

    /**
     * N before texts, and the cast of a bound text: learn.microsoft.com/sql/t-sql/data-types/nchar-and-nvarchar-transact-sql,
     * learn.microsoft.com/sql/connect/jdbc/setting-the-connection-properties (sendStringParametersAsUnicode).
     */
    @Test
    void sqlServerIsGivenChineseWordsWithTheirNAndKeysInTheTypeOfTheirColumn() {
        TableSql chinese = sql(new SqlServer(), Legacy.with(ROWS, "status.new=待处理", "key-columns=branch"));
        assertThat(chinese.claim(false).sql()).contains("WHERE st = N'待处理'", "SET st = 'TAKING'");
        assertThat(chinese.taken(2).sql())
                .as("the longest VARCHAR: cut to the column, a key would be taken for another")
                .contains("branch IN (CAST(? AS VARCHAR(8000)), CAST(? AS VARCHAR(8000)))");
    }

    /** learn.microsoft.com/sql/t-sql/queries/hints-transact-sql-table: READPAST beside READ_COMMITTED_SNAPSHOT. */
    @Test
    void sqlServerLooksForGroupsPastRowsThatOthersHold() {
        assertThat(sql(new SqlServer(), GROUPS).candidateGroups(false).sql())
                .contains("FROM core.t_order o WITH (READPAST, READCOMMITTEDLOCK) WHERE");
    }

    /**
     * learn.microsoft.com/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide, "Lock escalation
     * thresholds": 5,000 locks of one statement on one index.
     */
    @Test
    void sqlServerClaimsNoMoreThanItLocksRowByRow() {
        assertThat(sql(new SqlServer(), Legacy.with(ROWS, "batch=10000"))
                        .claim(false)
                        .sql())
                .contains("TOP (2000)");
        assertThat(sql(new PostgreSql(), Legacy.with(ROWS, "batch=10000"))
                        .claim(false)
                        .sql())
                .contains("LIMIT 10000");
    }

    /** learn.microsoft.com/sql/t-sql/statements/set-lock-timeout-transact-sql: milliseconds. */
    @Test
    void locksAreWaitedForAsLongAsTheTeamSays() {
        assertThat(new SqlServer().patience(3, 30)).contains("SET LOCK_TIMEOUT 3000");
        assertThat(new Db2().patience(3, 30)).contains("SET CURRENT LOCK TIMEOUT 3");
        assertThat(new PostgreSql().patience(3, 30).orElseThrow())
                .endsWith("SET LOCAL lock_timeout = '3s'; SET LOCAL idle_in_transaction_session_timeout = '30s'");
        assertThat(new MySql().patience(3, 30).orElseThrow())
                .endsWith("SESSION wait_timeout = 30, SESSION innodb_lock_wait_timeout = 3");
        assertThat(new MySql().sessionAsBefore().orElseThrow())
                .contains(
                        "wait_timeout = COALESCE(@createorder_idle",
                        "innodb_lock_wait_timeout = COALESCE(@createorder_locks");
        assertThat(new Oracle().lockedAtOnce("SELECT id FROM t WHERE id = ?"))
                .contains("SELECT id FROM t WHERE id = ? FOR UPDATE NOWAIT");
    }

    /** openGauss tells 9.2.4, and a setting that is not known is an error there as in PostgreSQL. */
    @ParameterizedTest
    @CsvSource({"16.2, true, true", "9.5.25, true, false", "9.2.4, false, false", "V008R006C008, true, false"})
    void relativesOfPostgreSqlAreAskedForNoSettingThatTheyLack(String version, boolean locks, boolean idle)
            throws Exception {
        String begin = Dialect.of(new StandIn(Databases.H2.dataSource()).calledLike("PostgreSQL", version))
                .patience(3, 30)
                .orElseThrow();
        assertThat(begin.contains("lock_timeout")).isEqualTo(locks);
        assertThat(begin.contains("idle_in_transaction_session_timeout")).isEqualTo(idle);
    }

    /** help.aliyun.com/document_detail/71252: PolarDB-X 1.0 knows no variables of a session's own. */
    @Test
    void relativesOfMySqlThatCannotBeRunAreToldOnlyHowLongToWait() throws Exception {
        Dialect tiDb = Dialect.of(new StandIn(Databases.H2.dataSource()).calledLike("MySQL", "8.0.11-TiDB-v8.5.1"));
        assertThat(tiDb.patience(3, 30)).contains("SET SESSION innodb_lock_wait_timeout = 3");
        assertThat(tiDb.sessionAsBefore()).isEmpty();
    }

    @Test
    void db2ClaimsByKey() {
        TableSql sql = sql(new Db2(), ROWS);
        assertThat(sql.claim(false)).isNull();
        assertThat(sql.candidates(true).sql())
                .isEqualTo("SELECT id FROM core.t_order o WHERE (st = 'TAKING' AND (ca IS NULL OR ca <"
                        + " CURRENT TIMESTAMP - 60 SECONDS)) AND (kind = 'A') ORDER BY id FETCH FIRST 50 ROWS ONLY");
        assertThat(sql.claimKeys(1).sql()).contains("ca = CURRENT TIMESTAMP - 0 SECONDS WHERE id IN (?)");
    }

    /** ibm.com/docs/en/db2/11.5?topic=predicates-in-predicate: several columns are compared with a fullselect only. */
    @Test
    void db2IsAskedForCompositeKeysOneByOne() {
        TableSql sql = sql(new Db2(), GROUPS);
        for (TableStatement statement :
                List.of(sql.groups(2), sql.claimKeys(2), sql.standings(2), sql.release(2), sql.taken(2))) {
            assertThat(statement.sql())
                    .contains("((branch = ? AND ord = ?) OR (branch = ? AND ord = ?))")
                    .doesNotContain("(branch, ord)");
        }
    }

    /** ibm.com/docs/en/db2/11.5?topic=statement-concurrent-access-resolution-clause, and those of z/OS and i. */
    @ParameterizedTest
    @CsvSource({
        "DB2/LINUXX8664, SQL110560, true",
        "DB2/NT64, SQL110590, true",
        "DB2/NT64, SQL120100, true",
        "DB2/AIX64, SQL110550, false",
        "DB2/LINUXX8664, SQL10059, false",
        "DB2, DSN12015, true",
        "DB2 UDB for AS/400, QSQ07040, true",
        "DB2/LINUXX8664, 11.5.9, false"
    })
    void db2PassesOverLockedRowsWhereItsVersionCan(String product, String version, boolean skips) throws Exception {
        Dialect db2 = Dialect.of(new StandIn(Databases.H2.dataSource()).calledLike(product, version));
        assertThat(sql(db2, ROWS).candidates(false).sql().endsWith("FETCH FIRST 50 ROWS ONLY SKIP LOCKED DATA"))
                .isEqualTo(skips);
        assertThat(sql(db2, GROUPS).candidateGroups(false).sql().endsWith(" SKIP LOCKED DATA"))
                .isEqualTo(skips);
    }

    @ParameterizedTest
    @CsvSource({
        "SQL Server, 1222, true",
        "SQL Server, 1205, true",
        "SQL Server, 547, false",
        "Oracle, 54, true",
        "Oracle, 30006, true",
        "Oracle, 60, true",
        "Oracle, 8177, true",
        "Oracle, -6409, true",
        "Oracle, 1, false",
        "DB2, -911, true",
        "DB2, -913, true",
        "DB2, -803, false"
    })
    void whatAnotherTransactionIsInTheWayOfIsKnownByItsCode(String name, int code, boolean again) throws Exception {
        Dialect dialect = Dialect.of(Databases.H2.dataSource(), name);
        BatchUpdateException batch = new BatchUpdateException("batch", new int[0]);
        batch.setNextException(new SQLException("lock", "99999", code));
        assertThat(TablePatience.isHeld(new UncategorizedSQLException("do", null, batch), dialect))
                .as("drivers put it behind the failure of the batch")
                .isEqualTo(again);
    }

    @Test
    void groupsMayBeTakenByAge() {
        assertThat(sql(new PostgreSql(), Legacy.with(GROUPS, "order-by=made,pol desc", "group.count-column="))
                        .candidateGroups(false)
                        .sql())
                .isEqualTo("SELECT branch, ord FROM core.t_order o WHERE st = 'NEW' GROUP BY branch, ord"
                        + " ORDER BY MIN(made), MAX(pol) DESC, branch, ord LIMIT 50");
    }

    @Test
    void oracleCountsBytes() {
        assertThat(column(new Oracle(), "BRANCH", Types.CHAR, "CHAR").fit("工".repeat(9)))
                .as("20 bytes hold six of three bytes")
                .hasSize(6);
    }
}
