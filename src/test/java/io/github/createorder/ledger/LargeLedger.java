package io.github.createorder.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A ledger as large as one likes, in SQL that every database takes: frequent and rare sources, causes and codes, errors that were
 * replayed days later, closed ones, orders under way, a day on which a tenth of all orders came, files, jobs, and what people did.
 * Only records and requests are left out, because nothing looks for them.
 */
final class LargeLedger {
    /** After as many days of one size comes the large one. */
    private static final int DAYS = 36;

    private static final int CHUNK = 10_000;
    private static final long DAY_MILLIS = 86_400_000L;

    /** The same for arithmetic that is larger than an integer. */
    private static final String A_DAY = "CAST(" + DAY_MILLIS + " AS DECIMAL(20))";

    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    private final JdbcTemplate jdbc;
    private final TestDatabase database;
    private final int entries;
    private final int large;
    private final int aDay;
    private final LocalDate first;
    private final boolean filled;

    /** @param entries a multiple of ten thousand */
    LargeLedger(JdbcTemplate jdbc, TestDatabase database, int entries) {
        this.jdbc = jdbc;
        this.database = database;
        this.entries = entries;
        large = entries / 10;
        aDay = (entries - large) / DAYS;
        Long taken = jdbc.queryForObject("SELECT MIN(taken_at) FROM createorder_entry", Long.class);
        filled = taken != null;
        // The large day was yesterday.
        first = LocalDate.ofInstant(filled ? Instant.ofEpochMilli(taken) : Instant.now(), BEIJING)
                .minusDays(filled ? 0 : DAYS + 1);
    }

    TestDatabase database() {
        return database;
    }

    LocalDate first() {
        return first;
    }

    LocalDate largeDay() {
        return first.plusDays(DAYS);
    }

    /** Orders taken on each day but the large one. */
    int ofADay() {
        return aDay;
    }

    /** Orders taken on the large day. */
    int ofTheLargeDay() {
        return entries - DAYS * aDay;
    }

    /** Where somebody did so before, nothing. */
    void fill() {
        if (filled) {
            return;
        }
        for (int from = 0; from < entries; from += CHUNK) {
            entries(from);
            // Replayed four days later: the row's newest version lies among those of that day.
            int replayed = from - entries / 10;
            if (replayed >= 0) {
                jdbc.update(
                        "UPDATE createorder_entry SET replays = 1, version = version + 2, ended_at = ended_at + ?"
                                + " WHERE status = 'ERROR' AND id > ? AND id <= ?",
                        4 * DAY_MILLIS,
                        replayed,
                        replayed + CHUNK);
            }
        }
        beside();
        analyze();
        numbersGoOn();
    }

    /** Orders that are taken from now on have numbers after these; MySQL and MariaDB see to it by themselves. */
    private void numbersGoOn() {
        switch (database) {
            case POSTGRESQL ->
                jdbc.execute("SELECT setval(pg_get_serial_sequence('createorder_entry', 'id'), " + entries + ")");
            case H2 -> jdbc.execute("ALTER TABLE createorder_entry ALTER COLUMN id RESTART WITH " + (entries + 1));
            case MARIADB, MYSQL -> {}
        }
    }

