package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.order.ErrorCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LedgerFilesTest extends LedgerTestBase {
    private static final String NAME = "LIS_20261125_001.txt";
    private static final Duration NOW = Duration.ZERO;

    private LedgerFiles files;

    @BeforeEach
    void files() {
        files = new LedgerFiles(new LedgerDb(dataSource, database.dialect()));
    }

    private FileEntry begin(String name) {
        return files.begin("drop", name, "aa", 1000, 3, 5);
    }

    /** A file with these orders, all of them in the ledger. */
    private FileEntry whole(String name, long... lines) {
        FileEntry file = begin(name);
        files.expect(
                file,
                LongStream.of(lines)
                        .mapToObj(line -> FileLine.taken(line, "K" + line, null))
                        .toList());
        files.advance(file, 1, 100);
        files.complete(file);
        return file;
    }

    private static Report accepted(String name, long line) {
        return new Report(
                line, 1, "drop", LedgerFiles.ref(name, line), "id", true, null, null, "req-" + line, 1250L, 1);
    }

    private static Report error(String name, long line) {
        return new Report(
                line, 1, "drop", LedgerFiles.ref(name, line), "id", false, ErrorCause.REJECTED, "坏", null, null, 1);
    }

    private List<FileReceipt> due() {
        return files.dueReceipts("drop", null, NOW, 10);
    }

    private void answer(FileReceipt receipt) {
        files.bind(receipt, "b" + receipt.number());
        files.delivered(receipt);
    }

    @Test
    void fileIsBegunOnceAndGoesOnWhereItStood() {
        FileEntry begun = begin(NAME);
        assertThat(begun.position()).isEqualTo(1);
        files.advance(begun, 1, 57);
        FileEntry again = begin(NAME);
        assertThat(again).isEqualTo(new FileEntry(begun.id(), NAME, "aa", 57, false));
        files.complete(begun);
        assertThat(files.taken("drop", List.of(NAME, "other")).values())
                .allMatch(FileEntry::complete)
                .hasSize(1);
        assertThat(files.taken("another", List.of(NAME))).isEmpty();
    }

    @Test
    void slowerOfTwoNodesIsToldThatTheOtherHasTakenOver() {
        FileEntry mine = begin(NAME);
        FileEntry others = begin(NAME);
        files.advance(others, 1, 20);
        assertThatThrownBy(() -> files.advance(mine, 1, 20)).isInstanceOf(FileTakenOverException.class);
        files.advance(others, 20, 40);
        files.complete(others);
        assertThatThrownBy(() -> files.advance(mine, 40, 60)).isInstanceOf(FileTakenOverException.class);
    }

    @Test
    void twoNodesThatBeginOneFileAndNoteItsLinesAtOnceMakeOneOfEach() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                String name = "F" + round;
                List<Future<Long>> ids = new ArrayList<>();
                for (int node = 0; node < 2; node++) {
                    ids.add(nodes.submit(() -> {
                        FileEntry file = begin(name);
                        files.expect(
                                file,
                                LongStream.range(1, 50)
                                        .mapToObj(line -> FileLine.taken(line, "K", null))
                                        .toList());
                        return file.id();
                    }));
                }
                assertThat(ids.get(0).get()).isEqualTo(ids.get(1).get());
            }
        } finally {
            nodes.shutdown();
        }
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM createorder_file_line", Long.class))
                .isEqualTo(20 * 49);
    }

    @Test
    void fileIsAnsweredWhenItsLastOrderHasEnded() {
        whole(NAME, 1, 3, 7);
        assertThat(files.report("drop", List.of(accepted(NAME, 1), error(NAME, 3))))
                .hasSize(2);
        assertThat(due()).isEmpty();
        assertThat(files.answered("drop")).isFalse();
        files.report("drop", List.of(accepted(NAME, 7)));

        FileReceipt receipt = due().get(0);

        assertThat(receipt.number()).isEqualTo(1);
        assertThat(files.lines(receipt, 0, 10))
                .containsExactly(
                        new FileLine(1, "K1", "ACCEPTED", null, null, "req-1", 1250L),
                        new FileLine(3, "K3", "ERROR", "REJECTED", "坏", null, null),
                        new FileLine(7, "K7", "ACCEPTED", null, null, "req-7", 1250L));
        assertThat(files.lines(receipt, 1, 1)).extracting(FileLine::line).containsExactly(3L);
        assertThat(files.bind(receipt, "digest")).isEqualTo("digest");
        assertThat(files.bind(receipt, "other")).as("bound once only").isEqualTo("digest");
        assertThat(due()).extracting(FileReceipt::sha256).containsExactly("digest");
        files.delivered(receipt);
        assertThat(due()).isEmpty();
        assertThat(files.answered("drop")).isTrue();
    }

    @Test
    void fileWithoutOrdersIsAnsweredAtOnce() {
        FileEntry file = begin(NAME);
        assertThat(due()).as("not before it is whole").isEmpty();
        files.complete(file);
        assertThat(due()).hasSize(1);
    }

    @Test
    void atTheCutOffTheFileIsAnsweredWithWhatIsKnown() {
        whole(NAME, 1, 3);
        files.report("drop", List.of(accepted(NAME, 3)));
        assertThat(files.dueReceipts("drop", Duration.ofHours(1), NOW, 10)).isEmpty();
        jdbc.update("UPDATE createorder_file SET taken_at = taken_at - 3600001");
        FileReceipt receipt =
                files.dueReceipts("drop", Duration.ofHours(1), NOW, 10).get(0);
        assertThat(files.lines(receipt, 0, 10)).extracting(FileLine::status).containsExactly(null, "ACCEPTED");
    }

    @Test
    void outcomeThatComesLaterIsForTheNextReceiptAndChangesNoEarlierOne() {
        whole(NAME, 1, 3);
        files.report("drop", List.of(error(NAME, 1), accepted(NAME, 3)));
        FileReceipt first = due().get(0);
        answer(first);
        List<FileLine> before = files.lines(first, 0, 10);

        files.report("drop", List.of(error(NAME, 1)));
        assertThat(due()).as("nothing new").isEmpty();
        files.report("drop", List.of(accepted(NAME, 1)));
        assertThat(files.dueReceipts("drop", null, Duration.ofMinutes(10), 10))
                .as("gathered first")
                .isEmpty();
        assertThat(files.dueReceipts("drop", null, null, 10)).as("never told").isEmpty();
        FileReceipt second = due().get(0);

        assertThat(second.number()).isEqualTo(2);
        assertThat(files.lines(second, 0, 10)).extracting(FileLine::status).containsExactly("ACCEPTED");
        assertThat(files.lines(first, 0, 10)).isEqualTo(before);
        // And back again, before and after the second is delivered.
        files.report("drop", List.of(error(NAME, 1)));
        answer(second);
        FileReceipt third = due().get(0);
        assertThat(files.lines(third, 0, 10)).extracting(FileLine::status).containsExactly("ERROR");
        assertThat(files.lines(second, 0, 10)).extracting(FileLine::status).containsExactly("ACCEPTED");
    }

    @Test
    void reportsOfUnknownFilesAndLinesComeAgain() {
        whole(NAME, 1);
        assertThat(files.report("drop", List.of(accepted(NAME, 1), accepted(NAME, 2), accepted("unknown", 1))))
                .extracting(Report::ref)
                .containsExactly(NAME + "#1");
    }

    @Test
    void lineThatIsNotedAgainKeepsItsOutcome() {
        FileEntry file = begin(NAME);
        files.expect(file, List.of(FileLine.taken(1, "A", null)));
        files.report("drop", List.of(accepted(NAME, 1)));
        files.expect(file, List.of(FileLine.taken(1, "A", null), FileLine.taken(2, "B", null)));
        files.complete(file);
        assertThat(due()).isEmpty();
        files.report("drop", List.of(error(NAME, 2)));
        assertThat(files.lines(due().get(0), 0, 10))
                .extracting(FileLine::status)
                .containsExactly("ACCEPTED", "ERROR");
    }

    @Test
    void sameFileAgainHasAllItsReceiptsDeliveredAgain() {
        FileEntry file = whole(NAME, 1);
        files.report("drop", List.of(error(NAME, 1)));
        answer(due().get(0));
        files.report("drop", List.of(accepted(NAME, 1)));
        answer(due().get(0));
        files.deliverAgain(file);
        assertThat(due()).extracting(FileReceipt::number).containsExactly(1, 2);
        assertThat(due()).extracting(FileReceipt::sha256).containsExactly("b1", "b2");
    }

    @Test
    void refusedNameIsFreeAndARefusalIsNotedOnce() {
        files.refused("drop", NAME, "aa", 10, "wrong");
        files.refused("drop", NAME, "aa", 10, "x".repeat(5000));
        files.refused("drop", NAME, null, 10, "damaged");
        assertThat(jdbc.queryForList("SELECT state FROM createorder_file", String.class))
                .containsExactly("REFUSED", "REFUSED");
        assertThat(files.taken("drop", List.of(NAME))).isEmpty();
        assertThat(files.recent("drop", Duration.ofDays(1), false)).isEmpty();
        assertThat(files.recent("drop", Duration.ofDays(1), true)).hasSize(2);
        begin(NAME);
        assertThat(files.recent("drop", Duration.ofDays(1), false)).containsExactly(NAME);
    }
}
