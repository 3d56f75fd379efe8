package io.github.createorder.table;

import static io.github.createorder.table.Legacy.refs;
import static io.github.createorder.table.Legacy.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.SourceRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What columns that grow did to rows that came late. The clock stands at 2026-05-01 12:00:00 Beijing time. */
class WatermarkFaultsTest {
    private static final String[] MARKS = {
        "mode=watermark",
        "table=t_order",
        "key-columns=id",
        "watermark.column=made",
        "watermark.overlap=300",
        "watermark.reread=10",
        "batch=10"
    };

    private final Legacy.Clock clock = new Legacy.Clock();
    private final Legacy.Positions positions = new Legacy.Positions();

    private static Legacy legacy(Databases database, String type) {
        Legacy legacy = new Legacy(database);
        legacy.table("t_order", "id BIGINT PRIMARY KEY, made " + type + ", name VARCHAR(20)");
        return legacy;
    }

    private static void insert(Legacy legacy, long id, Object made) {
        legacy.execute("INSERT INTO t_order (id, made, name) VALUES (?, ?, 'n')", id, made);
    }

    private TableSource source(Legacy legacy, String... settings) {
        return legacy.source(positions.node("a"), clock, settings);
    }

    private static List<String> drain(TableSource source) {
        List<String> all = new ArrayList<>();
        for (List<SourceRecord> records = source.take(); !records.isEmpty(); records = source.take()) {
            all.addAll(refs(records));
            source.taken(records);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        // Five seconds late over the full hour, as digits.
        "NUMERIC(14), 20260501110002, 20260501105957, 20260501105502",
        "BIGINT, 20260501110002, 20260501105957, 20260501105502",
        "NUMERIC(17), 20260501110002000, 20260501105957000, 20260501105502000",
        "NUMERIC(12), 202605011100, 202605011059, 202605010800",
        // By the day, and milliseconds since 1970.
        "NUMERIC(8), 20260501, 20260430, 20260430",
        "BIGINT, 1777604402000, 1777604397000, 1777604102000",
        // A day with a running number behind it that is no time.
        "BIGINT, 20260501007261, 20260501007001, 20260501005459",
        // A number that only counts.
        "BIGINT, 1000, 990, 700",
    })
    void rowThatIsSecondsLateIsReadWhereTheWatermarkIsANumber(String type, long first, long late, String position) {
        for (Databases database : Databases.values()) {
            positions.position = "";
            Legacy legacy = legacy(database, type);
            insert(legacy, 1, first);
            TableSource source = source(legacy, MARKS);
            assertThat(drain(source)).containsExactly("1");
            assertThat(positions.position).isEqualTo(position);
            insert(legacy, 2, late);
            clock.pass(10);
            assertThat(drain(source)).as("%s %s", database, type).containsExactly("2");
        }
    }

    @Test
    void numberOfTheFarFutureHidesNothingThatComesLater() {
        Legacy legacy = legacy(Databases.H2, "NUMERIC(14)");
        insert(legacy, 1, 20260501110000L);
        insert(legacy, 99, 99991231235959L);
        TableSource source = source(legacy, MARKS);
        assertThat(drain(source)).containsExactly("1", "99");
        insert(legacy, 2, 20260501110001L);
        clock.pass(10);
        assertThat(drain(source)).containsExactly("2");
    }

    @Test
    void digitsAreTakenForATimeOnlyWhereTheyReadAsOne() {
        Instant now = clock.instant();
        assertThat(Mark.Type.NUMBER.seen("20261329000000", now)).isEqualTo(Mark.Type.NUMBER);
        assertThat(Mark.Type.NUMBER.seen("18991231000000", now)).isEqualTo(Mark.Type.NUMBER);
        assertThat(Mark.Type.NUMBER.seen("9999999999999", now))
                .as("milliseconds of the year 2286")
                .isEqualTo(Mark.Type.NUMBER);
        assertThat(Mark.Type.NUMBER.seen("1.5", now)).isEqualTo(Mark.Type.NUMBER);
        assertThat(Mark.Type.NUMBER.seen(null, now)).isEqualTo(Mark.Type.NUMBER);
        assertThat(new Mark(Mark.Type.SECOND, new BigDecimal("20260230000000")).minus(60))
                .as("a day that is none")
                .hasToString("20260227235900");
    }

