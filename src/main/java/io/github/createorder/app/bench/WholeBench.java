package io.github.createorder.app.bench;

import io.github.createorder.app.App;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.app.demo.LegacySource;
import io.github.createorder.ledger.LedgerSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The whole way, from rows in a legacy table to rows marked as accepted, against what else one could run: each side is a
 * process of its own, in turn, at one gateway, on rows of its own. The gateway's journal says when each order was accepted for
 * the first time; nothing that a side says of itself counts.
 */
final class WholeBench {
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "bench-app-secret-of-the-sandbox";
    private static final int WARM_UP = 3_000;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Pattern ACCEPTED =
            Pattern.compile("\\{\"event\":\"ACCEPTED\",\"identifier\":\"([^\"]+)\".*\"at\":(\\d+)}");
    private static final Pattern COUNT = Pattern.compile("\"accepted\" : (\\d+)");
    private static final Pattern HEAP = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");

    private final Path data;
    private final DatabaseLogin database;
    private final int orders;
    private final int concurrency;
    private final List<String> options;
    private final Path app;
    private final PrintWriter out;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JdbcTemplate jdbc;
    private final DataSource dataSource;
    private int run;

    /** Who runs. */
    enum Side {
        /** Pre-signed bodies and nothing else. */
        BARE,
        /** One UPDATE an order, as a first version of it would be written. */
        LOOP,
        OURS
    }

    /**
     * What a side did. Rates are between the 20th and the 90th percent of first acceptances; CPU is in milliseconds an order,
     * of the whole life of the process; times are in seconds since it was started.
     *
     * @param databaseCpu NaN unless the database is a PostgreSQL on this machine
     * @param firstAccepted first order accepted
     * @param end all rows told
     * @param heap the most of it that was in use after a collection, in MB; 0 when there was none
     */
    record Figure(
            double perSecond,
            double cpu,
            double databaseCpu,
            double firstAccepted,
            double end,
            long heap,
            int accepted) {}

