package io.github.createorder.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.app.EmbeddedBroker;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.testing.FreePort;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each folder of examples/ does what its README says. */
class ExamplesTest {
    private static final String PASSWORD = "only-on-loopback";

    private static EmbeddedBroker broker;
    private static Map<String, String> atBroker;

    @BeforeAll
    static void startBroker() throws Exception {
        int port = FreePort.find();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "examples")), "broker-");
        broker = EmbeddedBroker.start(
                folder, EmbeddedBroker.Queues.DEFAULT, new EmbeddedBroker.Tcp(port, "createorder", PASSWORD));
        atBroker = Map.of(
                "createorder.app.broker.url", "tcp://127.0.0.1:" + port, "createorder.app.broker.password", PASSWORD);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static Example start(String name, String... more) throws Exception {
        Map<String, String> properties = new HashMap<>(atBroker);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return Example.start(name, properties);
    }

    @Test
    void restAnswers202WithVerdicts400WithFaultsAnd503WhileTheLedgerIsAway() throws Exception {
        try (Example rest = start("rest")) {
            rest.postsAreAnsweredAsTheReadmeSays();
            rest.theGatewayAcceptsWhatTheReadmeSays();
            JdbcTemplate ledger = new JdbcTemplate(rest.app.bean("ledger", HikariDataSource.class));
            ledger.execute("ALTER TABLE createorder_payload RENAME TO createorder_payload_away");
            HttpResponse<String> away = rest.post("{\"orderNo\":\"1004\"}");
            ledger.execute("ALTER TABLE createorder_payload_away RENAME TO createorder_payload");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.headers().firstValue("Retry-After")).hasValue("30");
            assertThat(away.body()).isEqualTo("[\"the orders could not be taken now: post the same again later\"]");
        }
    }

    @Test
    void jmsTransactedTakesWhatCanBeTakenAndSetsAsideWhatCannotBeRead() throws Exception {
        try (Example jms = start("jms-transacted")) {
            jms.theGatewayAcceptsWhatTheReadmeSays();
            ConnectionFactory factory = broker.connectionFactory();
            try (JMSContext context = factory.createContext()) {
                Message refused = context.createConsumer(context.createQueue("orders.refused"))
                        .receive(10_000);
                assertThat(refused).isNotNull();
                assertThat(refused.getBody(String.class)).isEqualTo("orderNo=1004");
                assertThat(refused.getStringProperty("reason")).contains("this is not JSON");
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !context.createBrowser(context.createQueue("orders"))
                                .getEnumeration()
                                .hasMoreElements());
            }
        }
    }

    @Test
    void sqlConsumerTellsTheTableOfEachRowOnceItIsInTheLedger() throws Exception {
        try (Example sql = start("sql-consumer")) {
            sql.theGatewayAcceptsWhatTheReadmeSays();
            JdbcTemplate shop = new JdbcTemplate(sql.app.bean("shop", HikariDataSource.class));
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            shop.queryForObject("SELECT COUNT(*) FROM SHOP_ORDER WHERE SENT = 1", Integer.class) == 3);
        }
    }

    @Test
    void fileBindyTakesAFileAsAWhole() throws Exception {
        Path classes = Files.createDirectories(Path.of("target", "examples", "classes"));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "examples/file-bindy/OrderLine.java");
        assertThat(compiled).isZero();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            try (Example file = start("file-bindy")) {
                Path inbox = file.data.resolve("file-bindy").resolve("inbox");
                Files.createDirectories(inbox);
                Files.writeString(inbox.resolve("orders.csv"), file.block("csv"));
                file.theGatewayAcceptsWhatTheReadmeSays();
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> Files.exists(inbox.resolve("done").resolve("orders.csv")));
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void kafkaCommitsTheOffsetsOfWhatTheLedgerHas() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target", "examples"), "kafka-");
        try (KafkaBroker kafka = KafkaBroker.start(folder);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address))) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                    .all()
                    .get();
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", kafka.address),
                            new StringSerializer(),
                            new StringSerializer());
                    Example example = start("kafka", "camel.component.kafka.brokers", kafka.address)) {
                for (String line : example.block("json").lines().toList()) {
                    producer.send(new ProducerRecord<>("orders", line)).get();
                }
                example.theGatewayAcceptsWhatTheReadmeSays();
                await().atMost(Duration.ofSeconds(10)).until(() -> committed(admin) == 3);
            }
        }
    }

    private static long committed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets("createorder").partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    @Test
    void outcomesComeFromTheQueue() throws Exception {
        outcomesComeAsTheReadmeSays("outcomes-queue");
    }

    @Test
    void outcomesArePostedToTheCallback() throws Exception {
        outcomesComeAsTheReadmeSays("outcomes-rest");
    }

    private static void outcomesComeAsTheReadmeSays(String name) throws Exception {
        Logger outcomes = (Logger) LoggerFactory.getLogger("outcomes");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        outcomes.setLevel(Level.INFO);
        outcomes.addAppender(log);
        try (Example example = start(name)) {
            example.postsAreAnsweredAsTheReadmeSays();
            example.theGatewayAcceptsWhatTheReadmeSays();
            await().atMost(Duration.ofSeconds(20)).until(() -> !log.list.isEmpty());
            assertThat(withoutWhatDiffers(log.list.get(0).getFormattedMessage()))
                    .isEqualTo(withoutWhatDiffers(example.block("json").strip()));
        } finally {
            outcomes.detachAppender(log);
        }
    }

    private static String withoutWhatDiffers(String outcome) {
        return outcome.replaceAll("\"(request_id|at)\":\"[^\"]+\"", "\"$1\":...");
    }

    @Test
    void everyExampleIsHereAndHasItsFilesOnly() throws Exception {
        Set<String> names;
        try (Stream<Path> folders = Files.list(Path.of("examples"))) {
            names = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertThat(names)
                .containsExactly(
                        "file-bindy",
                        "jms-transacted",
                        "kafka",
                        "outcomes-queue",
                        "outcomes-rest",
                        "rest",
                        "sql-consumer");
        for (String name : names) {
            try (Stream<Path> files = Files.list(Path.of("examples", name))) {
                assertThat(files.map(file -> file.getFileName().toString())
                                .filter(file -> !file.equals("OrderLine.java")))
                        .containsExactlyInAnyOrder(
                                "README.md", "application.properties", name + ".camel.yaml", name + ".mapping.yaml");
            }
            assertThat(Files.readString(Path.of("examples", name, "application.properties")))
                    .contains(SourceSetting.KIND.key() + " = route");
            assertThat(List.of("README.md", "README.zh-CN.md", "examples/README.md"))
                    .allSatisfy(
                            page -> assertThat(Files.readString(Path.of(page))).contains(name));
        }
    }
}
