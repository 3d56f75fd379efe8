package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the console costs, on PostgreSQL; not a test, run it by name ({@code -Dtest=ConsoleMeasure}). How long each page takes, over
 * HTTP, and how many orders a second are sent with nobody and with ten people looking, by turns. {@code -Durl=jdbc:postgresql:...}
 * names a database that {@code LargeLedgerTest} has filled; orders are added to it. Without it the ledger is a small one.
 */
class ConsoleMeasure {
    private static final String URL = System.getProperty("url");
    private static final int CALLS = Integer.getInteger("calls", 100);
    private static final int ORDERS = Integer.getInteger("orders", 3_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 4);
    private static final int PEOPLE = 10;

    /** Each person opens another page as often, every fifth time the overview: as often as an open overview fetches itself again. */
    private static final Duration A_LOOK = Duration.ofSeconds(5);

    private static final List<String> OPENED =
            List.of("/orders", "/errors", "/orders?status=ERROR", "/days", "/jobs", "/files", "/gateway", "/audit");

    private final HttpClient http = HttpClient.newHttpClient();
    private Scene scene;
    private String base;

    @Test
    void pagesAndSending() throws Exception {
        Servers.writeThrough();
        String database = URL == null ? Servers.newPostgresDatabase() : URL;
        try (Scene opened = Scene.at(database, "postgres").withOrders(ORDERS)) {
            scene = opened;
            scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'HELD'");
            // Those that have filled it gave the numbers themselves.
            for (String table : List.of("entry", "event", "action", "job", "file")) {
                scene.database.queryForList("SELECT setval(pg_get_serial_sequence('createorder_" + table + "', 'id'),"
                        + " (SELECT COALESCE(MAX(id), 0) + 1 FROM createorder_" + table + "))");
            }
            int port = FreePort.find();
            base = "http://127.0.0.1:" + port + "/createorder";
            // The first look at a day of a million orders reads it from the disk.
            scene.start(
                    "measured",
                    Map.of(
                            "createorder.app.console.port",
                            String.valueOf(port),
                            "createorder.console.query-timeout",
                            "10s"));
            say("first, sent while nobody looks: %,.0f orders/s", sent());
            pages();
            cost();
            sending();
        }
    }

