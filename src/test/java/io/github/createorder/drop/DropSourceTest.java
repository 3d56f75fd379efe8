package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Place;
import io.github.createorder.drop.DropSource.Outcome;
import io.github.createorder.ledger.FileReceipt;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may happen to a file, and to a receipt, between two steps of a route. */
class DropSourceTest extends DropTestBase {
    @Test
    void fileThatIsReplacedWhileItIsTakenIsLookedAtAnewAndNeverMovedAwayUnread() throws Exception {
        Path file = put("A.txt", "O1|1.00\nO2|2.00\n");
        DropSource source = source(folder());
        OpenFile open = source.open(source.look().get(0));
        for (Iterator<FileBatch> batches = source.batches(open); batches.hasNext(); ) {
            source.taken(batches.next());
        }
        put("A.txt", "O1|1.00\nO2|2.00\nO3|3.00\n");
        source.finish(open);

        assertThat(file).exists();
        assertThat(folder("done").resolve("A.txt")).doesNotExist();
        OpenFile again = source.open(source.look().get(0));
        assertThat(again.isRefused()).isTrue();
        assertThat(again.refusal()).contains("taken before with another content");
    }

    @Test
    void fileThatIsReplacedWhileItIsRefusedIsLookedAtAnew() throws Exception {
        put("A.txt", "O1|1.00|and more\n");
        DropSource source = source(folder());
        OpenFile open = source.open(source.look().get(0));
        assertThat(open.isRefused()).isTrue();
        put("A.txt", "O1|1.00\n");
        assertThatThrownBy(() -> source.refuse(open)).hasMessageContaining("was replaced");

        OpenFile again = source.open(source.look().get(0));
        assertThat(again.isRefused()).isFalse();
    }

    @Test
    void receiptsAreDeliveredByOneNodeAtATimeAndTheOtherOneHasNoAlarmForThem() throws Exception {
        ledger.complete(ledger.begin("drop", "A.txt", "aa", 1, 0, 0));
        DropAlarms alarmsOfA = alarms();
        DropReceipts a = receipts("a", folder(), alarmsOfA);
        DropReceipts b = receipts("b", folder(), alarms());
        FileReceipt due = a.due().get(0);
        assertThat(b.due()).as("another node looks after the source").isEmpty();

        // Its delivery fails half-way, and meanwhile the other node takes over.
        a.write(due);
        assertThat(a.due()).isEmpty();
        assertThat(alarmsOfA.count(Kind.UNDELIVERED)).isEqualTo(1);
        lease("a").release("drop");
        jdbc.update("UPDATE createorder_receipt SET due_at = 0");
        b.delivered(b.deliver(b.write(b.due().get(0))));
        lease("b").release("drop");
        assertThat(a.due()).isEmpty();
        assertThat(alarmsOfA.current()).isEmpty();
    }

    /** A folder in which some of what is done fails, and all of it is counted. */
    private final class Faulty implements InvocationHandler {
        private final DropFolder real = folder();
        private final Map<String, Integer> calls = new HashMap<>();
        private BiFunction<String, Object[], Throwable> fault = (call, arguments) -> null;
        private int killAt = Integer.MAX_VALUE;
        private boolean killAfter;

