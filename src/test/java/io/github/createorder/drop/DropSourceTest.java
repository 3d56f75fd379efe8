package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.config.Settings;
import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.file.FileFormat;
import io.github.createorder.ledger.FileReceipt;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.SqlSourceLease;
import io.github.createorder.sql.H2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may happen to a file, and to a receipt, between two steps of a route. */
class DropSourceTest {
    private static final String FORMAT = """
            format: f
            kind: delimited
            charset: UTF-8
            separator: "|"
            totals: optional
            columns: [ORDER_NO, PREM]
            orders: { key: ORDER_NO }
            receipt:
              columns: [{ value: line }, { value: key }, { value: status }]
              trailer: [{ value: total }]
            """;

    @TempDir
    Path root;

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:drop-source;DB_CLOSE_DELAY=-1", "sa", "");
    private final LedgerFiles ledger = new LedgerFiles(new LedgerDb(pool, new H2()));
    private Instant now = Instant.now();
    private DropSettings settings;
    private WorkFolder work;
    private LocalFolder folder;

    @BeforeEach
    void prepare() throws Exception {
        LedgerSchema.migrate(pool);
        Map<String, String> properties =
                new HashMap<>(Map.of("format", "f", "inbox", root.resolve("in").toString()));
        Settings read =
                new Settings(key -> Optional.ofNullable(properties.get(key.replace("createorder.source.drop.", ""))));
        settings = DropSettings.read("drop", read);
        assertThat(read.faults()).isEmpty();
        work = WorkFolder.open(root.resolve("work"));
        folder = new LocalFolder(settings.folders());
        folder.make();
    }

    @AfterEach
    void drop() throws Exception {
        work.close();
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        pool.dispose();
    }

    private SqlSourceLease lease(String node) {
        return new SqlSourceLease(new LedgerDb(pool, new H2()), node, Duration.ofMinutes(1));
    }

    private DropSource source(DropAlarms alarms) {
        return new DropSource(
                settings, FileFormat.load("f", FORMAT), folder, ledger, lease("a"), work, alarms, () -> now);
    }

    private DropReceipts receipts(String node, DropAlarms alarms) {
        return new DropReceipts(
                settings, FileFormat.load("f", FORMAT), folder, ledger, lease(node), work, alarms, () -> now);
    }

    private DropAlarms alarms() {
        return new DropAlarms("drop", () -> now);
    }

    private Path put(String name, String content) throws IOException {
        Path file = Files.writeString(Path.of(settings.folders().inbox()).resolve(name), content);
        Files.writeString(file.resolveSibling(name + ".ok"), "");
        return file;
    }

    @Test
    void fileThatIsReplacedWhileItIsTakenIsLookedAtAnewAndNeverMovedAwayUnread() throws Exception {
        Path file = put("A.txt", "O1|1.00\nO2|2.00\n");
        DropSource source = source(alarms());
        OpenFile open = source.open(source.look().get(0));
        for (Iterator<FileBatch> batches = source.batches(open); batches.hasNext(); ) {
            source.taken(batches.next());
        }
        put("A.txt", "O1|1.00\nO2|2.00\nO3|3.00\n");
        source.finish(open);

        assertThat(file).exists();
        assertThat(Path.of(settings.folders().done()).resolve("A.txt")).doesNotExist();
        OpenFile again = source.open(source.look().get(0));
        assertThat(again.isRefused()).isTrue();
        assertThat(again.refusal()).contains("taken before with another content");
    }

    @Test
    void fileThatIsReplacedWhileItIsRefusedIsLookedAtAnew() throws Exception {
        put("A.txt", "O1|1.00|and more\n");
        DropSource source = source(alarms());
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
        DropReceipts a = receipts("a", alarmsOfA);
        DropReceipts b = receipts("b", alarms());
        FileReceipt due = a.due().get(0);
        assertThat(b.due()).as("another node looks after the source").isEmpty();

        // Its delivery fails half-way, and meanwhile the other node takes over.
        a.write(due);
        assertThat(a.due()).isEmpty();
        assertThat(alarmsOfA.count(Kind.UNDELIVERED)).isEqualTo(1);
        lease("a").release("drop");
        b.delivered(b.deliver(b.write(b.due().get(0))));
        lease("b").release("drop");
        now = now.plusSeconds(60);
        assertThat(a.due()).isEmpty();
        assertThat(alarmsOfA.current()).isEmpty();
    }
}
