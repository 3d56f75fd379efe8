package io.github.createorder.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.errors.Actions;
import io.github.createorder.health.SourceStates;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.order.Masking;
import io.github.createorder.sql.Dialect;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ledger that is away, in each way in which one is: every page says so in time, whoever else waits for it. */
class AwayTest {
    private static final List<String> PAGES = List.of(
            "",
            "/orders",
            "/orders?q=TB-1",
            "/orders/1",
            "/orders/1/edit",
            "/orders.csv",
            "/corrections.csv",
            "/errors",
            "/jobs",
            "/jobs/1",
            "/files",
            "/files/1",
            "/files/1/receipt",
            "/days",
            "/gateway",
            "/audit");

    private final CountDownLatch end = new CountDownLatch(1);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private LedgerReader reader;

    private interface Connecting {
        Connection connect() throws SQLException;
    }

    @AfterEach
    void stop() {
        end.countDown();
        reader.close();
        context.stop();
    }

    @Test
    void everyPageSaysWithinThreeSecondsThatALedgerHangs() throws Exception {
        saysSo(
                () -> {
                    hang();
                    throw new SQLException("the test is over");
                },
                "did not answer in time");
    }

    /** The pool gave a connection, and the server says nothing more. */
    @Test
    void everyPageSaysWithinThreeSecondsThatAQuestionHangs() throws Exception {
        saysSo(
                () -> (Connection) Proxy.newProxyInstance(
                        AwayTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, args) -> {
                            hang();
                            throw new SQLException("the test is over");
                        }),
                "did not answer in time");
    }

    @Test
    void everyPageSaysAtOnceThatALedgerRefuses() throws Exception {
        saysSo(
                () -> {
                    throw new SQLException("connection refused", "08001");
                },
                "cannot be asked now");
    }

    @Test
    void everyPageSaysAtOnceThatItsConnectionIsCut() throws Exception {
        saysSo(
                () -> (Connection) Proxy.newProxyInstance(
                        AwayTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, args) -> {
                            throw new SQLException("connection reset", "08006");
                        }),
                "cannot be asked now");
    }

    private void hang() {
        boolean over = false;
        while (!over) {
            try {
                over = end.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                // As a driver that reads from a socket, which no interrupt wakes.
                over = false;
            }
        }
    }

    private void saysSo(Connecting connecting, String words) throws Exception {
        DataSource away = (DataSource) Proxy.newProxyInstance(
                AwayTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, args) -> {
                    if (method.getName().equals("getConnection")) {
                        return connecting.connect();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:away");
        Dialect dialect = Dialect.of(h2);
        LedgerDb db = LedgerDb.forReading(away, dialect, Duration.ofSeconds(2));
        reader = new LedgerReader(db, db, PayloadKeys.NONE, Duration.ofMillis(2500));
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "camel.server.enabled", "true",
                "camel.server.host", "127.0.0.1"));
        context.getPropertiesComponent().setOverrideProperties(properties);
        context.getRegistry().bind("createorderReader", reader);
        context.getRegistry().bind("createorderActions", new Actions(null, null, null, null, null, null));
        context.getRegistry().bind("createorderMasking", new Masking(List.of()));
        context.getRegistry().bind("createorderSources", new SourceStates(List.of()));
        OperatorConsole console = new OperatorConsole();
        console.setCamelContext(context);
        console.start();

        // Each page for three people at once, so that they wait for each other.
        List<String> asked =
                Stream.of(PAGES, PAGES, PAGES).flatMap(List::stream).toList();
        ExecutorService people = Executors.newFixedThreadPool(asked.size());
        try {
            List<Future<String>> answers = people.invokeAll(asked.stream()
                    .map(path -> (Callable<String>) () -> show(console, path))
                    .toList());
            for (int i = 0; i < asked.size(); i++) {
                assertThat(answers.get(i).get())
                        .as(asked.get(i))
                        .startsWith("503 in time")
                        .contains(words);
            }
        } finally {
            people.shutdownNow();
        }
    }

    private String show(OperatorConsole console, String path) {
        String[] parts = path.split("\\?q=", 2);
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage()
                .setBody(new WebRequest(
                        "GET",
                        parts[0],
                        parts.length < 2 ? Map.of() : Map.of("q", parts[1]),
                        Map.of(),
                        null,
                        Map.of("host", "localhost", "accept-language", "en"),
                        "127.0.0.1",
                        null,
                        java.util.Set.of(),
                        null));
        long begin = System.nanoTime();
        console.page(exchange);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)
                + (millis < 3_000 ? " in time" : " after " + millis + " ms")
                + new String(exchange.getMessage().getBody(byte[].class), StandardCharsets.UTF_8);
    }
}
