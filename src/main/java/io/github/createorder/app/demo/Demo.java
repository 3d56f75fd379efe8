package io.github.createorder.app.demo;

import io.github.createorder.app.EmbeddedParts;
import io.github.createorder.app.Standalone;
import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxOrder;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.errors.Actions;
import io.github.createorder.errors.ErrorQueue;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateState;
import io.github.createorder.ledger.Job;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.sql.H2;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.core.JdbcTemplate;

/** One run: sample table and sample files, sandbox with trouble, the real routes, a summary, and a replay at the end. */
final class Demo implements AutoCloseable {
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "sandbox-only-app-secret";
    /** Of the loopback port that the broker gets when the routes are run on with the demo's data. */
    private static final String BROKER_PASSWORD = "only-on-loopback";

    /** A machine that is busy with other things takes its time. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final int MOST_PORTS = 5;

    /** How often sets that stand still may differ: a message takes a moment to leave the error queue. */
    private static final int TURNS = 20;

    /** Under which the demo's own doings stand in the audit. */
    private static final String NAME = "demo";

    private static final String BY_SOMEBODY =
            "a.outcome = 'DONE' AND a.action IN ('START', 'EDIT', 'CLOSE', 'REOPEN') AND NOT (a.who = '" + NAME
                    + "' AND a.via = '" + Actor.CLI + "')";

    private static final String MARKER = ".createorder-demo";

    /** What tells no person, and an operator needs. */
    private static final String SHOWN =
            "ORDER_NO,PROD_CODE,PLAN_CODE,PLAN_NAME,PAY_MODE,TERMS,PAY_TERMS,APPLY_TIME,CREATED_AT,"
                    + "START_DATE,END_DATE,PREM_FEN,PAID_FEN,COVER_FEN,TOTAL_PREM_FEN,RENEW,AUTO_RENEW,RENEW_FLAG,SCENE,SPM";

    private static final String EDITABLE =
            "PROD_CODE,PLAN_CODE,APPLY_TIME,START_DATE,END_DATE,PREM_FEN,PAID_FEN,TOTAL_PREM_FEN";

    private final Path data;
    private final int tableOrders;
    private final int fileOrders;
    private final long seed;
    private final boolean withConsole;
    private final PrintWriter out;
    /** Of the operator's console, once it is there. */
    private int consolePort;

    private LegacySample sample;
    private DemoFiles files;
    private JdbcTemplate legacy;
    private JdbcTemplate ledgerTables;
    private LedgerFiles receipts;
    private SandboxGateway sandbox;
    private Standalone app;

    /** Locked for as long as this demo has the folder. */
    private FileChannel mark;

    /**
     * @param withConsole whether it has the operator's console
     * @param consolePort where, if that is free; 0 for any that is
     */
    Demo(Path data, int orders, long seed, boolean withConsole, int consolePort, PrintWriter out) {
        this.data = data;
        this.tableOrders = orders - orders / 2;
        this.fileOrders = orders / 2;
        this.seed = seed;
        this.withConsole = withConsole;
        this.consolePort = consolePort;
        this.out = out;
    }

    /** True when everything came out as it must. */
    boolean run() throws Exception {
        say(
                "createorder-routes demo: legacy table and files -> ledger -> gateway -> table and receipts, all on this machine");
        say("");
        fillLegacyTable();
        dropFiles();
        startGateway();
        startRoutes();
        say("");
        long sendingSince = System.nanoTime();
        if (!settled()) {
            say("Not finished within %d s; see %s", LIMIT.toSeconds(), data.resolve("demo.log"));
            return false;
        }
        long sent = System.nanoTime() - sendingSince;
        boolean right = judged(Set.of());
        say("");
        say(
                "  %.1f s, %,.0f accepted orders a second, start and ban included",
                sent / 1e9, counts().accepted() / (sent / 1e9));
        say("");
        showFiles(files.showReceipts());
        showFiles(files.showRefused());
        right &= replay();
        howToLookFurther();
        say("");
        say(right ? "All as it must be: nothing lost, nothing doubled, nothing misreported." : "NOT as it must be.");
        return right;
    }