    private void pages() throws Exception {
        String order = "/orders/" + id("SELECT MAX(id) FROM createorder_entry WHERE status = 'ERROR'");
        String day = scene.database.queryForObject("SELECT CAST(CURRENT_DATE - 1 AS VARCHAR(10))", String.class);
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "");
        pages.put("orders", "/orders");
        pages.put("orders of a day", "/orders?day=" + day);
        pages.put("orders in error", "/orders?status=ERROR");
        pages.put("search", "/orders?q=nobody");
        pages.put("order", order);
        pages.put("errors", "/errors");
        pages.put("jobs", "/jobs");
        pages.put("files", "/files");
        pages.put("day", "/days?day=" + day);
        pages.put("gateway", "/gateway");
        pages.put("audit", "/audit");
        say(
                "%,d entries, %,d in error; milliseconds of %d calls",
                id("SELECT COUNT(*) FROM createorder_entry"),
                id("SELECT COUNT(*) FROM createorder_entry WHERE status = 'ERROR'"),
                CALLS);
        say("%-20s %8s %8s %8s %8s", "page", "first", "median", "p95", "most");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                millis.add(millis(page.getValue()));
            }
            double first = millis.get(0);
            Collections.sort(millis);
            say(
                    "%-20s %8.1f %8.1f %8.1f %8.1f",
                    page.getKey(),
                    first,
                    millis.get(CALLS / 2),
                    millis.get(Math.min(CALLS - 1, (int) Math.ceil(CALLS * 0.95) - 1)),
                    millis.get(CALLS - 1));
        }
    }

    /** By the clocks of the processes, which others on the machine do not disturb. This measure's own client is among it. */
    private void cost() throws Exception {
        ProcessHandle server = ProcessHandle.of(id("SELECT pg_backend_pid()"))
                .flatMap(ProcessHandle::parent)
                .orElseThrow();
        int looks = 3 * CALLS;
        long atRest = System.nanoTime();
        Duration node = cpu(ProcessHandle.current());
        Duration database = cpu(server);
        Thread.sleep(looks * A_LOOK.toMillis() / PEOPLE);
        double rest = cpu(ProcessHandle.current())
                        .minus(node)
                        .plus(cpu(server))
                        .minus(database)
                        .toNanos()
                / (double) (System.nanoTime() - atRest);
        say("at rest node and database take %.2f %% of a core", 100 * rest);
        long looking = System.nanoTime();
        node = cpu(ProcessHandle.current());
        database = cpu(server);
        for (int look = 0; look < looks; look++) {
            millis(look % 5 == 0 ? "" : OPENED.get(look % OPENED.size()));
            // Not all at once: what is kept for five seconds is asked again as it is when people look.
            Thread.sleep(A_LOOK.toMillis() / PEOPLE);
        }
        double inNode = cpu(ProcessHandle.current()).minus(node).toNanos() / 1e6;
        double inDatabase = cpu(server).minus(database).toNanos() / 1e6;
        double seconds = (System.nanoTime() - looking) / 1e9;
        say(
                "%d looks in %.0f s, as of ten people who each open a page every %d s: %.0f ms of CPU in the node, %.0f in the"
                        + " database; %.2f %% of %d cores more than at rest",
                looks,
                seconds,
                A_LOOK.toSeconds(),
                inNode,
                inDatabase,
                ((inNode + inDatabase) / 1e3 / seconds - rest)
                        * 100
                        / Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().availableProcessors());
    }

    /** Of a process and those that it has started. */
    private static Duration cpu(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.children())
                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private void sending() throws Exception {
        List<Double> alone = new ArrayList<>();
        List<Double> watched = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            alone.add(sent());
            watched.add(watched());
            say(
                    "round %d: %,.0f orders/s alone, %,.0f with ten people looking",
                    round + 1, alone.get(round), watched.get(round));
        }
        double lost = 1 - mean(watched) / mean(alone);
        say(
                "%,.0f orders/s alone, %,.0f with ten people looking: %.1f %% lost",
                mean(alone), mean(watched), 100 * lost);
    }

    private double watched() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger looks = new AtomicInteger();
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        try {
            List<Future<?>> looking = new ArrayList<>();
            for (int person = 0; person < PEOPLE; person++) {
                int who = person;
                looking.add(people.submit(() -> {
                    for (int look = who; !over.get(); look++) {
                        millis(look % 5 == 0 ? "" : OPENED.get(look % OPENED.size()));
                        looks.incrementAndGet();
                        Thread.sleep(A_LOOK.toMillis());
                    }
                    return null;
                }));
            }
            double rate = sent();
            over.set(true);
            for (Future<?> one : looking) {
                one.get();
            }
            assertThat(looks.get()).isGreaterThanOrEqualTo(PEOPLE);
            return rate;
        } finally {
            people.shutdownNow();
        }
    }

    /** Orders a second, from rows that are new to rows that are told; each time they are others. */
    private double sent() throws InterruptedException {
        String others = Long.toString(System.nanoTime(), 36).toUpperCase(Locale.ROOT);
        for (String table : List.of("LEGACY_ORDER", "LEGACY_POLICY")) {
            scene.database.update(
                    "UPDATE " + table + " SET ORDER_NO = CONCAT(CAST(? AS VARCHAR(20)), RIGHT(ORDER_NO, 12))", others);
        }
        // What was changed to make them others would be looked through by each claim.
        scene.database.execute("VACUUM ANALYZE LEGACY_ORDER");
        scene.database.execute("VACUUM ANALYZE LEGACY_POLICY");
        long began = System.nanoTime();
        scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'NEW'");
        while (scene.count(
                        "SELECT COUNT(*) FROM (SELECT 1 FROM LEGACY_ORDER WHERE STATUS NOT IN ('ACCEPTED', 'ERROR') LIMIT 1)"
                                + " x")
                > 0) {
            Thread.sleep(20);
        }
        return ORDERS * 1e9 / (System.nanoTime() - began);
    }

    private double millis(String path) throws Exception {
        long began = System.nanoTime();
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(URI.create(base + path)).build(), HttpResponse.BodyHandlers.ofString());
        double millis = (System.nanoTime() - began) / 1e6;
        assertThat(page.statusCode()).as(path + "\n" + page.body()).isEqualTo(200);
        return millis;
    }

    private long id(String sql) {
        return scene.count(sql);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static void say(String line, Object... arguments) {
        System.out.printf(Locale.ROOT, line + "%n", arguments);
    }
}