    @ParameterizedTest
    @EnumSource
    void textIsRefusedWithTheWayOut(Databases database) {
        Legacy legacy = legacy(database, "VARCHAR(20)");
        assertThat(source(legacy, MARKS).check(Set.of(), Set.of()))
                .singleElement()
                .asString()
                .contains("cannot be a watermark", "have a view made", "name the view in `table`");
    }

    @ParameterizedTest
    @CsvSource({
        "TIMESTAMP, 2026-05-01 11:00:00, infinity",
        "TIMESTAMP, 2026-05-01 11:00:00, -infinity",
        "TIMESTAMPTZ, 2026-05-01 11:00:00+08, infinity",
        "NUMERIC, 20260501110000, NaN",
        "DOUBLE PRECISION, 20260501110000, Infinity",
    })
    void infinityInAWatermarkHoldsUpNoOtherRowAndIsTold(String type, String made, String odd) {
        Legacy legacy = legacy(Databases.POSTGRESQL, type);
        legacy.jdbc.update("INSERT INTO t_order VALUES (1, '" + made + "', 'n'), (2, '" + odd + "', 'n')");
        TableSource source = source(legacy, with(MARKS, "batch=1"));
        assertThat(source.check(Set.of(), Set.of())).isEmpty();
        assertThat(source.warnings()).anyMatch(note -> note.contains("1 rows of table t_order have a made that is no"));
        assertThat(drain(source)).containsExactly("1");
        clock.pass(10);
        assertThat(drain(source)).isEmpty();
    }

    /** One nightly insert: all with one time, all within the overlap for as long as nothing newer comes. */
    @Test
    void anyNumberOfRowsWithinTheOverlapIsPassedOnOnce() {
        Legacy legacy = legacy(Databases.H2, "TIMESTAMP");
        int rows = 130_000;
        legacy.jdbc.update("INSERT INTO t_order SELECT x, TIMESTAMP '2026-05-01 11:00:00', 'n' FROM SYSTEM_RANGE(1, "
                + rows + ")");
        TableSource source = source(legacy, with(MARKS, "batch=10000"));
        assertThat(drain(source)).hasSize(rows);
        for (int pass = 0; pass < 2; pass++) {
            clock.pass(10);
            assertThat(drain(source)).as("nothing has changed").isEmpty();
        }
        legacy.execute("UPDATE t_order SET name = 'other' WHERE id = 77");
        clock.pass(10);
        assertThat(drain(source)).containsExactly("77");
    }

    @Test
    void rowThatBecomesWhatItWasIsPassedOnAgain() {
        Legacy legacy = legacy(Databases.H2, "TIMESTAMP");
        legacy.jdbc.update("INSERT INTO t_order VALUES (1, TIMESTAMP '2026-05-01 11:00:00', 'n')");
        TableSource source = source(legacy, MARKS);
        assertThat(drain(source)).containsExactly("1");
        for (String name : List.of("m", "n")) {
            legacy.execute("UPDATE t_order SET name = ?", name);
            clock.pass(10);
            assertThat(drain(source)).containsExactly("1");
        }
    }

    @Test
    void whatTheNextReadingDoesNotMeetIsForgotten() {
        SeenRecords seen = new SeenRecords();
        for (int i = 0; i < 5_000; i++) {
            seen.add(digest(i, "a"));
        }
        seen.read();
        for (int i = 0; i < 2_500; i++) {
            assertThat(seen.has(digest(i, "a"))).isTrue();
        }
        assertThat(seen.has(digest(1, "b"))).isFalse();
        seen.read();
        assertThat(seen.size()).isEqualTo(2_500);
        assertThat(seen.has(digest(4_000, "a"))).isFalse();
    }

    private static SeenRecords.Digest digest(int ref, String name) {
        return SeenRecords.Digest.of(new SourceRecord("core", "r" + ref, Map.of("name", name), List.of()));
    }
}
