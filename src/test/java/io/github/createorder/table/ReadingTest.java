package io.github.createorder.table;

import static io.github.createorder.table.Legacy.accepted;
import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.order.SourceRecord;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of columns and values of every type, and of those that cannot be read. */
class ReadingTest {
    private static final String BOOKS = "st VARCHAR(16), cb VARCHAR(24), ca TS";
    private static final String[] ROWS = {
        "table=t_order", "key-columns=id", "status-column=st", "claimed-by-column=cb", "claimed-at-column=ca"
    };

    private static Map<String, Object> only(TableSource source) {
        List<SourceRecord> records = source.take();
        assertThat(records).hasSize(1);
        return records.get(0).columns();
    }

    /** 100.50 became 10050.00. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void columnsThatDifferInCaseOnlyAreAFaultUnlessOneIsChosen(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, \"prem\" DECIMAL(12,2), \"PREM\" DECIMAL(12,2), \"Prem\" CHAR(1), " + BOOKS);
        legacy.execute("INSERT INTO t_order (id, st, \"prem\", \"PREM\") VALUES (1, 'NEW', 100.50, 10050.00)");
        assertThat(legacy.source(ROWS).check(Set.of("id"), Set.of("prem")))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault)
                        .containsIgnoringCase("differ in nothing but case")
                        .contains("`columns`", "double quotes"));
        assertThatThrownBy(() -> legacy.source(ROWS).take()).hasMessageContaining("differ in nothing but case");

        for (String chosen : List.of("\"prem\"", "\"PREM\"")) {
            legacy.execute("UPDATE t_order SET st = 'NEW'");
            TableSource one = legacy.source(with(ROWS, "columns=id," + chosen));
            assertThat(one.check(Set.of("id"), Set.of("Prem"))).isEmpty();
            assertThat(only(one))
                    .containsEntry("Prem", new BigDecimal(chosen.equals("\"prem\"") ? "100.50" : "10050.00"));
        }
        TableSource both = legacy.source(with(ROWS, "columns=id,\"prem\",\"PREM\""));
        assertThat(both.check(Set.of("id"), Set.of("prem"))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void columnsOfThePolicyTableThatDifferInCaseOnlyAreAFaultToo(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, " + BOOKS);
        legacy.table("t_policy", "oid BIGINT, pno VARCHAR(9), \"prem\" DECIMAL(12,2), \"PREM\" DECIMAL(12,2)");
        String[] tables = with(
                ROWS,
                "shape=order-and-policy-tables",
                "policy.table=t_policy",
                "policy.key-columns=oid",
                "policy.order-by=pno");
        assertThat(legacy.source(tables).check(Set.of("id"), Set.of("prem")))
                .singleElement()
                .asString()
                .contains("differ in nothing but case", "`policy.columns`");
        assertThat(legacy.source(with(tables, "policy.columns=pno,\"PREM\"")).check(Set.of("id"), Set.of("prem")))
                .isEmpty();
    }

    /** A core system's own Status beside our status is no twin: the record has only the one that it writes. */
    @Test
    void twinOfAColumnThatWeWriteIsReadAsTheCoreSystemsOwn() {
        Legacy legacy = new Legacy(Databases.POSTGRESQL);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, \"ST\" VARCHAR(9), " + BOOKS);
        legacy.execute("INSERT INTO t_order (id, st, \"ST\") VALUES (1, 'NEW', 'theirs')");
        TableSource source = legacy.source(ROWS);
        assertThat(source.check(Set.of("id"), Set.of("ST"))).isEmpty();
        assertThat(only(source)).containsEntry("st", "theirs").containsOnlyKeys("id", "ST");
    }

    @ParameterizedTest
    @EnumSource
    void keyOfFloatingNumbersIsRefused(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id DOUBLE PRECISION, name VARCHAR(9), " + BOOKS);
        assertThat(legacy.source(ROWS).check(Set.of("name"), Set.of("name")))
                .singleElement()
                .asString()
                .contains("`key-columns` cannot tell rows apart");
    }

    /** An unsigned key above 2^63 held up every row beside it, a lease at a time. */
    @ParameterizedTest
    @EnumSource
    void keysAreNumbersOfAnySize(Databases database) {
        Legacy legacy = new Legacy(database);
        boolean unsigned = database.isMySql();
        String great = unsigned ? "18446744073709551615" : "12345678901234567890123456789012345678";
        for (String type : unsigned ? List.of("BIGINT UNSIGNED", "DECIMAL(38)") : List.of("NUMERIC(38)")) {
            legacy.table("t_order", "id " + type + ", pol INT, n INT, " + BOOKS);
            legacy.execute("INSERT INTO t_order (id, pol, n, st) VALUES (7, 1, 1, 'NEW'), (" + great
                    + ", 1, 2, 'NEW'), (" + great + ", 2, 2, 'NEW')");
            TableSource source =
                    legacy.source(with(ROWS, "shape=policy-per-row", "policy.order-by=pol", "group.count-column=n"));
            List<SourceRecord> records = source.take();
            assertThat(refs(records)).containsExactly("7", great);
            assertThat(records.get(1).policies()).hasSize(2);
            source.taken(records);
            source.report(List.of(accepted("7"), accepted(great)));
            assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("ACCEPTED");
        }
    }

    @Test
    void keysOfDecimalFloatingPointAreExact() {
        Legacy legacy = new Legacy(Databases.H2);
        legacy.table("t_order", "id DECFLOAT(34) PRIMARY KEY, amt DECFLOAT(20), " + BOOKS);
        legacy.execute("INSERT INTO t_order (id, amt, st) VALUES (1234567890123456789012345, 1234567.89, 'NEW'),"
                + " (2, 'NaN', 'NEW')");
        TableSource source = legacy.source(ROWS);
        assertThat(source.check(Set.of("id"), Set.of("amt"))).isEmpty();
        List<SourceRecord> records = source.take();
        source.taken(records);
        assertThat(refs(records)).containsExactly("2", "1234567890123456789012345");
        assertThat(SourceRecord.unreadable(records.get(0).columns(), "amt"))
                .isEqualToIgnoringCase("amt of type DECFLOAT cannot be read");
        assertThat(records.get(1).columns()).containsEntry("amt", new BigDecimal("1234567.89"));
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("TAKEN");
    }

    @Test
    void rowWhoseKeyCannotBeReadHoldsUpNoOther() {
        Legacy legacy = new Legacy(Databases.POSTGRESQL);
        legacy.table("t_order", "id NUMERIC PRIMARY KEY, " + BOOKS);
        legacy.execute("INSERT INTO t_order (id, st) VALUES (1, 'NEW'), ('NaN', 'NEW'), (2, 'NEW')");
        assertThat(refs(legacy.source(ROWS).take())).containsExactly("1", "2");
    }

    @Test
    void valuesOfPostgresql() {
        Legacy legacy = new Legacy(Databases.POSTGRESQL);
        legacy.jdbc.execute("DROP TYPE IF EXISTS mood CASCADE");
        legacy.jdbc.execute("CREATE TYPE mood AS ENUM ('glad')");
        legacy.jdbc.execute("DROP DOMAIN IF EXISTS yuan CASCADE");
        legacy.jdbc.execute("CREATE DOMAIN yuan AS numeric(12,2)");
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, paid MONEY, refund MONEY, tz TIME WITH TIME ZONE, midnight TIME, flags BIT(8),"
                        + " one BIT(1), vary VARBIT, rate NUMERIC, upto TIMESTAMP, since TIMESTAMP, day DATE,"
                        + " moment TIMESTAMPTZ, span INTERVAL, list INT[], doc JSONB, uid UUID, m mood, y yuan, x XML,"
                        + " raw BYTEA, " + BOOKS);
        legacy.execute(
                "INSERT INTO t_order VALUES (1, 1234567.89::money, (-0.5)::money, '12:00:00+09', '24:00', b'10101010', b'1',"
                        + " b'101', 'NaN', 'infinity', '-infinity', 'infinity', 'infinity', '1 day', '{1,2}', '{\"a\": 1}',"
                        + " '123e4567-e89b-12d3-a456-426655440000', 'glad', 1.50, '<a/>', '\\x01', 'NEW')");
        TableSource source = legacy.source(ROWS);
        assertThat(source.check(
                        Set.of("id", "paid", "tz", "flags", "rate", "upto"),
                        Set.of("day", "moment", "span", "doc", "uid", "m", "y", "x")))
                .isEmpty();
        Map<String, Object> row = only(source);
        assertThat(row)
                .containsEntry("paid", new BigDecimal("1234567.89"))
                .containsEntry("refund", new BigDecimal("-0.50"))
                .containsEntry("tz", "11:00:00")
                .containsEntry("midnight", "24:00:00")
                .containsEntry("flags", "10101010")
                .containsEntry("one", "1")
                .containsEntry("vary", "101")
                .containsEntry("rate", null)
                .containsEntry("upto", "infinity")
                .containsEntry("since", "-infinity")
                .containsEntry("day", "infinity")
                .containsEntry("moment", "infinity")
                .containsEntry("span", "1 day")
                .containsEntry("doc", "{\"a\": 1}")
                .containsEntry("uid", "123e4567-e89b-12d3-a456-426655440000")
                .containsEntry("m", "glad")
                .containsEntry("y", new BigDecimal("1.50"))
                .containsEntry("x", "<a/>")
                .doesNotContainKeys("list", "raw");
        assertThat(SourceRecord.unreadable(row, "RATE")).isEqualTo("rate of type numeric cannot be read");
        assertThat(SourceRecord.unreadable(row, "list")).contains("of type _int4");
        assertThat(SourceRecord.unreadable(row, "raw")).contains("of type bytea");
        assertThat(SourceRecord.unreadable(row, "paid")).isNull();
        assertThat(source.check(Set.of("id"), Set.of("list", "raw")))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).contains("which no field of an order can come from", "`table`"));
    }

    @Test
    void keysThatHaveNoEndAreFoundAgain() {
        Legacy legacy = new Legacy(Databases.POSTGRESQL);
        legacy.table("t_order", "id DATE, made TIMESTAMP, at TIMESTAMPTZ, " + BOOKS);
        legacy.execute("INSERT INTO t_order VALUES ('infinity', '-infinity', 'infinity', 'NEW')");
        TableSource source = legacy.source(with(ROWS, "key-columns=id,made,at"));
        List<SourceRecord> records = source.take();
        source.taken(records);
        assertThat(refs(records)).containsExactly("infinity,-infinity,infinity");
        assertThat(legacy.texts("SELECT st FROM t_order")).containsExactly("TAKEN");
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void valuesOfMySql(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table(
                "t_order",
                "id TINYINT(1) PRIMARY KEY, y YEAR, s SET('a','b'), e ENUM('x','y'), b1 BIT(1), b8 BIT(8), t1 TINYINT(1),"
                        + " yes BOOLEAN, big BIGINT UNSIGNED, span TIME, back TIME(3), doc JSON, txt LONGTEXT,"
                        + " prem FLOAT, ratio DOUBLE, pic BLOB, " + BOOKS);
        legacy.jdbc.execute(
                "INSERT INTO t_order VALUES (2, 2026, 'a,b', 'y', b'1', b'10101010', 3, TRUE, 18446744073709551615,"
                        + " '838:59:59', '-01:00:00.5', '{\"a\":1}', '长', 1234567.89, 0.1, 'p', 'NEW', NULL, NULL)");
        TableSource source = legacy.source(ROWS);
        List<SourceRecord> records = source.take();
        Map<String, Object> row = records.get(0).columns();
        assertThat(row)
                .containsEntry("id", new BigDecimal(2))
                .containsEntry("y", new BigDecimal(2026))
                .containsEntry("s", "a,b")
                .containsEntry("e", "y")
                .containsEntry("b1", BigDecimal.ONE)
                .containsEntry("b8", new BigDecimal(170))
                .containsEntry("t1", new BigDecimal(3))
                .containsEntry("yes", BigDecimal.ONE)
                .containsEntry("big", new BigDecimal("18446744073709551615"))
                .containsEntry("span", "838:59:59")
                .containsEntry("back", "-01:00:00.5")
                .hasEntrySatisfying(
                        "doc",
                        json -> assertThat(json.toString().replace(" ", "")).isEqualTo("{\"a\":1}"))
                .containsEntry("txt", "长")
                .doesNotContainKeys("prem", "ratio", "pic");
        assertThat(refs(records)).containsExactly("2");
        source.taken(records);
        assertThat(legacy.texts("SELECT st FROM t_order")).containsExactly("TAKEN");
        assertThat(source.check(Set.of("id"), Set.of("prem", "ratio")))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).contains("binary floating point"));
    }

    /** As keys and as status: types of a team's own, which compare with themselves alone. */
    @Test
    void keysAndStatusOfPostgresqlsOwnTypesAreFoundAgain() {
        Legacy legacy = new Legacy(Databases.POSTGRESQL);
        legacy.jdbc.execute("DROP TYPE IF EXISTS stage CASCADE");
        legacy.jdbc.execute("CREATE TYPE stage AS ENUM ('NEW', 'TAKING', 'TAKEN', 'ACCEPTED', 'ERROR')");
        legacy.jdbc.execute("DROP DOMAIN IF EXISTS order_no CASCADE");
        legacy.jdbc.execute("CREATE DOMAIN order_no AS varchar(20)");
        Map<String, String> keys = Map.of(
                "UUID", "123e4567-e89b-12d3-a456-426655440000",
                "order_no", "A-1",
                "MONEY", "12.5",
                "stage", "NEW",
                "BIT(4)", "1010",
                "CHAR(8)", "单1");
        keys.forEach((type, key) -> {
            legacy.table("t_order", "id " + type + ", st stage, cb VARCHAR(24), ca TS");
            legacy.execute("INSERT INTO t_order VALUES ('" + key + "', 'NEW')");
            TableSource source = legacy.source(ROWS);
            assertThat(source.check(Set.of("id"), Set.of("id"))).as(type).isEmpty();
            List<SourceRecord> records = source.take();
            assertThat(refs(records)).as(type).containsExactly(key);
            source.taken(records);
            assertThat(legacy.texts("SELECT st FROM t_order")).as(type).containsExactly("TAKEN");
            assertThat(source.report(List.of(accepted(key)))).as(type).hasSize(1);
            assertThat(legacy.texts("SELECT st FROM t_order")).as(type).containsExactly("ACCEPTED");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void keysAndStatusOfMySqlsOwnTypesAreFoundAgain(Databases database) {
        Legacy legacy = new Legacy(database);
        Map<String, String> keys =
                Map.of("ENUM('a','b')", "b", "YEAR", "2026", "BIT(8)", "170", "TINYINT(1)", "2", "CHAR(8)", "单1");
        keys.forEach((type, key) -> {
            legacy.table(
                    "t_order",
                    "id " + type
                            + ", st ENUM('NEW','TAKING','TAKEN','ACCEPTED','ERROR'), cb VARCHAR(24), ca DATETIME(3) NULL");
            legacy.jdbc.execute("INSERT INTO t_order VALUES (" + (type.startsWith("BIT") ? key : "'" + key + "'")
                    + ", 'NEW', NULL, NULL)");
            TableSource source = legacy.source(ROWS);
            assertThat(source.check(Set.of("id"), Set.of("id"))).as(type).isEmpty();
            List<SourceRecord> records = source.take();
            assertThat(refs(records)).as(type).containsExactly(key);
            source.taken(records);
            assertThat(legacy.texts("SELECT st FROM t_order")).as(type).containsExactly("TAKEN");
            assertThat(source.report(List.of(accepted(key)))).as(type).hasSize(1);
            assertThat(legacy.texts("SELECT st FROM t_order")).as(type).containsExactly("ACCEPTED");
        });
    }

    /** A date that old programs write for none is no date, and holds up no other row. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void zeroDatesAreToldAndHoldUpNoOther(Databases database) throws Exception {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, day DATE, at DATETIME, " + BOOKS);
        try (Connection old = legacy.dataSource.getConnection();
                Statement statement = old.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            statement.execute("INSERT INTO t_order VALUES (1, '0000-00-00', '0000-00-00 00:00:00', 'NEW', NULL, NULL),"
                    + " (2, '2026-05-01', '2026-05-01 08:00:00', 'NEW', NULL, NULL),"
                    + " (3, '2026-00-00', '2026-05-00 08:00:00', 'NEW', NULL, NULL)");
            statement.execute("SET SESSION sql_mode = DEFAULT");
        }
        TableSource source = legacy.source(ROWS);
        List<SourceRecord> records = source.take();
        assertThat(refs(records)).containsExactly("1", "2", "3");
        for (int odd : new int[] {0, 2}) {
            Map<String, Object> row = records.get(odd).columns();
            for (String column : List.of("day", "at")) {
                assertThat(String.valueOf(row.get(column)))
                        .as("row " + (odd + 1) + ", " + column)
                        .matches("null|[0-9]{4}-[0-9]{2}-00.*");
            }
        }
        assertThat(records.get(1).columns())
                .containsEntry("day", "2026-05-01")
                .containsEntry("at", "2026-05-01 08:00:00");
    }

    @Test
    void valuesOfH2() {
        Legacy legacy = new Legacy(Databases.H2);
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, tz TIME WITH TIME ZONE, span INTERVAL DAY, list INT ARRAY, doc JSON, uid UUID,"
                        + " e ENUM('x'), flag BOOLEAN, " + BOOKS);
        legacy.execute("INSERT INTO t_order (id, tz, span, list, doc, uid, e, flag, st) VALUES (1, '12:00:00+09:00',"
                + " INTERVAL '1' DAY, ARRAY[1], JSON '{\"a\":1}', '123e4567-e89b-12d3-a456-426655440000', 'x', TRUE,"
                + " 'NEW')");
        assertThat(only(legacy.source(ROWS)))
                .containsEntry("tz", "11:00:00")
                .containsEntry("span", "INTERVAL '1' DAY")
                .containsEntry("doc", "{\"a\":1}")
                .containsEntry("uid", "123e4567-e89b-12d3-a456-426655440000")
                .containsEntry("e", "x")
                .containsEntry("flag", true)
                .doesNotContainKey("list");
    }

    @ParameterizedTest
    @EnumSource
    void columnAddedOrChangedMeanwhileIsReadAsItIsNow(Databases database) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, a DECIMAL(9,2), gone VARCHAR(9), " + BOOKS);
        legacy.execute("INSERT INTO t_order (id, a, st) VALUES (1, 1, 'NEW')");
        Legacy.Clock clock = new Legacy.Clock();
        TableSource source = legacy.source(null, clock, ROWS);
        source.taken(source.take());
        String change = database.isMySql() ? "MODIFY a VARCHAR(20)" : "ALTER COLUMN a TYPE VARCHAR(20)";
        legacy.jdbc.execute(
                "ALTER TABLE t_order " + (database == Databases.H2 ? "ALTER COLUMN a VARCHAR(20)" : change));
        legacy.jdbc.execute("ALTER TABLE t_order DROP COLUMN gone");
        legacy.execute("INSERT INTO t_order (id, a, st) VALUES (2, 'text', 'NEW')");
        assertThatThrownBy(source::take).as("a column is gone").isInstanceOf(RuntimeException.class);
        source.failed(new IllegalStateException("a column is gone"));
        clock.pass(2);
        assertThat(source.take())
                .as("what failed waits a moment")
                .isNotEmpty()
                .extracting(record -> record.columns().get("a"))
                .contains("text");
    }
}