    /** Ids begin at 1: that of the order Px is x + 1. */
    private void entries(int from) {
        String rare = "MOD(FLOOR(x / 100), 250)";
        String underWay = "x >= " + (entries - entries / 1_000);
        String unreported = "x >= " + (entries - entries / 500);
        String error = "MOD(x, 100) = 0 AND NOT " + unreported;
        String closed = "MOD(x, 1000) = 1 AND NOT " + unreported;
        String conflict = error + " AND " + rare + " = 249";
        jdbc.update(
                "INSERT INTO createorder_entry (id, order_key, identifier, source, ref, status, cause, reason, version, attempts,"
                        + " round_attempts, replays, may_be_executed, taken_at, first_attempt_at, last_attempt_at, ended_at,"
                        + " due_at, report_due, code, sub_code, response_code, request_id, record_digest, request_digest,"
                        + " amount_fen, mapping_version, closed_at, closed_by, closed_reason, origin_digest)"
                        + " SELECT x + 1, CASE WHEN " + conflict
                        + " THEN CONCAT('P', x - 1, '|', x) ELSE CONCAT('P', x) END,"
                        + " CASE WHEN " + conflict + " THEN CONCAT('P', x - 1) ELSE CONCAT('P', x) END,"
                        + " CASE WHEN x < " + entries / 1_000 + " THEN 'old' WHEN MOD(x, 1000) = 5 THEN 'branch'"
                        + " WHEN MOD(x, 10) >= 7 THEN 'files' ELSE 'core' END,"
                        + " CASE WHEN MOD(x, 10) >= 7 THEN CONCAT('F', CAST(FLOOR(x / 1000) AS " + integer()
                        + "), '.csv#', x)"
                        + " ELSE CONCAT('ref-', x) END,"
                        + " CASE WHEN " + underWay
                        + " THEN CASE WHEN MOD(x, 20) = 0 THEN 'SENDING' ELSE 'READY' END WHEN "
                        + error + " THEN 'ERROR' WHEN " + closed + " THEN 'CLOSED' ELSE 'ACCEPTED' END,"
                        + " CASE WHEN " + conflict + " THEN 'CONFLICT' WHEN " + error + " AND " + rare
                        + " = 248 THEN 'NOT_EXECUTED' WHEN " + error + " AND MOD(x, 1000) < 100 THEN 'UNKNOWN' WHEN "
                        + error
                        + " AND MOD(x, 200) = 0 THEN 'REJECTED' WHEN " + error + " OR " + closed
                        + " THEN 'MAPPING' END,"
                        + " CASE WHEN " + error + " OR " + closed
                        + " THEN 'total_fee_amount: column PREM of row 1 is no amount' END, 3, 1, 1, 0, MOD(x, 2) = 0,"
                        + " taken, taken + 1000, taken + 1500, CASE WHEN " + underWay
                        + " THEN NULL ELSE taken + 2000 END,"
                        + " CASE WHEN " + underWay + " THEN 8999999999999 + x END,"
                        + " CASE WHEN " + unreported + " AND NOT " + underWay + " THEN 8999999999999 + x END,"
                        + " CASE WHEN " + error + " AND MOD(x, 200) = 0 THEN '15' END,"
                        + " CASE WHEN " + error
                        + " AND MOD(x, 200) = 0 THEN CONCAT('isv.fault-', MOD(FLOOR(x / 200), 40)) END,"
                        + " CASE WHEN MOD(x, 100) > 1 THEN 'SUCCESS' END,"
                        + " CASE WHEN " + underWay + " THEN NULL ELSE CONCAT('rq', x) END,"
                        + " CONCAT(REPEAT('a', 54), CAST(1000000000 + x AS " + text() + ")),"
                        + " CONCAT(REPEAT('b', 54), CAST(1000000000 + x AS " + text() + ")), 36500, 'core@1f3c',"
                        + " CASE WHEN " + closed + " THEN taken + 86400000 END, CASE WHEN " + closed
                        + " THEN 'wang' END,"
                        + " CASE WHEN " + closed + " THEN 'cancelled by the customer' END,"
                        + " CASE WHEN MOD(x, 10000) = 77 THEN REPEAT('c', 64) END"
                        + " FROM (SELECT x, " + from() + " + CASE WHEN x < " + (long) DAYS * aDay + " THEN FLOOR(x / "
                        + aDay
                        + ") * " + A_DAY + " + FLOOR(MOD(x, " + aDay + ") * " + A_DAY + " / " + aDay + ") ELSE "
                        + DAYS * DAY_MILLIS + " + FLOOR((x - "
                        + (long) DAYS * aDay + ") * " + A_DAY + " / " + ofTheLargeDay() + ") END AS taken FROM "
                        + numbers(from) + ") t");
    }

