package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
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

    private static ExpectedLine line(String file, long line) {
        return new ExpectedLine(line, file + "#" + line, "K" + line, null);
    }

    /** A file with these orders, all of them in the ledger. */
    private FileEntry whole(String name, long... lines) {
        FileEntry file = begin(name);
        files.expect(
                file, LongStream.of(lines).mapToObj(line -> line(name, line)).toList());
        LongStream.of(lines).forEach(line -> take(name, line, "12.50"));
        files.advance(file, 1, 100);
        files.complete(file);
        return file;
    }

    /** Its order enters the ledger; the same identifier whatever the file. */
    private void take(String name, long line, String amount) {
        FrozenOrder order = order("ID-" + line, name + "#" + line, amount);
        SourceRecord record = new SourceRecord(
                "drop",
                order.record().ref(),
                order.record().columns(),
                order.record().policies());
        ledger.record(
                List.of(new FrozenOrder(record, order.identifier(), order.request(), List.of(), "legacy@1", 1250L)));
    }

    private void accepted(long line) {
        end(line, "ACCEPTED", null, null, "req-" + line);
    }

    private void error(long line) {
        end(line, "ERROR", "REJECTED", "坏", null);
    }

    private void end(long line, String status, String cause, String reason, String requestId) {
        jdbc.update(
                "UPDATE createorder_entry SET status = ?, cause = ?, reason = ?, request_id = ?, version = version + 1,"
                        + " due_at = NULL, report_due = " + database.dialect().nowMillis() + " WHERE identifier = ?",
                status,
                cause,
                reason,
                requestId,
                "ID-" + line);
    }

    private int note() {
        return files.note("drop", true, 100);
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
        assertThat(again).isEqualTo(new FileEntry(begun.id(), NAME, "aa", 57, false, false, false));
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
                                        .mapToObj(line -> line(name, line))
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
        accepted(1);
        error(3);
        assertThat(note()).isEqualTo(2);
        assertThat(note()).as("noted once").isZero();
        assertThat(due()).isEmpty();
        assertThat(files.answered("drop")).isFalse();
        accepted(7);
        note();

        FileReceipt receipt = due().get(0);

        assertThat(receipt.number()).isEqualTo(1);
        assertThat(files.lines(receipt, 0, 10))
                .containsExactly(
                        new FileLine(1, "K1", "ACCEPTED", null, null, "req-1", 1250L),
                        new FileLine(3, "K3", "ERROR", "REJECTED", "坏", null, 1250L),
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
        accepted(3);
        note();
        assertThat(files.dueReceipts("drop", Duration.ofHours(1), NOW, 10)).isEmpty();
        jdbc.update("UPDATE createorder_file SET taken_at = taken_at - 3600001");
        FileReceipt receipt =
                files.dueReceipts("drop", Duration.ofHours(1), NOW, 10).get(0);
        assertThat(files.lines(receipt, 0, 10)).extracting(FileLine::status).containsExactly(null, "ACCEPTED");
    }

    @Test
    void outcomeThatComesLaterIsForTheNextReceiptAndChangesNoEarlierOne() {
        whole(NAME, 1, 3);
        error(1);
        accepted(3);
        note();
        FileReceipt first = due().get(0);
        answer(first);
        List<FileLine> before = files.lines(first, 0, 10);

        error(1);
        assertThat(note()).isEqualTo(1);
        assertThat(due()).as("nothing new").isEmpty();
        accepted(1);
        note();
        assertThat(files.dueReceipts("drop", null, Duration.ofMinutes(10), 10))
                .as("gathered first")
                .isEmpty();
        assertThat(files.dueReceipts("drop", null, null, 10)).as("never told").isEmpty();
        FileReceipt second = due().get(0);

        assertThat(second.number()).isEqualTo(2);
        assertThat(files.lines(second, 0, 10)).extracting(FileLine::status).containsExactly("ACCEPTED");
        assertThat(files.lines(first, 0, 10)).isEqualTo(before);
        // And back again, before and after the second is delivered.
        error(1);
        note();
        answer(second);
        FileReceipt third = due().get(0);
        assertThat(files.lines(third, 0, 10)).extracting(FileLine::status).containsExactly("ERROR");
        assertThat(files.lines(second, 0, 10)).extracting(FileLine::status).containsExactly("ACCEPTED");
    }

    @Test
    void outcomeThatChangesBeforeTheNextReceiptIsToldAsItIsThen() {
        whole(NAME, 1);
        error(1);
        note();
        answer(due().get(0));
        accepted(1);
        note();
        error(1);
        note();
        FileReceipt second = due().get(0);
        assertThat(files.lines(second, 0, 10)).extracting(FileLine::status).containsExactly("ERROR");
        assertThat(due()).hasSize(1);
    }

    @Test
    void orderReadInTwoFilesIsToldInBothAndAnErrorOfItOnceMoreWhenItIsReplayed() {
        String second = "LIS_20261125_002.txt";
        whole(NAME, 1);
        whole(second, 1);
        error(1);
        assertThat(note()).isEqualTo(2);
        assertThat(note()).isZero();
        assertThat(due())
                .extracting(receipt -> files.lines(receipt, 0, 10).get(0).status())
                .containsExactly("ERROR", "ERROR");
        accepted(1);
        jdbc.update("UPDATE createorder_repeat SET report_due = 0");
        assertThat(note()).isEqualTo(2);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM createorder_repeat", Long.class))
                .as("final: nothing more to tell")
                .isZero();
        assertThat(due()).extracting(FileReceipt::number).containsExactlyInAnyOrder(1, 1, 2, 2);
    }

    @Test
    void outcomeThatIsUnderWayAgainIsToldWhenItHasEnded() {
        whole(NAME, 1);
        error(1);
        end(1, "READY", null, null, null);
        note();
        assertThat(due()).isEmpty();
        accepted(1);
        note();
        assertThat(files.lines(due().get(0), 0, 10))
                .extracting(FileLine::status)
                .containsExactly("ACCEPTED");
    }

    @Test
    void outcomesOfAnotherSourceWithAFileOfTheSameNameAreNotWrittenToThisOne() {
        whole(NAME, 1);
        jdbc.update("UPDATE createorder_entry SET source = 'other'");
        accepted(1);
        assertThat(files.note("other", true, 100)).isEqualTo(1);
        assertThat(due()).isEmpty();
    }

    @Test
    void lineThatANodeOfTheVersionBeforeHasWrittenFindsItsOutcome() {
        whole(NAME, 1);
        jdbc.update("UPDATE createorder_file_line SET ref = NULL");
        accepted(1);
        note();
        assertThat(files.lines(due().get(0), 0, 10))
                .extracting(FileLine::status)
                .containsExactly("ACCEPTED");
    }

    @Test
    void outcomesWithoutReceiptsHoldNothingUp() {
        whole(NAME, 1);
        accepted(1);
        assertThat(files.note("drop", false, 100)).isEqualTo(1);
        assertThat(files.note("drop", false, 100)).isZero();
    }

    @Test
    void outcomesThatTwoNodesNoteWhileReceiptsAreFixedAreToldOnceEach() throws Exception {
        int count = 40;
        whole(NAME, LongStream.rangeClosed(1, count).toArray());
        LongStream.rangeClosed(1, count).forEach(this::error);
        jdbc.update("UPDATE createorder_file SET taken_at = 1");
        ExecutorService nodes = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int node = 0; node < 2; node++) {
                done.add(nodes.submit(() -> {
                    while (files.note("drop", true, 3) > 0) {
                        // the next few
                    }
                }));
            }
            done.add(nodes.submit(() -> files.dueReceipts("drop", Duration.ofHours(1), NOW, 10)));
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            nodes.shutdown();
        }
        note();
        due();
        assertThat(jdbc.queryForObject(
                        "SELECT COUNT(*) FROM createorder_file_line WHERE status = 'ERROR'", Integer.class))
                .as("each order is told, and none twice")
                .isEqualTo(count);
        // The first, what came while it was fixed, and the rest.
        assertThat(due()).hasSizeBetween(1, 3);
    }

    @Test
    void lineThatIsNotedAgainKeepsItsOutcome() {
        FileEntry file = begin(NAME);
        files.expect(file, List.of(line(NAME, 1)));
        take(NAME, 1, "12.50");
        accepted(1);
        note();
        files.expect(file, List.of(line(NAME, 1), line(NAME, 2)));
        take(NAME, 2, "12.50");
        files.complete(file);
        assertThat(due()).isEmpty();
        error(2);
        note();
        assertThat(files.lines(due().get(0), 0, 10))
                .extracting(FileLine::status)
                .containsExactly("ACCEPTED", "ERROR");
    }

    @Test
    void sameFileAgainHasAllItsReceiptsDeliveredAgain() {
        FileEntry file = whole(NAME, 1);
        error(1);
        note();
        answer(due().get(0));
        accepted(1);
        note();
        answer(due().get(0));
        files.left(file);
        assertThat(due()).as("it has left, and has not come again").isEmpty();
        assertThat(files.notLeft("drop")).isEmpty();
        FileEntry again = files.cameAgain(files.taken("drop", List.of(NAME)).get(NAME));
        assertThat(again.cameAgain()).isTrue();
        assertThat(files.notLeft("drop")).containsExactly(again);
        assertThat(due()).as("not before it leaves again").isEmpty();
        files.left(again);
        assertThat(due()).extracting(FileReceipt::number).containsExactly(1, 2);
        assertThat(due()).extracting(FileReceipt::sha256).containsExactly("b1", "b2");
    }

    @Test
    void receiptThatCannotBeDeliveredWaitsAndComesLast() {
        IntStream.rangeClosed(1, 3).forEach(n -> whole("F" + n, n));
        LongStream.rangeClosed(1, 3).forEach(this::accepted);
        note();
        List<FileReceipt> all = due();
        assertThat(all).hasSize(3);
        files.putOff(all.get(0), Duration.ofMinutes(1));
        assertThat(due()).containsExactly(all.get(1), all.get(2));
        assertThat(files.undelivered("drop")).extracting(FileReceipt::failures).containsExactly(1);

        jdbc.update("UPDATE createorder_receipt SET due_at = 1 WHERE failures > 0");
        assertThat(files.dueReceipts("drop", null, NOW, 2))
                .as("as many as one look has hold up no other")
                .containsExactly(all.get(1), all.get(2));
        assertThat(due()).extracting(FileReceipt::failures).containsExactly(0, 0, 1);
    }

    @Test
    void databaseClockThatIsSetBackMakesNoReceiptWaitForHours() {
        whole(NAME, 1);
        accepted(1);
        note();
        files.putOff(due().get(0), Duration.ofMinutes(1));
        jdbc.update("UPDATE createorder_receipt SET due_at = due_at + 3600000");
        assertThat(due()).hasSize(1);
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
