package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A drop source and its receipts over an empty ledger, in local folders unless a test says otherwise; no routes. */
abstract class DropTestBase {
    static final String FORMAT = """
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

    final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    final JdbcTemplate jdbc = new JdbcTemplate(pool);
    final LedgerFiles ledger = new LedgerFiles(new LedgerDb(pool, new H2()));
    final ManualClock clock = new ManualClock(Instant.now());
    final DropAlarms alarms = alarms();
    DropSettings settings;
    WorkFolder work;

    @BeforeEach
    void prepare() throws Exception {
        LedgerSchema.migrate(pool);
        settings = settings(Map.of());
        work = WorkFolder.open(root.resolve("work"));
        new LocalFolder(settings.folders()).make();
    }

    @AfterEach
    void drop() throws Exception {
        work.close();
        jdbc.execute("SHUTDOWN");
        pool.dispose();
    }

    /** Local folders in {@code root}, and what the test says. */
    DropSettings settings(Map<String, String> more) {
        Map<String, String> properties =
                new HashMap<>(Map.of("format", "f", "inbox", root.resolve("in").toString()));
        properties.putAll(more);
        Settings read =
                new Settings(key -> Optional.ofNullable(properties.get(key.replace("createorder.source.drop.", ""))));
        DropSettings settings = DropSettings.read("drop", read);
        assertThat(read.faults()).isEmpty();
        return settings;
    }

    SqlSourceLease lease(String node) {
        return new SqlSourceLease(new LedgerDb(pool, new H2()), node, Duration.ofMinutes(1));
    }

    DropAlarms alarms() {
        return new DropAlarms("drop", clock::now);
    }

    DropSource source(DropFolder folder) {
        return source(folder, FORMAT);
    }

    DropSource source(DropFolder folder, String format) {
        return new DropSource(
                settings, FileFormat.load("f", format), folder, ledger, lease("a"), work, alarms, clock.clock());
    }

    DropReceipts receipts(String node, DropFolder folder, DropAlarms alarms) {
        return new DropReceipts(settings, FileFormat.load("f", FORMAT), folder, ledger, lease(node), work, alarms);
    }

    Path folder(String name) {
        return root.resolve("in").resolve(name);
    }

    Path put(String name, String content) throws IOException {
        Path file = Files.writeString(root.resolve("in").resolve(name), content);
        Files.writeString(file.resolveSibling(name + ".ok"), "");
        return file;
    }

    /** One look, as the route has it: a file that fails holds up no other. */
    List<Exception> look(DropSource source) throws IOException {
        List<Exception> failures = new ArrayList<>();
        for (DropFile file : source.look()) {
            try {
                take(source, file);
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
        }
        return failures;
    }

    private static void take(DropSource source, DropFile file) throws IOException {
        OpenFile open = source.open(file);
        if (open.isRefused()) {
            source.refuse(open);
            return;
        }
        for (Iterator<FileBatch> batches = source.batches(open); batches.hasNext(); ) {
            source.taken(batches.next());
        }
        source.finish(open);
    }

    /** As the route does; the receipts that were due. */
    List<String> deliver(DropReceipts receipts) throws IOException {
        List<String> names = new ArrayList<>();
        for (FileReceipt due : receipts.due()) {
            DropReceipts.Written written = receipts.write(due);
            receipts.delivered(receipts.deliver(written));
            names.add(written.name());
        }
        return names;
    }

    List<Path> inWorkFolder() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("work"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        }
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