    /** Returns when the process is told to stop. */
    void stay() throws InterruptedException {
        say("");
        say("The operator's console: %s", console());
        say("(English and Chinese; stop with Ctrl-C)");
        Runtime.getRuntime().addShutdownHook(new Thread(app::close, "createorder-demo-stop"));
        new CountDownLatch(1).await();
    }

    private String console() {
        return "http://127.0.0.1:" + consolePort + "/createorder";
    }

    private void fillLegacyTable() throws IOException {
        clean();
        JdbcConnectionPool pool = JdbcConnectionPool.create(EmbeddedParts.embeddedUrl(data, "legacy"), "sa", "");
        sample = LegacySample.create(pool, tableOrders, seed);
        pool.dispose();
        int faulty = sample.orders() - sample.good().size();
        say(
                "  legacy    %,d orders with %,d policies in LEGACY_ORDER and LEGACY_POLICY (H2); %d of them faulty",
                tableOrders, sample.policies(), faulty);
    }

    private void dropFiles() throws IOException {
        files = DemoFiles.start(data, seed);
        List<String> dropped = files.drop(fileOrders);
        say("  files     dropped over SFTP at 127.0.0.1:%d; %d of their orders faulty", files.port(), files.faulty());
        dropped.forEach(line -> say("              %s", line));
    }

    private void startGateway() {
        sandbox = SandboxGateway.start(SandboxSettings.builder(APP_KEY, APP_SECRET)
                .journal(data.resolve("sandbox.jsonl"))
                .build());
        sandbox.trouble()
                .set(
                        TroubleRule.delay(15, 10),
                        TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(TroubleRule.When.chance(0.006, seed)),
                        TroubleRule.ban(3)
                                .when(TroubleRule.When.every((tableOrders + fileOrders) / 2)
                                        .max(1)));
        say(
                "  gateway   sandbox at http://127.0.0.1:%d/router/rest: 15 to 25 ms an answer, 6 replies in 1,000 lost,"
                        + " a ban of 3 s half-way",
                sandbox.port());
    }