    /**
     * @param data a folder for what is written
     * @param options of the JVM that the bundle runs in
     * @param app the folder of the app as it is shipped, whose script {@code createorder} then starts the bundle; null for this
     *     class path
     */
    WholeBench(
            Path data,
            DatabaseLogin database,
            int orders,
            int concurrency,
            List<String> options,
            Path app,
            PrintWriter out) {
        this.data = data;
        this.database = database;
        this.orders = orders;
        this.concurrency = concurrency;
        this.options = options;
        this.app = app;
        this.out = out;
        this.dataSource = new DriverManagerDataSource(database.url(), database.user(), database.password());
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** Measures each side, and prints what it did. */
    Map<Side, Figure> run(int latencyMillis, List<Side> sides) throws Exception {
        run++;
        Path journal = data.resolve("journal-" + run);
        Map<Side, Figure> figures = new TreeMap<>();
        try (SandboxProcess sandbox = SandboxProcess.start(APP_KEY, APP_SECRET, latencyMillis, journal)) {
            String url = "http://127.0.0.1:" + sandbox.port() + "/router/rest";
            say("");
            say(
                    "%d orders from a table to accepted, %d at once, gateway latency %d ms, %d cores, %s",
                    orders,
                    concurrency,
                    latencyMillis,
                    Runtime.getRuntime().availableProcessors(),
                    database.url().replaceAll("[?;].*", ""));
            start(BareProcess.class, List.of(), log("warm-up"), bare(url, "warm-up-" + run + "-", WARM_UP))
                    .waitFor();
            say(
                    "                  orders/s  share  CPU ms/order  database's  gateway's  first accepted  all told  heap MB  accepted");
            for (Side side : sides) {
                double gateway = Cpu.of(sandbox.process());
                Figure figure = side == Side.BARE ? bare(url, journal) : worker(side, url, journal);
                figures.put(side, figure);
                Figure wire = figures.get(Side.BARE);
                say(
                        "  %-14s %9.0f  %5s  %12.3f  %10.3f  %9.3f  %12.1f s  %6.1f s  %7d  %8d",
                        name(side),
                        figure.perSecond,
                        wire == null ? "" : "%.2f".formatted(figure.perSecond / wire.perSecond),
                        figure.cpu,
                        figure.databaseCpu,
                        (Cpu.of(sandbox.process()) - gateway) / orders,
                        figure.firstAccepted,
                        figure.end,
                        figure.heap,
                        figure.accepted);
            }
        }
        return figures;
    }

    private static String name(Side side) {
        return switch (side) {
            case BARE -> "bare client";
            case LOOP -> "a plain loop";
            case OURS -> "the bundle";
        };
    }

    private String[] bare(String url, String prefix, int count) {
        return new String[] {url, APP_KEY, APP_SECRET, prefix, String.valueOf(count), String.valueOf(concurrency)};
    }

    private Figure bare(String url, Path journal) throws Exception {
        String prefix = "bare-" + run + "-";
        long begin = System.currentTimeMillis();
        Path log = log("bare");
        Process process = start(BareProcess.class, List.of(), log, bare(url, prefix, orders));
        if (process.waitFor() != 0) {
            throw new IOException("The bare client failed, see " + log);
        }
        double end = (System.currentTimeMillis() - begin) / 1e3;
        // Its own word, because a process that has ended cannot be asked.
        String said = Files.readString(log);
        double cpu =
                Double.parseDouble(said.substring(said.lastIndexOf('=') + 1).trim());
        return figure(accepted(journal, prefix), begin, cpu, Double.NaN, end, 0);
    }

    private Figure worker(Side side, String url, Path journal) throws Exception {
        Set<String> good = fill();
        Path folder = Files.createTempDirectory(data, side + "-");
        Path log = log(side.toString());
        Process process;
        Cpu.PostgreSql postgres = Cpu.postgreSql(jdbc);
        long earlier = accepted(url);
        double before = postgres.millis();
        long begin = System.currentTimeMillis();
        if (side == Side.OURS) {
            List<String> all = new ArrayList<>(options);
            all.add("-Xlog:gc:file=" + folder.resolve("gc.log"));
            process =
                    ours(all, log, "run", "--config", configuration(folder, url).toString());
        } else {
            process = start(
                    LoopProcess.class,
                    List.of(),
                    log,
                    url,
                    APP_KEY,
                    APP_SECRET,
                    String.valueOf(concurrency),
                    database.url(),
                    database.user(),
                    database.password());
        }
        try {
            // The database is asked only at the end: what it is asked costs it as much as an order.
            while (accepted(url) < earlier + good.size() || !told(side)) {
                if (!process.isAlive() || System.currentTimeMillis() - begin > LIMIT.toMillis()) {
                    throw new IOException("Not all rows were told what became of them, see " + log);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            double end = (System.currentTimeMillis() - begin) / 1e3;
            double cpu = Cpu.of(process);
            double database = postgres.millis() - before;
            // What they start with is the same for all sides.
            Map<String, Long> all = accepted(journal, "TB-");
            all.keySet().retainAll(good);
            compare(good, all.keySet());
            return figure(all, begin, cpu, database, end, heap(folder));
        } finally {
            process.destroy();
            process.waitFor(1, TimeUnit.MINUTES);
            process.destroyForcibly().waitFor();
        }
    }

    /** Rows that no side before has had, and no others. */
    private Set<String> fill() throws Exception {
        jdbc.execute("DROP TABLE IF EXISTS LEGACY_ORDER");
        jdbc.execute("DROP TABLE IF EXISTS LEGACY_POLICY");
        LedgerSchema.migrate(dataSource);
        if (jdbc.queryForList("SELECT product FROM createorder_product").isEmpty()) {
            LegacySource.mapProducts(dataSource);
        }
        // The ledger may know the orders of earlier runs.
        return LegacySample.create(dataSource, orders, 7, Long.toString(System.currentTimeMillis()) + "-")
                .good();
    }

    private boolean told(Side side) {
        String open = side == Side.OURS ? "'NEW', 'TAKING', 'TAKEN'" : "'NEW'";
        Long left = jdbc.queryForObject("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS IN (" + open + ")", Long.class);
        return left != null && left == 0;
    }

    private void compare(Set<String> good, Set<String> accepted) {
        Set<String> told = new HashSet<>(jdbc.queryForList(
                "SELECT 'TB-' || ORDER_NO FROM LEGACY_ORDER WHERE STATUS = 'ACCEPTED'", String.class));
        if (!told.equals(accepted) || !good.equals(accepted)) {
            throw new IllegalStateException("The sets differ, so the figures mean nothing: good " + good.size()
                    + ", accepted by the gateway " + accepted.size() + ", told so " + told.size());
        }
    }

    private Path configuration(Path folder, String url) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("createorder.app.data", folder.resolve("data").toString());
        settings.put("createorder.app.data-source.ledger.url", database.url());
        settings.put("createorder.app.data-source.ledger.user", database.user());
        settings.put("createorder.app.data-source.ledger.password", database.password());
        settings.put("createorder.gateway.url", url);
        settings.put("createorder.gateway.app-key", APP_KEY);
        settings.put("createorder.gateway.app-secret", APP_SECRET);
        settings.put("createorder.send.concurrency", String.valueOf(concurrency));
        settings.put("createorder.sources", "core");
        settings.putAll(LegacySource.properties("core", "ledger"));
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer file = Files.newBufferedWriter(folder.resolve("application.properties"))) {
            properties.store(file, null);
        }
        return folder;
    }

    private long accepted(String url) throws IOException, InterruptedException {
        String stats = http.send(
                        HttpRequest.newBuilder(URI.create(url.replace("/router/rest", "/sandbox/stats")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher count = COUNT.matcher(stats);
        if (!count.find()) {
            throw new IOException("The sandbox does not say how many it has accepted: " + stats);
        }
        return Long.parseLong(count.group(1));
    }

    private static Map<String, Long> accepted(Path journal, String prefix) throws IOException {
        Map<String, Long> accepted = new HashMap<>();
        try (Stream<String> lines = Files.lines(journal)) {
            lines.map(ACCEPTED::matcher)
                    .filter(line -> line.matches() && line.group(1).startsWith(prefix))
                    .forEach(line -> accepted.put(line.group(1), Long.valueOf(line.group(2))));
        }
        return accepted;
    }

    private Figure figure(
            Map<String, Long> accepted, long begin, double cpu, double databaseCpu, double end, long heap) {
        long[] times =
                accepted.values().stream().mapToLong(Long::longValue).sorted().toArray();
        int from = times.length / 5;
        int to = times.length * 9 / 10;
        return new Figure(
                (to - from) * 1e3 / Math.max(1, times[to] - times[from]),
                cpu / orders,
                databaseCpu / orders,
                (times[0] - begin) / 1e3,
                end,
                heap,
                times.length);
    }

    private static long heap(Path folder) throws IOException {
        Path log = folder.resolve("gc.log");
        if (!Files.exists(log)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(HEAP::matcher)
                    .filter(Matcher::find)
                    .mapToLong(pause -> Long.parseLong(pause.group(2)))
                    .max()
                    .orElse(0);
        }
    }

    private Path log(String name) throws IOException {
        return Files.createDirectories(data).resolve(name + "-" + run + ".log");
    }

    private Process ours(List<String> options, Path log, String... arguments) throws IOException {
        if (app == null) {
            return start(App.class, options, log, arguments);
        }
        List<String> command =
                new ArrayList<>(List.of("sh", app.resolve("createorder").toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CREATEORDER_JAVA_OPTIONS", String.join(" ", options));
        return start(builder, log);
    }

    private static Process start(Class<?> main, List<String> options, Path log, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return start(new ProcessBuilder(command), log);
    }

    private static Process start(ProcessBuilder builder, Path log) throws IOException {
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private void say(String format, Object... values) {
        out.println(values.length == 0 ? format : format.formatted(values));
        out.flush();
    }

    /** How a database is reached. */
    record DatabaseLogin(String url, String user, String password) {
        @Override
        public String toString() {
            return url;
        }
    }
}