        DropFolder proxy() {
            return (DropFolder)
                    Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DropFolder.class}, this);
        }

        int calls(String name) {
            return calls.getOrDefault(name, 0);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            calls.merge(method.getName(), 1, Integer::sum);
            boolean killed = --killAt == 0;
            if (killed && !killAfter) {
                throw new Killed();
            }
            Throwable failure = fault.apply(method.getName(), arguments);
            if (failure != null) {
                throw killed ? new Killed() : failure;
            }
            try {
                Object result = method.invoke(real, arguments);
                if (killed) {
                    throw new Killed();
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** The process ends here. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private LocalFolder folder() {
        return new LocalFolder(settings.folders());
    }

    private static BiFunction<String, Object[], Throwable> denied(String what, Place place) {
        return (call, arguments) -> call.equals(what) && (place == null || arguments[1] == place)
                ? new AccessDeniedException("the server says no")
                : null;
    }

    private static Throwable otherVolume(String call, Object... arguments) {
        return call.equals("move") ? new CannotRenameException("moving " + arguments[0] + ": Failure", null) : null;
    }

    @Test
    void fileThatCannotLeaveTheInboxIsReadOnceAndAnsweredOnceAndLeavesNothingBehind() throws Exception {
        Faulty faulty = new Faulty();
        faulty.fault = denied("move", Place.DONE);
        DropSource source = source(faulty.proxy());
        DropReceipts receipts = receipts("a", folder(), alarms);
        put("A.txt", "O1|1.00\n");
        List<String> delivered = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            assertThat(look(source)).isEmpty();
            delivered.addAll(deliver(receipts));
            // The core system has fetched it.
            Files.deleteIfExists(folder("out").resolve("A.txt.ret"));
            assertThat(inWorkFolder()).isEmpty();
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(delivered).containsExactly("A.txt.ret");
        assertThat(faulty.calls("fetch")).isEqualTo(1);
        assertThat(faulty.calls("move")).as("ever more slowly").isBetween(5, 15);
        assertThat(alarms.current()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Kind.STUCK);
            assertThat(alarm.text()).contains("A.txt is taken", "the server says no", "right to rename", "done");
        });

        faulty.fault = (call, arguments) -> null;
        clock.pass(Duration.ofMinutes(6));
        look(source);
        assertThat(folder("done").resolve("A.txt")).exists();
        assertThat(folder("done").resolve("A.txt.ok")).exists();
        assertThat(alarms.current()).isEmpty();
        assertThat(deliver(receipts)).as("nobody has sent it again").isEmpty();
    }

    @Test
    void nodeThatStartsWhileAFileCannotLeaveDoesNotAnswerItAgain() throws Exception {
        Faulty faulty = new Faulty();
        faulty.fault = denied("move", Place.DONE);
        put("A.txt", "O1|1.00\n");
        look(source(faulty.proxy()));
        assertThat(deliver(receipts("a", folder(), alarms))).hasSize(1);

        DropSource restarted = source(folder());
        look(restarted);
        assertThat(folder("done").resolve("A.txt")).exists();
        assertThat(restarted.count(Outcome.REPEATED)).isZero();
        assertThat(deliver(receipts("a", folder(), alarms))).isEmpty();
        Files.delete(folder("out").resolve("A.txt.ret"));

        put("A.txt", "O1|1.00\n");
        look(restarted);
        assertThat(restarted.count(Outcome.REPEATED)).isEqualTo(1);
        assertThat(deliver(receipts("a", folder(), alarms))).as("sent again").containsExactly("A.txt.ret");
    }

    @Test
    void sameFileAgainThatCannotLeaveIsAnsweredWhenItLeavesAndNotBefore() throws Exception {
        Faulty faulty = new Faulty();
        DropSource source = source(faulty.proxy());
        DropReceipts receipts = receipts("a", folder(), alarms);
        put("A.txt", "O1|1.00\n");
        look(source);
        deliver(receipts);
        faulty.fault = denied("move", Place.DONE);
        put("A.txt", "O1|1.00\n");
        look(source);
        assertThat(deliver(receipts)).isEmpty();
        faulty.fault = (call, arguments) -> null;
        clock.pass(Duration.ofMinutes(1));
        look(source);
        assertThat(deliver(receipts)).containsExactly("A.txt.ret");
    }

    @Test
    void refusedFileThatCannotLeaveIsReadOnceAndItsReasonIsWrittenOnce() throws Exception {
        Faulty faulty = new Faulty();
        faulty.fault = denied("move", Place.ERROR);
        DropSource source = source(faulty.proxy());
        put("A.txt", "O1|1.00|and more\n");
        for (int i = 0; i < 10; i++) {
            look(source);
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(faulty.calls("fetch")).isEqualTo(1);
        assertThat(source.count(Outcome.REFUSED)).isEqualTo(1);
        assertThat(names(folder("error"))).containsExactly("A.txt.reason.txt");
        assertThat(alarms.current())
                .singleElement()
                .satisfies(alarm ->
                        assertThat(alarm.text()).contains("A.txt is refused as a whole", "the server says no"));
        faulty.fault = (call, arguments) -> null;
        clock.pass(Duration.ofMinutes(6));
        look(source);
        assertThat(names(folder("error"))).containsExactly("A.txt", "A.txt.ok", "A.txt.reason.txt");
        assertThat(alarms.current()).isEmpty();
    }

    @Test
    void markerThatCannotLeaveHoldsUpNoOtherFile() throws Exception {
        Faulty faulty = new Faulty();
        faulty.fault = (call, arguments) -> call.equals("move") && arguments[0].equals("A.txt.ok")
                ? new AccessDeniedException("the server says no")
                : null;
        DropSource source = source(faulty.proxy());
        put("A.txt", "O1|1.00\n");
        look(source);
        put("B.txt", "O2|1.00\n");
        clock.pass(Duration.ofHours(1));
        look(source);
        assertThat(names(folder("done"))).containsExactly("A.txt", "B.txt", "B.txt.ok");
        assertThat(alarms.current())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.text()).contains("A.txt.ok", "the server says no"));
    }

    @Test
    void fileIsCopiedAndDeletedWhereItCannotBeRenamed() throws Exception {
        Faulty faulty = new Faulty();
        faulty.fault = DropSourceTest::otherVolume;
        DropSource source = source(faulty.proxy());
        put("A.txt", "O1|1.00\n");
        put("B.txt", "O1|1.00|and more\n");
        look(source);
        assertThat(names(root.resolve("in"))).containsExactly("done", "error", "out");
        assertThat(folder("done").resolve("A.txt")).hasContent("O1|1.00\n");
        assertThat(names(folder("error"))).containsExactly("B.txt", "B.txt.ok", "B.txt.reason.txt");
        assertThat(inWorkFolder()).isEmpty();
        assertThat(alarms.current()).isEmpty();
    }

    @Test
    void fileThatIsCopiedAndCannotBeDeletedIsCopiedOnce() throws Exception {
        Faulty faulty = new Faulty();
        faulty.fault = (call, arguments) ->
                call.equals("delete") ? new AccessDeniedException("the server says no") : otherVolume(call, arguments);
        DropSource source = source(faulty.proxy());
        put("A.txt", "O1|1.00\n");
        for (int i = 0; i < 10; i++) {
            look(source);
            clock.pass(Duration.ofMinutes(5));
        }
        assertThat(names(folder("done"))).containsExactly("A.txt");
        assertThat(faulty.calls("fetch"))
                .as("once to be read, once to be copied")
                .isEqualTo(2);
        // And by a node that knows nothing of it.
        look(source(faulty.proxy()));
        assertThat(names(folder("done"))).containsExactly("A.txt");
        faulty.fault = DropSourceTest::otherVolume;
        look(source(faulty.proxy()));
        assertThat(names(folder("done"))).containsExactly("A.txt", "A.txt.ok");
        assertThat(root.resolve("in").resolve("A.txt")).doesNotExist();
    }

    private enum Volumes {
        ONE,
        TWO
    }

    @ParameterizedTest
    @EnumSource(Volumes.class)
    void killedBeforeOrAfterWhateverItDoesInTheFolderTheNextNodeBringsEverythingToItsEnd(Volumes volumes)
            throws Exception {
        int edges = 0;
        boolean killed = true;
        for (int step = 0; killed; step++) {
            Faulty faulty = new Faulty();
            faulty.fault = volumes == Volumes.ONE ? (call, arguments) -> null : DropSourceTest::otherVolume;
            faulty.killAt = step / 2 + 1;
            faulty.killAfter = step % 2 == 1;
            String good = "G" + step + ".txt";
            String bad = "W" + step + ".txt";
            put(good, "O" + step + "|1.00\n");
            put(bad, "O" + step + "|1.00|and more\n");
            try {
                look(source(faulty.proxy()));
                killed = false;
            } catch (Killed e) {
                edges++;
            }
            faulty.killAt = Integer.MAX_VALUE;
            DropSource next = source(faulty.proxy());
            DropReceipts receipts = receipts("a", folder(), alarms);
            List<String> delivered = new ArrayList<>(deliver(receipts));
            assertThat(look(next)).isEmpty();
            delivered.addAll(deliver(receipts));
            look(next);
            delivered.addAll(deliver(receipts));
            assertThat(names(root.resolve("in"))).as("step %d", step).containsExactly("done", "error", "out");
            assertThat(folder("done").resolve(good)).exists();
            assertThat(folder("done").resolve(good + ".ok")).exists();
            assertThat(folder("error").resolve(bad)).exists();
            assertThat(folder("error").resolve(bad + ".reason.txt")).exists();
            assertThat(delivered).as("step %d", step).containsExactly(good + ".ret");
            assertThat(jdbc.queryForObject(
                            "SELECT COUNT(*) FROM createorder_file WHERE name = ? AND left_at IS NOT NULL",
                            Integer.class,
                            good))
                    .isEqualTo(1);
            assertThat(alarms.current()).isEmpty();
        }
        assertThat(edges).isGreaterThan(20);
    }

    @Test
    void filesThatFailForGoodWaitEverLongerAndHoldUpNoOther() throws Exception {
        settings = settings(Map.of("files", "3"));
        Faulty faulty = new Faulty();
        faulty.fault = (call, arguments) ->
                call.equals("fetch") && String.valueOf(arguments[0]).startsWith("BAD")
                        ? new IllegalStateException("whatever")
                        : null;
        DropSource source = source(faulty.proxy());
        for (int i = 0; i < 3; i++) {
            put("BAD" + i + ".txt", "O" + i + "|1.00\n");
        }
        assertThat(look(source)).hasSize(3);
        put("GOOD.txt", "O9|1.00\n");
        clock.pass(Duration.ofSeconds(2));
        // All of them are due, as many as one look takes.
        assertThat(source.look())
                .extracting(DropFile::name)
                .startsWith("GOOD.txt")
                .hasSize(3);
        look(source);
        assertThat(folder("done").resolve("GOOD.txt")).exists();
        int before = faulty.calls("fetch");
        for (int i = 0; i < 600; i++) {
            look(source);
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(faulty.calls("fetch") - before)
                .as("in ten minutes, of three files")
                .isLessThan(36);
        assertThat(inWorkFolder()).isEmpty();
        assertThat(alarms.count(Kind.STUCK)).isEqualTo(3);
    }

    @Test
    void fileWhoseBatchFailsIsClosedBeforeTheNextOneIsOpened() throws Exception {
        DropSource source = source(folder());
        put("A.txt", "O1|1.00\n");
        put("B.txt", "O2|1.00\n");
        for (DropFile file : source.look()) {
            OpenFile open = source.open(file);
            // The ledger fails in the middle of its batches.
            assertThat(source.batches(open).hasNext()).isTrue();
            assertThat(inWorkFolder()).as("one file at a time").hasSize(1);
        }
        assertThat(source.look()).as("each waits a little").isEmpty();
        assertThat(inWorkFolder()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        assertThat(look(source)).isEmpty();
        assertThat(names(folder("done"))).contains("A.txt", "B.txt");
    }

    @Test
    void contentThatTheCheckStumblesOverRefusesTheFileAndIsNotTriedAgain() throws Exception {
        Faulty faulty = new Faulty();
        DropSource source = source(faulty.proxy());
        // The entry's name is in GBK, which is no UTF-8: java.util.zip throws IllegalArgumentException.
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip, Charset.forName("GBK"))) {
            out.putNextEntry(new ZipEntry("保单.txt"));
            out.write("O1|1.00\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(root.resolve("in").resolve("A.txt"), zip.toByteArray());
        Files.writeString(root.resolve("in").resolve("A.txt.ok"), "");
        for (int i = 0; i < 10; i++) {
            assertThat(look(source)).isEmpty();
            clock.pass(Duration.ofSeconds(10));
        }
        assertThat(faulty.calls("fetch")).isEqualTo(1);
        assertThat(root.resolve("in").resolve("A.txt")).doesNotExist();
        assertThat(inWorkFolder()).isEmpty();
    }

    @Test
    void receiptsThatCannotBeDeliveredHoldUpNoOtherAndSayWhy() throws Exception {
        Faulty faulty = new Faulty();
        faulty.fault = (call, arguments) ->
                call.equals("put") && String.valueOf(arguments[2]).startsWith("BAD")
                        ? new AccessDeniedException("the server says no")
                        : null;
        DropReceipts receipts = receipts("a", faulty.proxy(), alarms);
        for (int i = 0; i < 100; i++) {
            ledger.complete(ledger.begin("drop", "BAD" + i + ".txt", "aa", 1, 0, 0));
        }
        for (FileReceipt due : receipts.due()) {
            DropReceipts.Written written = receipts.write(due);
            assertThatThrownBy(() -> receipts.deliver(written)).isInstanceOf(AccessDeniedException.class);
        }
        ledger.complete(ledger.begin("drop", "GOOD.txt", "aa", 1, 0, 0));
        assertThat(deliver(receipts)).containsExactly("GOOD.txt.ret");
        jdbc.update("UPDATE createorder_receipt SET due_at = 1 WHERE delivered_at IS NULL");
        ledger.complete(ledger.begin("drop", "LATER.txt", "aa", 1, 0, 0));
        assertThat(receipts.due().get(0).fileName()).isEqualTo("LATER.txt");
        assertThat(alarms.count(Kind.UNDELIVERED)).isEqualTo(100);
        assertThat(alarms.current().get(0).text()).contains("the server says no");
        assertThat(inWorkFolder()).isEmpty();
    }
}
