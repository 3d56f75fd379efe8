package io.github.createorder.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.intake.Transform.Endpoint;
import io.github.createorder.order.SourceRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which records an endpoint of the team's own fails on, and when it is the endpoint that is at fault. */
class TransformTest {
    private final Transform transform =
            new Transform("core", "policies", () -> Instant.parse("2026-05-01T04:00:00Z"), () -> {
                throw new AssertionError("no Camel here");
            });
    private final Set<String> poison = new HashSet<>();
    private int calls;
    private int worksFor = Integer.MAX_VALUE;

    private static SourceRecord record(String ref) {
        Map<String, Object> columns = Map.of("NO", ref);
        return new SourceRecord("core", ref, columns, List.of(columns));
    }

    private static List<SourceRecord> records(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> record("R" + i)).toList();
    }

    private Object clean(List<Map<String, Object>> rows) {
        calls++;
        if (calls > worksFor || rows.stream().anyMatch(row -> poison.contains(row.get("NO")))) {
            throw new IllegalStateException("cannot decrypt");
        }
        rows.forEach(row -> row.put("CLEAN", true));
        return rows;
    }

    private List<SourceRecord> through(List<SourceRecord> records) {
        return transform.through(records, this::clean);
    }

    private static Set<String> untransformed(List<SourceRecord> records) {
        Set<String> refs = new TreeSet<>();
        records.stream().filter(record -> record.untransformed() != null).forEach(record -> refs.add(record.ref()));
        return refs;
    }

    @Test
    void recordsOnWhichItFailsAreMarkedAndTheOthersGoOn() {
        poison.addAll(Set.of("R0", "R77", "R78", "R199"));
        List<SourceRecord> records = through(records(0, 200));
        assertThat(records)
                .extracting(SourceRecord::ref)
                .isEqualTo(records(0, 200).stream().map(SourceRecord::ref).toList());
        assertThat(untransformed(records)).isEqualTo(new TreeSet<>(poison));
        assertThat(records.get(77).columns())
                .as("as it was read, with the reason")
                .isEqualTo(Map.of("NO", "R77", SourceRecord.UNTRANSFORMED, "cannot decrypt"));
        assertThat(records.get(1).columns()).containsEntry("CLEAN", true);
        assertThat(calls).as("calls to find 4 of 200").isLessThan(80);
        assertThat(transform.trouble()).isEmpty();
    }

    @Test
    void endpointThatWorksOnNoneIsAwayWhichFewCallsTellAndNoRecordIsMarked() {
        worksFor = 0;
        assertThatThrownBy(() -> through(records(0, 200))).hasMessage("source core: its transform: cannot decrypt");
        assertThat(calls).isEqualTo(4);
        assertThat(transform.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble.reason())
                        .isEqualTo("cannot decrypt (200 records from R0; not taken, and tried again)"));
        worksFor = Integer.MAX_VALUE;
        assertThat(untransformed(through(records(0, 200)))).isEmpty();
        assertThat(transform.trouble()).isEmpty();
    }

    /** An outage that begins between two calls must not make errors of what comes after it. */
    @Test
    void endpointThatGoesAwayInTheMiddleMarksNoRecord() {
        poison.add("R9");
        int enough = 0;
        // Which records are tried first is random, and so is how many tries it takes until all is known.
        for (worksFor = 1; worksFor < 14; worksFor++) {
            calls = 0;
            try {
                assertThat(untransformed(through(records(0, 10)))).containsExactly("R9");
                enough = enough == 0 ? worksFor : enough;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageEndingWith("cannot decrypt");
            }
        }
        assertThat(enough).as("tries until all is known").isPositive();
    }

    @Test
    void endpointThatWorksOnFewerThanHalfIsAtFaultItself() {
        IntStream.range(0, 6).forEach(i -> poison.add("R" + i));
        assertThatThrownBy(() -> through(records(0, 10))).hasMessageEndingWith("cannot decrypt");
        poison.remove("R5");
        // Whether a sample hits one on which it works is chance: a batch that comes again is sampled again.
        List<SourceRecord> records = null;
        for (int i = 0; records == null && i < 100; i++) {
            try {
                records = through(records(0, 10));
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageEndingWith("cannot decrypt");
            }
        }
        assertThat(untransformed(records)).hasSize(5);
    }

    @Test
    void recordAloneIsAtFaultWhenItHasFailedAFewTimesWhileOthersWentThrough() {
        poison.add("R7");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> through(List.of(record("R7"))))
                    .as("nothing says that the endpoint works")
                    .hasMessageEndingWith("cannot decrypt");
        }
        through(records(10, 12));
        assertThat(untransformed(through(List.of(record("R7"))))).containsExactly("R7");

        poison.add("R8");
        through(records(10, 20));
        assertThatThrownBy(() -> through(List.of(record("R8")))).hasMessageEndingWith("cannot decrypt");
        through(records(10, 20));
        assertThatThrownBy(() -> through(List.of(record("R8")))).hasMessageEndingWith("cannot decrypt");
        assertThat(untransformed(through(List.of(record("R8"))))).containsExactly("R8");
    }

    @Test
    void rowThatItGivesBackTooFewOfIsFoundToo() {
        Endpoint drops =
                rows -> rows.stream().filter(row -> !row.get("NO").equals("R3")).toList();
        List<SourceRecord> records = transform.through(records(0, 8), drops);
        assertThat(untransformed(records)).containsExactly("R3");
        assertThat(records.get(3).untransformed())
                .isEqualTo("it gave back 0 rows for 1: it must give each back, in its place");
    }

    @Test
    void itMaySayItselfOnWhichRowsItFailsAndTheseAreKeptAsTheyWereRead() {
        Endpoint tells = rows -> {
            calls++;
            rows.forEach(row -> row.put("CLEAN", true));
            rows.get(2).put(SourceRecord.UNTRANSFORMED, "no such customer");
            return rows;
        };
        List<SourceRecord> records = transform.through(records(0, 8), tells);
        assertThat(calls).isEqualTo(1);
        assertThat(untransformed(records)).containsExactly("R2");
        assertThat(records.get(2).columns())
                .isEqualTo(Map.of("NO", "R2", SourceRecord.UNTRANSFORMED, "no such customer"));
    }

    /** A row alone, rows of a group, and policies in rows of their own: each comes to the endpoint in a replay as it did before. */
    @Test
    void markedRecordOfEachShapeIsSeenByTheEndpointInTheSameRowsAgain() {
        Map<String, Object> order = Map.of("NO", "R7");
        Map<String, Object> one = Map.of("NO", "R7", "POL", "1");
        Map<String, Object> two = Map.of("NO", "R7", "POL", "2");
        for (SourceRecord record : List.of(
                record("R7"),
                new SourceRecord("core", "R7", one, List.of(one, two)),
                new SourceRecord("core", "R7", order, List.of(Map.of("POL", "1"), Map.of("POL", "2"))),
                new SourceRecord("core", "R7", order, List.of()))) {
            List<List<Map<String, Object>>> seen = new ArrayList<>();
            Endpoint fails = rows -> {
                if (rows.stream().anyMatch(row -> row.get("NO").equals("R7"))) {
                    if (rows.stream().allMatch(row -> row.get("NO").equals("R7"))) {
                        seen.add(rows.stream()
                                .<Map<String, Object>>map(LinkedHashMap::new)
                                .toList());
                    }
                    throw new IllegalStateException("no");
                }
                return rows;
            };
            SourceRecord marked = transform
                    .through(List.of(record, record("R1"), record("R2")), fails)
                    .get(0);
            assertThat(marked.untransformed()).isEqualTo("no");
            SourceRecord again = transform.again(marked, fails);
            assertThat(again).isEqualTo(marked);
            assertThat(transform.again(marked, rows -> rows)).isEqualTo(record);
            assertThat(new HashSet<>(seen)).as("%s", record.policies()).hasSize(1);
        }
    }
}