    private void beside() {
        for (int from = 0; from < entries / 10; from += CHUNK) {
            String every = numbers(from) + " WHERE x < " + entries / 10;
            // The first ten thousandths of what people did is rare in kind, and long ago.
            jdbc.update(
                    "INSERT INTO createorder_action (happened_at, who, via, action, outcome, entry_id, reason, detail)"
                            + " SELECT " + from()
                            + " + x * 1000, CASE WHEN x < 30 THEN 'gone' ELSE CONCAT('user', MOD(x, 50)) END,"
                            + " 'console', CASE WHEN x < 60 THEN 'PAUSE' WHEN MOD(x, 3) = 0 THEN 'LOGIN' ELSE 'REVEAL' END,"
                            + " CASE WHEN x < 60 THEN 'DENIED' ELSE 'DONE' END, x + 1, 'customer asked', 'order' FROM "
                            + every);
            jdbc.update("INSERT INTO createorder_event (entry_id, happened_at, event, detail, who) SELECT MOD(x * 100, "
                    + entries + ") + 1, " + from() + " + x, 'ERROR', 'mapping', 'node' FROM " + every);
            jdbc.update("INSERT INTO createorder_job_order (job_id, entry_id, error_at, outcome) SELECT FLOOR(x / "
                    + entries / 100 + ") + 1, MOD(x * 100, " + entries
                    + ") + 1, 1, CASE WHEN MOD(x, 5000) = 0 OR MOD(FLOOR(x / "
                    + entries / 100 + "), 2) = 0 THEN 'ERROR' ELSE 'DUE' END FROM " + every);
            jdbc.update(
                    "INSERT INTO createorder_repeat (place, source, ref, entry_id, report_due) SELECT CONCAT('core|again-', x),"
                            + " 'core', CONCAT('again-', x), x + 1, 9223372036854775807 FROM " + every
                            + " AND MOD(x, 10) = 0");
            jdbc.update(
                    "INSERT INTO createorder_file_line (file_id, receipt, line, record_key, status, ref) SELECT CASE WHEN x < "
                            + entries / 20 + " THEN 1 ELSE CAST(FLOOR(x / 1000) AS " + integer()
                            + ") END, 1, x, CONCAT('k', x),"
                            + " CASE WHEN x < " + entries / 20
                            + " THEN NULL ELSE 'ACCEPTED' END, CONCAT('F', CAST(FLOOR(x / 1000) AS "
                            + integer() + "), '.csv#', x) FROM " + every);
        }
        String files = numbers(0) + " WHERE x > 0 AND x < " + Math.max(1_000, entries / 1_000);
        jdbc.update(
                "INSERT INTO createorder_file (id, file_key, source, name, state, sha256, bytes, orders, policies, position,"
                        + " seen_at) SELECT x, CONCAT('files|F', x, '.csv'), CASE WHEN x = 1 THEN 'old' ELSE 'files' END,"
                        + " CONCAT('F', x, '.csv'), CASE WHEN x = 1 THEN 'TAKEN' WHEN x = 2 THEN 'REFUSED' ELSE 'ANSWERED' END,"
                        + " REPEAT('d', 64), 1000, 1000, 1000, 1000, " + from() + " + x FROM " + files);
        jdbc.update(
                "INSERT INTO createorder_receipt (file_id, receipt, frozen_at, delivered_at) SELECT x, 1, 1, 1 FROM "
                        + files);
        jdbc.update(
                "INSERT INTO createorder_job (state, selection, planned_at, planned_by, reason, digest, orders, may_exist,"
                        + " conflicts, by_cause, by_source, position, due_orders, error_orders, refused_orders, gone_orders, messages,"
                        + " version) SELECT 'DONE', '{}', x, 'li', 'mapping corrected', REPEAT('e', 64), "
                        + entries / 100
                        + ", 0, 0, '{}', '{}', 0, 0, " + entries / 100 + ", 0, 0, 0, 1 FROM " + numbers(0)
                        + " WHERE x < 1000");
    }

    /** Two plans of all there is, under these numbers. */
    void plans(long... numbers) {
        for (long number : numbers) {
            jdbc.update(
                    "INSERT INTO createorder_job (id, state, selection, planned_at, planned_by, reason, digest, orders, may_exist,"
                            + " conflicts, by_cause, by_source, position, due_orders, error_orders, refused_orders, gone_orders,"
                            + " messages, version) VALUES (?, 'PLANNED', '{}', ?, 'li', 'again', 'd', ?, 0, 0, '{}', '{}', 0, 0,"
                            + " 0, 0, 0, 0, 0)",
                    number,
                    System.currentTimeMillis(),
                    entries);
            jdbc.update(
                    "INSERT INTO createorder_job_order (job_id, entry_id, error_at) SELECT CAST(? AS DECIMAL(20)), id, 1 FROM"
                            + " createorder_entry",
                    number);
        }
        analyze();
    }

    /** So many of the newest wait to be sent. */
    void backlog(int orders) {
        jdbc.update(
                "UPDATE createorder_entry SET status = 'READY', cause = NULL, due_at = 8999999999999 + id, report_due = NULL,"
                        + " ended_at = NULL WHERE id > ?",
                entries - orders);
        analyze();
    }

    private void analyze() {
        switch (database) {
            case POSTGRESQL -> jdbc.execute("VACUUM ANALYZE");
            case H2 -> jdbc.execute("ANALYZE");
            case MARIADB, MYSQL ->
                List.of("entry", "action", "event", "job_order", "repeat", "file_line", "file", "receipt", "job")
                        .forEach(table -> jdbc.queryForList("ANALYZE TABLE createorder_" + table));
        }
    }

    private long from() {
        return first.atStartOfDay().toInstant(BEIJING).toEpochMilli();
    }

    private String integer() {
        return database == TestDatabase.MARIADB || database == TestDatabase.MYSQL ? "SIGNED" : "BIGINT";
    }

    private String text() {
        return database == TestDatabase.MARIADB || database == TestDatabase.MYSQL ? "CHAR" : "VARCHAR";
    }

    /** As many as a chunk has. */
    private String numbers(int from) {
        if (database == TestDatabase.H2) {
            // The other way takes H2 minutes.
            return "(SELECT CAST(x AS DECIMAL(20)) AS x FROM SYSTEM_RANGE(" + from + ", " + (from + CHUNK - 1) + ")) n";
        }
        String digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
                + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
        return "(SELECT CAST(" + from + " AS DECIMAL(20)) + n1.d + 10 * n2.d + 100 * n3.d + 1000 * n4.d AS x FROM "
                + digits + " n1, " + digits + " n2, " + digits + " n3, " + digits + " n4) n";
    }
}