    private void startRoutes() throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("createorder.app.data", data.toString());
        properties.put("createorder.app.data-sources", "ledger,legacy");
        properties.put("createorder.ledger.data-source", "ledger");
        properties.put("createorder.gateway.url", "http://127.0.0.1:" + sandbox.port() + "/router/rest");
        properties.put("createorder.gateway.app-key", APP_KEY);
        properties.put("createorder.gateway.app-secret", APP_SECRET);
        properties.put("createorder.sources", "core," + String.join(",", DemoFiles.SOURCES));
        properties.putAll(LegacySource.properties("core", "legacy"));
        properties.putAll(files.properties());
        properties.put("createorder.files.work", data.resolve("files").toString());
        if (withConsole) {
            properties.put("createorder.console.shown", SHOWN);
            properties.put("createorder.console.editable.core", EDITABLE);
        }
        mapProducts();
        startOn(properties);
        writeConfiguration(properties);
        ledgerTables = new JdbcTemplate(app.bean("ledger", DataSource.class));
        legacy = new JdbcTemplate(app.bean("legacy", DataSource.class));
        receipts = new LedgerFiles(new LedgerDb(app.bean("ledger", DataSource.class), new H2()));
        say(
                "  routes    %d, 64 workers; ledger and broker embedded in %s",
                app.main().getCamelContext().getRoutesSize(), data);
        if (withConsole) {
            say("  console   %s, already while it works", console());
        }
    }

    /** With another port for the console where the wanted one is somebody else's, or becomes so before the console has it. */
    private void startOn(Map<String, String> properties) throws Exception {
        for (int turn = 1; ; turn++) {
            if (withConsole) {
                consolePort = FreePort.at(consolePort);
                properties.put("createorder.app.console.port", String.valueOf(consolePort));
            }
            try {
                app = new Standalone(null, properties).start();
                return;
            } catch (Exception e) {
                if (!withConsole || turn == MOST_PORTS || FreePort.at(consolePort) == consolePort) {
                    throw e;
                }
            }
        }
    }

    /** What a team does once, by its own means: the product mapping, in a table beside the ledger's. */
    private void mapProducts() throws SQLException {
        JdbcConnectionPool pool = JdbcConnectionPool.create(EmbeddedParts.embeddedUrl(data, "ledger"), "sa", "");
        LegacySource.mapProducts(pool);
        pool.dispose();
    }

    /** Waits until nothing is under way any more, showing how it goes. */
    private boolean settled() throws InterruptedException {
        say("     time    taken  accepted  in error  under way  sending");
        long begin = System.nanoTime();
        long nextLine = 0;
        while (System.nanoTime() - begin < LIMIT.toNanos()) {
            Counts counts = counts();
            boolean done = isQuiet();
            long now = System.nanoTime() - begin;
            if (done || now >= nextLine) {
                nextLine = now + 1_000_000_000L;
                say(
                        "  %6.1f s   %,6d    %,6d    %,6d     %,6d  %s",
                        now / 1e9, counts.all(), counts.accepted(), counts.inError(), counts.underWay(), sending());
            }
            if (done) {
                return true;
            }
            Thread.sleep(50);
        }
        return false;
    }

    /** How many orders are where. What somebody has closed is in {@code all} alone. */
    private record Counts(long all, long accepted, long inError, long underWay) {}

    private Counts counts() {
        return ledgerTables.queryForObject(
                "SELECT COUNT(*), COUNT(CASE WHEN status = 'ACCEPTED' THEN 1 END), COUNT(CASE WHEN status = 'ERROR' THEN 1 END),"
                        + " COUNT(CASE WHEN status IN ('READY', 'SENDING') THEN 1 END) FROM createorder_entry",
                (row, n) -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)));
    }

    /** Everything has been taken, nothing is under way, no job runs, and everybody has been told. */
    private boolean isQuiet() {
        Counts counts = counts();
        return counts.all() >= sample.orders() + files.orders()
                && counts.underWay() == 0
                && number("SELECT COUNT(*) FROM createorder_job WHERE state = 'RUNNING'") == 0
                && number(
                                "SELECT COUNT(*) FROM createorder_entry WHERE report_due IS NOT NULL OR error_due IS NOT NULL")
                        == 0
                && DemoFiles.SOURCES.stream().allMatch(receipts::answered);
    }

    private long number(String query) {
        Long number = ledgerTables.queryForObject(query, Long.class);
        return number == null ? 0 : number;
    }

    private String sending() {
        GateState state = app.bean("createorderGate", Gate.class).state();
        return state.isOpen() ? "open" : "paused, " + state.kind() + ": " + shortened(state.reason());
    }

    private static String shortened(String reason) {
        return reason.length() <= 60 ? reason : reason.substring(0, 60) + "...";
    }

    /**
     * Tells what the sets say, once they stand still: somebody may be at work in the console meanwhile, and an answer takes its
     * time to be everywhere.
     *
     * @param corrected orders that the demo itself has had sent again
     */
    private boolean judged(Set<String> corrected) throws Exception {
        long begin = System.nanoTime();
        for (int wrong = 0; ; ) {
            Set<String> touched = touched();
            long acts = acts();
            Summary summary = summary(corrected, touched);
            boolean stands = isQuiet() && acts() == acts;
            if (stands && !summary.right()) {
                wrong++;
            }
            if ((stands && (summary.right() || wrong == TURNS)) || System.nanoTime() - begin > LIMIT.toNanos()) {
                summary.lines().forEach(this::say);
                return summary.right();
            }
            Thread.sleep(200);
        }
    }

    private record Summary(List<String> lines, boolean right) {}

    private Summary summary(Set<String> corrected, Set<String> touched) throws JMSException, IOException {
        Counts counts = counts();
        Set<String> expected = new TreeSet<>(sample.good());
        expected.addAll(files.good());
        expected.addAll(corrected);
        Set<String> atGateway =
                sandbox.record().orders().map(SandboxOrder::identifier).collect(Collectors.toSet());
        Set<String> inLedger = Set.copyOf(ledgerTables.queryForList(
                "SELECT identifier FROM createorder_entry WHERE status = 'ACCEPTED'", String.class));
        Set<String> told = new TreeSet<>(files.toldAccepted());
        told.addAll(legacy.queryForList(
                "SELECT 'TB-' || ORDER_NO FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'", String.class));
        var stats = sandbox.record().stats();
        long attempts = number("SELECT SUM(attempts) FROM createorder_entry");
        long lost = stats.troubles().getOrDefault(TroubleKind.RESET_AFTER_ACCEPT, 0L);

        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("  taken       %,6d".formatted(counts.all()));
        lines.add("  accepted    %,6d".formatted(counts.accepted()));
        lines.add("  in error    %,6d   %s".formatted(counts.inError(), causes()));
        int queued = app.bean("createorderErrorQueue", ErrorQueue.class).queued().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        lines.add("  error queue %,6d   messages, one for each order in error".formatted(queued));
        lines.add(
                "  attempts    %,6d   of them %d resent, same bytes, after %d lost replies; %d posts refused by the ban"
                        .formatted(attempts, stats.repeats(), lost, stats.postsDuringBan()));
        lines.add("  conflicts   %,6d   identifiers that reached the gateway with two payloads"
                .formatted(stats.conflicts()));
        if (!touched.isEmpty()) {
            lines.add("  by somebody %,6d   orders replayed, edited or closed meanwhile, of them accepted now: %d"
                    .formatted(
                            touched.size(),
                            touched.stream().filter(atGateway::contains).count()));
        }
        lines.add("");
        lines.add("  compared as sets with what the gateway itself recorded as accepted:");
        // What somebody had done to an order is none of the demo's to expect. Ledger, table and receipts must agree all
        // the same.
        boolean right = compare(
                lines,
                "good orders of the table and the files",
                without(expected, touched),
                without(atGateway, touched));
        right &= compare(lines, "accepted in the ledger", inLedger, atGateway);
        right &= compare(lines, "told as accepted, by table and receipts", told, atGateway);
        long refused = files.refused().stream().filter(atGateway::contains).count();
        lines.add("    %-44s at the gateway: %d".formatted("orders of the refused file", refused));
        return new Summary(lines, right && refused == 0 && stats.conflicts() == 0 && queued == counts.inError());
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** How often somebody who is not the demo changed what becomes of orders. */
    private long acts() {
        return number("SELECT COUNT(*) FROM createorder_action a WHERE " + BY_SOMEBODY);
    }

    /** The orders that it was about. */
    private Set<String> touched() {
        return Set.copyOf(ledgerTables.queryForList(
                "SELECT COALESCE(e.identifier, e.order_key) FROM createorder_entry e"
                        + " WHERE e.id IN (SELECT a.entry_id FROM createorder_action a WHERE " + BY_SOMEBODY
                        + ") OR e.id IN (SELECT o.entry_id FROM createorder_job_order o"
                        + " JOIN createorder_action a ON a.job_id = o.job_id WHERE " + BY_SOMEBODY
                        + " AND o.outcome IN ('DUE', 'ERROR'))",
                String.class));
    }

    private String causes() {
        return String.join(
                ", ",
                ledgerTables.queryForList(
                        "SELECT cause || ' ' || COUNT(*) FROM createorder_entry WHERE status = 'ERROR' GROUP BY cause ORDER BY"
                                + " cause",
                        String.class));
    }

    private static boolean compare(List<String> lines, String name, Set<String> ours, Set<String> atGateway) {
        Set<String> missing = without(ours, atGateway);
        Set<String> extra = without(atGateway, ours);
        lines.add("    %-44s missing: %d, extra: %d".formatted(name, missing.size(), extra.size()));
        missing.stream()
                .limit(5)
                .forEach(identifier -> lines.add("      missing at the gateway: %s".formatted(identifier)));
        extra.stream()
                .limit(5)
                .forEach(identifier -> lines.add("      extra at the gateway: %s".formatted(identifier)));
        return missing.isEmpty() && extra.isEmpty();
    }

    private boolean replay() throws Exception {
        say("");
        say(
                "Now somebody adds product %s to the product mapping, and has its orders sent again.",
                LegacySample.UNMAPPED_PRODUCT);
        LegacySource.addProduct(ledgerTables, LegacySample.UNMAPPED_PRODUCT);
        Actions actions = app.bean("createorderActions", Actions.class);
        Actor demo = Actor.atCommandLine(NAME);
        Job plan = actions.plan(demo, ErrorSelection.ofCause(ErrorCause.UNMAPPED_PRODUCT), "product mapping added");
        say(
                "  plan        replay --cause UNMAPPED_PRODUCT would send %d orders again: %s",
                plan.orders(), plan.byCause());
        actions.start(demo, plan.id(), plan.digest());
        Set<String> corrected = sample.faulty(ErrorCause.UNMAPPED_PRODUCT).stream()
                .map(orderNo -> "TB-" + orderNo)
                .collect(Collectors.toCollection(TreeSet::new));
        corrected.addAll(files.faulty(ErrorCause.UNMAPPED_PRODUCT));
        settled();
        say("");
        showFiles(files.showReceipts());
        return judged(corrected);
    }

    private void showFiles(List<String> lines) {
        lines.forEach(line -> say("  %s", line));
    }

    private void howToLookFurther() {
        say("");
        say("Look further:");
        say(
                "  in a browser        %s",
                !withConsole ? "demo --stay: the operator's console" : console() + ": the operator's console");
        say("  what was logged     %s", data.resolve("demo.log"));
        say("  files and receipts  %s", data.resolve("sftp"));
        say("  gateway's record    %s", data.resolve("sandbox.jsonl"));
        if (withConsole) {
            say("After Ctrl-C, for until then this demo has the databases for itself:");
        }
        String app = "java -jar target/app/createorder-routes-app.jar";
        say("  how it stands       %s status --config %s", app, data);
        say("  what is in error    %s errors --config %s", app, data);
        say("  the day's amounts   %s reconcile --config %s", app, data);
        String h2 = "java -cp 'target/app/lib/*' org.h2.tools.Shell -user sa -password '' -url '%s' -sql '%s'";
        say(
                "  the ledger          " + h2,
                EmbeddedParts.embeddedUrl(data, "ledger"),
                "SELECT * FROM createorder_errors_view");
        say(
                "  the legacy table    " + h2,
                EmbeddedParts.embeddedUrl(data, "legacy"),
                "SELECT * FROM LEGACY_ORDER LIMIT 20");
        say(
                "  the error queue     three terminals: the gateway, the routes on this demo's data, and what is on the queue");
        say("                        %s sandbox --journal %s", app, data.resolve("sandbox.jsonl"));
        say("                        %s run --config %s", app, data);
        say("                        %s replay --all --config %s", app, data);
        say(
                "                      correct a record in LEGACY_ORDER or the product mapping, and add --go --reason '...'");
        say("  your own            README.md, \"Your own table\" and \"Your own files\"");
    }

    /** So that the routes can be run on with what the demo leaves. */
    private void writeConfiguration(Map<String, String> properties) throws IOException {
        Map<String, String> lasting = new TreeMap<>(DemoFiles.withoutServer(properties, data));
        lasting.put("createorder.gateway.url", "http://127.0.0.1:8089/router/rest");
        lasting.put("createorder.app.broker.port", "61616");
        lasting.put("createorder.app.broker.password", BROKER_PASSWORD);
        Files.write(
                data.resolve("application.properties"),
                lasting.entrySet().stream()
                        .map(property -> property.getKey() + " = " + property.getValue())
                        .toList());
    }

    /** What it runs; null before it does. */
    Standalone app() {
        return app;
    }

    private void say(String format, Object... values) {
        out.println(values.length == 0 ? format : format.formatted(values));
        out.flush();
    }

    /** Empties the folder, but only one that an earlier demo made. */
    private void clean() throws IOException {
        Path marker = data.resolve(MARKER);
        boolean emptyEnough;
        try (Stream<Path> files = Files.exists(data) ? Files.list(data) : Stream.empty()) {
            emptyEnough = files.allMatch(file -> file.getFileName().toString().equals("demo.log"));
        }
        if (!emptyEnough && !Files.exists(marker)) {
            throw new IOException("The folder " + data + " holds files that are no demo's; name another with --data");
        }
        Files.createDirectories(data);
        mark = FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(mark)) {
            throw new IOException(
                    "Another demo runs in the folder " + data + ": stop it first, or name another folder with --data");
        }
        if (!emptyEnough) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    // The log is open already, and the mark is locked.
                    if (!file.equals(data)
                            && !Set.of("demo.log", MARKER)
                                    .contains(file.getFileName().toString())) {
                        Files.delete(file);
                    }
                }
            }
        }
        mark.write(StandardCharsets.UTF_8.encode("Made by the demo, which empties this folder each time.\n"));
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (app != null) {
            app.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
        if (files != null) {
            files.close();
        }
        if (mark != null) {
            mark.close();
        }
    }
}
