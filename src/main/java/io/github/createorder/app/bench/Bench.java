package io.github.createorder.app.bench;

import io.github.createorder.app.Standalone;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.send.Attempts;
import io.github.createorder.top.Outcome;
import io.github.createorder.top.SignMethod;
import io.github.createorder.top.TopCredentials;
import io.github.createorder.top.TopSigner;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.spi.RouteController;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The send path against a bare client, in turn, in one process, at one gateway: what the bundle costs beyond the wire. Both
 * sides are warmed up by a round that does not count.
 */
public final class Bench {
    private static final String APP_KEY = "12345678";
    private static final String APP_SECRET = "bench-app-secret-of-the-sandbox";
    private static final String CLAIM_ROUTE = "createorder-send-claim";

    private final Path data;
    private final String ledgerUrl;
    private final String ledgerUser;
    private final String ledgerPassword;
    private final int orders;
    private final int rounds;
    private final int concurrency;
    private final PrintWriter out;
    private int run;
    private int next;

    public Bench(
            Path data,
            String ledgerUrl,
            String ledgerUser,
            String ledgerPassword,
            int orders,
            int rounds,
            int concurrency,
            PrintWriter out) {
        this.data = data;
        this.ledgerUrl = ledgerUrl;
        this.ledgerUser = ledgerUser;
        this.ledgerPassword = ledgerPassword;
        this.orders = orders;
        this.rounds = rounds;
        this.concurrency = concurrency;
        this.out = out;
    }

    /** What one side did in one round. CPU in milliseconds an order; the database's when it is a PostgreSQL on this machine. */
    record Figure(double perSecond, double cpu, double databaseCpu) {}

    /** @return the median share of the bare client's rate, and the median multiple of its CPU */
    public double[] run(int latencyMillis) throws Exception {
        run++;
        try (SandboxProcess sandbox = SandboxProcess.start(APP_KEY, APP_SECRET, latencyMillis)) {
            say("");
            say(
                    "%d orders a round, %d at once, gateway latency %d ms, %d cores, ledger %s",
                    orders,
                    concurrency,
                    latencyMillis,
                    Runtime.getRuntime().availableProcessors(),
                    ledgerUrl.replaceAll("[?;].*", ""));
            say(
                    "  round            bare/s  CPU ms/order |   ours/s  CPU ms/order  DB CPU | share of rate  CPU multiple");
            String url = "http://127.0.0.1:" + sandbox.port() + "/router/rest";
            List<Double> shares = new ArrayList<>();
            List<Double> multiples = new ArrayList<>();
            try (Standalone app = start(url);
                    BareClient bare = new BareClient(url, concurrency)) {
                for (int round = 0; round <= rounds; round++) {
                    Figure bareFigure = bare(bare);
                    Figure ours = ours(app);
                    double share = ours.perSecond / bareFigure.perSecond;
                    double multiple = ours.cpu / bareFigure.cpu;
                    say(
                            "  %-14s %8.0f  %12.3f | %8.0f  %12.3f  %6.3f | %12.0f%%  %12.2f",
                            round == 0 ? "warm-up" : String.valueOf(round),
                            bareFigure.perSecond,
                            bareFigure.cpu,
                            ours.perSecond,
                            ours.cpu,
                            ours.databaseCpu,
                            share * 100,
                            multiple);
                    if (round > 0) {
                        shares.add(share);
                        multiples.add(multiple);
                    }
                }
                compare(app, url);
            }
            double[] medians = {median(shares), median(multiples)};
            say(
                    "  median: %.0f%% of the bare client's rate, %.2f times its CPU an order",
                    medians[0] * 100, medians[1]);
            return medians;
        }
    }

