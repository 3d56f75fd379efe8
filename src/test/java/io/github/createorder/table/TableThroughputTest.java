package io.github.createorder.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.SourceRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableThroughputTest {
    private static final int ROWS = 20_000;

    @Test
    void everyRowOfABacklogGoesItsWholeWay() {
        Legacy legacy = new Legacy(Databases.POSTGRESQL);
        legacy.table(
                "t_order",
                "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS, reason VARCHAR(200),"
                        + " rid VARCHAR(64), rt TS, c1 VARCHAR(40), c2 VARCHAR(40), c3 DECIMAL(12,2), c4 TS");
        legacy.jdbc.execute("CREATE INDEX i_order ON t_order (st, id)");
        legacy.batch(
                "INSERT INTO t_order (id, st, c1, c2, c3, c4) VALUES (?, 'NEW', 'p', 'q', 12.34, '2026-05-01 12:00:00')",
                IntStream.rangeClosed(1, ROWS).mapToObj(i -> new Object[] {i}).toList());
        TableSource source = legacy.source(
                "table=t_order",
                "key-columns=id",
                "status-column=st",
                "claimed-by-column=cb",
                "claimed-at-column=ca",
                "report.reason-column=reason",
                "report.request-id-column=rid",
                "report.time-column=rt");
        long take = 0;
        long taken = 0;
        long report = 0;
        int done = 0;
        while (true) {
            long start = System.nanoTime();
            List<SourceRecord> records = source.take();
            long afterTake = System.nanoTime();
            if (records.isEmpty()) {
                break;
            }
            source.taken(records);
            long afterTaken = System.nanoTime();
            source.report(records.stream()
                    .map(record -> Legacy.accepted(record.ref()))
                    .toList());
            take += afterTake - start;
            taken += afterTaken - afterTake;
            report += System.nanoTime() - afterTaken;
            done += records.size();
        }
        System.out.printf(
                "rows/s on PostgreSQL: all %d; take %d, taken %d, report %d%n",
                done * 1_000_000_000L / (take + taken + report),
                done * 1_000_000_000L / take,
                done * 1_000_000_000L / taken,
                done * 1_000_000_000L / report);
        assertThat(done).isEqualTo(ROWS);
    }
}
