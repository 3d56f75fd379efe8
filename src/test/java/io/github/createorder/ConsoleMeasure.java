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

    /** Each person opens a page as often, and has the overview fetch itself again every five seconds beside it. */
    private static final Duration A_LOOK = Duration.ofSeconds(1);

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
            int port = FreePort.find();
            base = "http://127.0.0.1:" + port + "/createorder";
            scene.start("measured", Map.of("createorder.app.console.port", String.valueOf(port)));
            say("first, sent while nobody looks: %,.0f orders/s", sent());
            pages();
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
        List<String> opened =
                List.of("/orders", "/errors", "/orders?status=ERROR", "/days", "/jobs", "/files", "/gateway", "/audit");
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        try {
            List<Future<?>> looking = new ArrayList<>();
            for (int person = 0; person < PEOPLE; person++) {
                int who = person;
                looking.add(people.submit(() -> {
                    for (int look = who; !over.get(); look++) {
                        millis(look % 5 == 0 ? "" : opened.get(look % opened.size()));
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
        long began = System.nanoTime();
        scene.database.update("UPDATE LEGACY_ORDER SET STATUS = 'NEW'");
        while (scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS NOT IN ('ACCEPTED', 'ERROR')") > 0) {
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