    private Standalone start(String url) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("createorder.app.data", data.toString());
        properties.put("createorder.app.data-source.ledger.url", ledgerUrl);
        properties.put("createorder.app.data-source.ledger.user", ledgerUser);
        properties.put("createorder.app.data-source.ledger.password", ledgerPassword);
        properties.put("createorder.gateway.url", url);
        properties.put("createorder.gateway.app-key", APP_KEY);
        properties.put("createorder.gateway.app-secret", APP_SECRET);
        properties.put("createorder.send.concurrency", String.valueOf(concurrency));
        Standalone app = new Standalone(null, properties).start();
        app.main().getCamelContext().getRouteController().stopRoute(CLAIM_ROUTE);
        return app;
    }

    private Figure bare(BareClient client) throws Exception {
        TopSigner signer = new TopSigner(
                new TopCredentials(APP_KEY, APP_SECRET, null), SignMethod.HMAC_SHA256, InstantSource.system());
        List<byte[]> bodies = batch("bare").stream()
                .map(order -> signer.sign(order.request()))
                .toList();
        long cpu = processCpu();
        long begin = System.nanoTime();
        client.fire(bodies);
        return figure(System.nanoTime() - begin, processCpu() - cpu, 0);
    }

    private Figure ours(Standalone app) throws Exception {
        Ledger ledger = app.bean("createorderLedger", Ledger.class);
        List<FrozenOrder> taken = batch("ours");
        for (int from = 0; from < taken.size(); from += 500) {
            ledger.record(taken.subList(from, Math.min(taken.size(), from + 500)));
        }
        Attempts attempts = app.bean("createorderAttempts", Attempts.class);
        long accepted = attempts.count(Outcome.Kind.ACCEPTED);
        RouteController routes = app.main().getCamelContext().getRouteController();
        long databaseCpu = databaseCpu();
        long cpu = processCpu();
        long begin = System.nanoTime();
        routes.startRoute(CLAIM_ROUTE);
        long end;
        do {
            Thread.sleep(20);
            end = System.nanoTime();
        } while ((attempts.count(Outcome.Kind.ACCEPTED) < accepted + orders || !ledger.idle(Set.of()))
                && end - begin < Duration.ofMinutes(5).toNanos());
        Figure figure = figure(end - begin, processCpu() - cpu, databaseCpu() - databaseCpu);
        routes.stopRoute(CLAIM_ROUTE);
        return figure;
    }

    private void compare(Standalone app, String url) throws Exception {
        Set<String> inLedger = Set.copyOf(new JdbcTemplate(app.bean("ledger", DataSource.class))
                .queryForList(
                        "SELECT identifier FROM createorder_entry WHERE status = 'ACCEPTED' AND identifier LIKE ?",
                        String.class,
                        prefix("ours") + "%"));
        Set<String> atGateway = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url.replace("/router/rest", "/sandbox/accepted")))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .map(line -> line.substring(0, line.indexOf('\t')))
                .filter(identifier -> identifier.startsWith(prefix("ours")))
                .collect(Collectors.toSet());
        long missing = inLedger.stream()
                .filter(identifier -> !atGateway.contains(identifier))
                .count();
        long extra = atGateway.stream()
                .filter(identifier -> !inLedger.contains(identifier))
                .count();
        say(
                "  accepted in the ledger %d, at the gateway %d, missing %d, extra %d",
                inLedger.size(), atGateway.size(), missing, extra);
        if (missing + extra > 0 || inLedger.size() != orders * (rounds + 1)) {
            throw new IllegalStateException("The sets differ, so the figures mean nothing");
        }
    }

    private String prefix(String side) {
        return side + "-" + run + "-";
    }

    private List<FrozenOrder> batch(String side) {
        List<FrozenOrder> batch = new ArrayList<>(orders);
        for (int i = 0; i < orders; i++) {
            batch.add(BenchOrder.of(prefix(side) + next++));
        }
        return batch;
    }

    private Figure figure(long nanos, long cpuNanos, long databaseNanos) {
        return new Figure(orders / (nanos / 1e9), cpuNanos / 1e6 / orders, databaseNanos / 1e6 / orders);
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** CPU of all PostgreSQL processes of this machine; nothing for a database elsewhere. */
    private static long databaseCpu() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private void say(String format, Object... values) {
        out.println(values.length == 0 ? format : format.formatted(values));
        out.flush();
    }
}
