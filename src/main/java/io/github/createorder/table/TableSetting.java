package io.github.createorder.table;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every property of a table source: name, default, meaning. Configuration files and pages are tested against this list.
 */
public enum TableSetting {
    TABLE("table", null, "the table that holds the orders, with its schema if need be"),
    KEY_COLUMNS("key-columns", null, "the columns that together tell one order from all others, by commas"),
    SHAPE("shape", "order-per-row", "order-per-row, policy-per-row or order-and-policy-tables"),
    MODE("mode", "claim", "claim (rows are marked by their status) or watermark (the database is only read)"),
    COLUMNS("columns", null, "the columns to read, by commas; empty reads all"),
    WHERE("where", null, "a further SQL condition on the rows to take, of unqualified columns"),
    ORDER_BY("order-by", null, "the columns that tell older orders from newer ones; default: the key"),
    BATCH("batch", "200", "the most orders to take at once"),
    DIALECT(
            "dialect",
            null,
            "the SQL that the database speaks (h2, postgresql, mysql, mariadb, oracle, sqlserver or db2); empty: as its driver says"),
    LOCK_TIMEOUT("lock-timeout", "1", "seconds that a statement waits for rows which somebody else holds"),
    QUERY_TIMEOUT("query-timeout", "60", "seconds after which a statement is ended"),
    IDLE_TIMEOUT(
            "idle-timeout",
            "30",
            "seconds after which the database ends a transaction of a node that stands still in it"),
    COUNT_COLUMN(
            "group.count-column",
            null,
            "the column that says how many policies the order has; it is taken only when all are there"),

    POLICY_TABLE("policy.table", null, "order-and-policy-tables: the table that holds the policies"),
    POLICY_KEY_COLUMNS(
            "policy.key-columns", null, "its columns that hold the order's key, in the order of key-columns"),
    POLICY_COLUMNS("policy.columns", null, "its columns to read, by commas; empty reads all"),
    POLICY_ORDER_BY(
            "policy.order-by", null, "the columns that fix the order of an order's policies, alike at every reading"),

    STATUS_COLUMN("status-column", null, "claim: the column that says where an order stands"),
    STATUS_NEW("status.new", "NEW", "the core system's word for an order to be taken; null means SQL NULL"),
    STATUS_TAKING("status.taking", "TAKING", "our word while it is being taken"),
    STATUS_TAKEN("status.taken", "TAKEN", "our word once it is in the ledger"),
    STATUS_ACCEPTED("status.accepted", "ACCEPTED", "our word once Taobao has accepted it"),
    STATUS_ERROR("status.error", "ERROR", "our word when it will not get through by itself"),
    CLAIMED_BY("claimed-by-column", null, "claim: the text column (24 characters) for who takes the row"),
    CLAIMED_AT("claimed-at-column", null, "claim: the timestamp column for since when"),
    CLAIM_LEASE("claim-lease", "300", "seconds after which a dead node's claim is void"),

    WATERMARK_COLUMN("watermark.column", null, "watermark: the indexed timestamp or number that grows with every row"),
    WATERMARK_OVERLAP(
            "watermark.overlap",
            "300",
            "seconds (a timestamp, or a number whose digits are one) or units (any other number) by which a row may commit late"),
    WATERMARK_REREAD("watermark.reread", "10", "seconds after which the overlap is read again for late rows"),
    WATERMARK_FROM("watermark.from", null, "where to begin when nothing has been read yet; empty takes all there is"),

    REPORT_TABLE(
            "report.table", null, "another table for reports, with the same key columns; its rows are made as needed"),
    REPORT_STATUS_COLUMN("report.status-column", null, "the column for accepted or error; default: status-column"),
    REPORT_REASON_COLUMN("report.reason-column", null, "the column for the reason in words, cut to its size"),
    REPORT_REQUEST_ID_COLUMN("report.request-id-column", null, "the column for Taobao's request_id"),
    REPORT_TIME_COLUMN("report.time-column", null, "the column for when it came to this, Beijing time");

    private final String key;
    private final String fallback;
    private final String meaning;

    TableSetting(String key, String fallback, String meaning) {
        this.key = key;
        this.fallback = fallback;
        this.meaning = meaning;
    }

    /** The property's name behind the source's prefix. */
    public String key() {
        return key;
    }

    /** What holds when the property is absent or empty; null when nothing does. */
    public String fallback() {
        return fallback;
    }

    /** What it is for, in one line. */
    public String meaning() {
        return meaning;
    }

    static Optional<TableSetting> of(String key) {
        return Arrays.stream(values()).filter(known -> known.key.equals(key)).findFirst();
    }
}
