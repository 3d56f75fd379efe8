package io.github.createorder.table;

import io.github.createorder.health.SteadyClock;
import io.github.createorder.health.Trouble;
import io.github.createorder.ledger.Report;
import io.github.createorder.ledger.SourceLease;
import io.github.createorder.order.SourceRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A legacy table that orders come from and reports go back to. Every method makes a handful of statements for a whole
 * batch. Thread-safe, and any number of nodes may work on one table.
 *
 * <p>A failing statement throws Spring's {@link org.springframework.dao.DataAccessException}; calling again is always
 * right.
 */
public interface TableSource {

    /**
     * The source that these settings describe. Opens no connection yet.
     *
     * @param store keeps the position of a watermark source; may be null for a claiming one, and for one that is only checked
     * @param clock for pacing only; leases of claims go by the database's clock
     */
    static TableSource of(TableSettings settings, DataSource dataSource, SourceLease store, InstantSource clock) {
        return of(settings, dataSource, store, clock, Duration.ZERO);
    }

    /**
     * The same.
     *
     * @param patience how long rows that are in the ledger may go without a word of it in the table: one whose outcome comes
     *     sooner is written once less
     */
    static TableSource of(
            TableSettings settings, DataSource dataSource, SourceLease store, InstantSource clock, Duration patience) {
        TableAccess access = new TableAccess(settings, dataSource);
        return settings.readOnly()
                ? new WatermarkTableSource(
                        access, new TableAlarms(settings.source(), SteadyClock.of(clock)), store, clock)
                : new ClaimTableSource(
                        access, new TableAlarms(settings.source(), SteadyClock.of(clock)), clock, patience);
    }

    /** Name of the source, as in its records. */
    String name();

    /** Whether the table is only read, and read again by itself. */
    boolean isOnlyRead();

    /**
     * The next orders, oldest first, as many as a batch holds; empty when there are none for now.
     *
     * <p>With {@code shape=order-and-policy-tables}, an order without policies comes with an empty list of them, so that it
     * ends as an error that people see.
     */
    List<SourceRecord> take();

    /** What a person must look at while the rest goes on; empty when nothing is the matter. */
    Optional<Trouble> alarm();

    /**
     * To be called once these records are in the ledger; until then they will be taken again. Rows are marked as taken at
     * once, or by {@link #waiting} and {@link #stopping}.
     */
    void taken(List<SourceRecord> records);

    /**
     * To be called when records could not be brought into the ledger: they come again after a while, and others before them
     * where that is possible.
     */
    default void failed(Exception why) {}

    /** Marks rows as taken whose outcome has not come soon. To be called now and then, whatever else can be done. */
    default void waiting() {}

    /** Marks all rows as taken that are still to be marked. */
    default void stopping() {}

    /**
     * Writes what became of orders to their rows. Doing it again changes nothing. A row that the core system has set back
     * to new, or to a word of its own, is left alone.
     *
     * @return the reports that need no further attempt: written, or without a row to write to (which is logged). A report
     *     that the database refuses is logged and left out, and holds up no other
     */
    List<Report> report(List<Report> reports);

    /**
     * What stands in the way of working with this table, all at once, each with what to do. Statements that change nothing
     * find out about rights that are lacking.
     *
     * @param orderColumns the columns that the mapping needs of the order's row
     * @param policyColumns the columns that the mapping needs of a policy's row
     */
    List<String> check(Set<String> orderColumns, Set<String> policyColumns);

    /**
     * What keeps nothing from working and should be looked at all the same: rows that will never be taken, rights that are
     * not needed. Only reads, and tells nothing of tables that are not there.
     */
    List<String> warnings();

    /** The first orders that {@link #take} would give, at most a batch; nothing is marked and no position kept. */
    List<SourceRecord> look();

    /**
     * The keys of rows, as references of records, with how each stands by its status: ACCEPTED, ERROR, PENDING, or the core
     * system's own word; null where the source has no status. For a comparison with the ledger.
     *
     * @param where an SQL condition on the order table
     */
    Map<String, String> statuses(String where);

    /**
     * The orders of these references as their rows are now, for a comparison with the ledger; those without a row are left
     * out. Nothing is marked.
     *
     * @param consumer is given a part at a time, so that a day of orders need not fit the heap
     */
    void orders(List<String> refs, Consumer<List<SourceRecord>> consumer);

    /**
     * The distinct values of some columns of the order table with the number of rows that have them, so that unmapped
     * product codes are found before go-live. Values are texts; a NULL is an empty one.
     */
    Map<Map<String, String>, Long> codes(List<String> columns);
}
