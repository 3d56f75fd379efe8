package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.testing.FreePort;
import io.github.createorder.testing.Servers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** docs/walk.md, walked on MariaDB with its own statements, properties and lines: what the page shows is what is printed. */
class WalkTest {
    private static final Path PAGE = Path.of("docs/walk.md");
    private static final String SECRET = "sandbox-app-secret-of-the-walk";
    /** A variable that is there, because a test cannot set one. */
    private static final String PASSWORD_ENV = "PATH";

    private static final String PASSWORD = System.getenv(PASSWORD_ENV);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);

    private final StringBuilder transcript = new StringBuilder();

    @TempDir
    Path folder;

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }

    private int run(String... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out, true);
        int exit = App.commandLine().setOut(printer).setErr(printer).execute(arguments);
        transcript
                .append("$ createorder ")
                .append(String.join(" ", arguments))
                .append('\n')
                .append(out);
        return exit;
    }

    /** With the folder of the walk. */
    private void command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("conf").toString()));
        run(all.toArray(String[]::new));
    }

    /** As the shop has it: 300 orders of a day, six products, six users without an openid. */
    private static void shop(JdbcTemplate core) {
        for (String sql : List.of(
                "CREATE TABLE insurance (id BIGINT PRIMARY KEY, name VARCHAR(200) NOT NULL, price DECIMAL(10,2) NOT NULL,"
                        + " coverage_amount DECIMAL(12,2) NOT NULL)",
                "CREATE TABLE app_user (id BIGINT PRIMARY KEY, nickname VARCHAR(50), openid VARCHAR(64), phone VARCHAR(20))",
                "CREATE TABLE insurance_order (id BIGINT AUTO_INCREMENT PRIMARY KEY, order_no VARCHAR(50) NOT NULL COMMENT '订单编号',"
                        + " user_id BIGINT NOT NULL COMMENT '用户ID', insurance_id BIGINT NOT NULL COMMENT '保险ID',"
                        + " insurance_name VARCHAR(200) NOT NULL COMMENT '保险名称', price DECIMAL(10,2) NOT NULL COMMENT '保险价格',"
                        + " pet_name VARCHAR(50) NOT NULL, pet_type VARCHAR(20) NOT NULL,"
                        + " start_date DATE NOT NULL COMMENT '保险生效日期', end_date DATE NOT NULL COMMENT '保险到期日期',"
                        + " status VARCHAR(20) NOT NULL COMMENT '订单状态：生效中、已过期', create_time DATETIME NOT NULL COMMENT '创建时间',"
                        + " FOREIGN KEY (user_id) REFERENCES app_user (id), FOREIGN KEY (insurance_id) REFERENCES insurance (id))",
                "INSERT INTO insurance SELECT seq, CONCAT('宠物保险', seq), 299 + 100 * seq, 10000 * seq FROM seq_1_to_6",
                "INSERT INTO app_user SELECT seq, CONCAT('昵称', seq), CASE WHEN MOD(seq, 50) <> 7 THEN CONCAT('AAHoZ', 900000 + seq) END,"
                        + " CONCAT('138', 10000000 + seq) FROM seq_1_to_300",
                "INSERT INTO insurance_order (order_no, user_id, insurance_id, insurance_name, price, pet_name, pet_type, start_date,"
                        + " end_date, status, create_time) SELECT CONCAT('INS20261127', LPAD(seq, 6, '0')), seq, 1 + MOD(seq, 6),"
                        + " CONCAT('宠物保险', 1 + MOD(seq, 6)), 299 + 100 * (1 + MOD(seq, 6)), '小白', '狗', DATE '2026-12-01',"
                        + " DATE '2027-11-30', '生效中', TIMESTAMP '2026-11-27 09:00:00' + INTERVAL 37 * seq SECOND FROM seq_1_to_300")) {
            core.execute(sql);
        }
    }

    /** A page shows neither the machine nor the moment. */
    private String plain(String line) {
        return line.replace(folder + "/", "")
                .replaceAll("127[.]0[.]0[.]1:[0-9]+", "127.0.0.1")
                .replaceAll("conn=[0-9]+", "conn=N")
                .replaceAll("timed out after [0-9]+ms", "timed out after N ms")
                .replaceAll("yaml:[0-9]+:[0-9]+: `order`", "yaml: `order`")
                .replaceAll("on 20[0-9]{2}-[0-9]{2}-[0-9]{2}", "on a day")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Whether a line that was printed is the page's, which may leave out what its dots stand for. */
    private static boolean isShownBy(String shown, String printed) {
        int from = 0;
        for (String part : shown.split("[.]{3}", -1)) {
            int at = printed.indexOf(part.strip(), from);
            if (at < 0) {
                return false;
            }
            from = at + part.strip().length();
        }
        return true;
    }

    private List<String> notPrinted() throws IOException {
        List<String> printed = transcript.toString().lines().map(this::plain).toList();
        List<String> shown = new ArrayList<>(blocks("yaml"));
        shown.addAll(blocks(""));
        return shown.stream()
                .flatMap(String::lines)
                .map(this::plain)
                .filter(line -> !line.isEmpty() && !line.startsWith("$"))
                .filter(line -> printed.stream().noneMatch(each -> isShownBy(line, each)))
                .toList();
    }

    private void fillIn(String file, String from, String to) throws IOException {
        Path path = folder.resolve("conf").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    @Test
    void thePageShowsWhatIsPrinted() throws Exception {
        try {
            walk();
            assertThat(notPrinted()).as("lines of the page that nobody printed").isEmpty();
        } finally {
            Files.writeString(Path.of("target/walk.txt"), transcript);
        }
    }

    private void walk() throws Exception {
        String server = Servers.newMariaDbDatabase("petcore").replace("petcore", "");
        SingleConnectionDataSource root = new SingleConnectionDataSource(server + "petcore", "root", "", true);
        JdbcTemplate core = new JdbcTemplate(root);
        // The server of the tests begins without rights at all; from here on it knows some.
        for (String statement : List.of(
                "FLUSH PRIVILEGES",
                "ALTER USER root@localhost IDENTIFIED BY ''",
                "DROP USER IF EXISTS ''@localhost",
                "DROP USER IF EXISTS createorder",
                "DROP DATABASE IF EXISTS createorder")) {
            core.execute(statement);
        }
        // A view of a session that began without rights would have an owner without any.
        root.resetConnection();
        shop(core);
        for (String statement : blocks("sql").get(0).split(";\\s*")) {
            core.execute(statement.replace("'...'", "'" + PASSWORD + "'"));
        }
        int broker = FreePort.find();
        Path conf = folder.resolve("conf");
        run(
                "init",
                "--url",
                server + "petcore",
                "--user",
                "createorder",
                "--password-env",
                PASSWORD_ENV,
                "--table",
                "v_taobao_order",
                "--source",
                "pet",
                "--out",
                conf.toString());
        for (String line : blocks("yaml").get(1).lines().toList()) {
            fillIn("pet.mapping.yaml", "\n" + line.replaceFirst(":.*", ":") + "\n", "\n" + line + "\n");
        }
        show("mapping", Files.readString(conf.resolve("pet.mapping.yaml")));
        Path products = conf.resolve("products.csv");
        show("products", Files.readString(products));
        Files.writeString(products, "product,plan,institution,product_code,item_id,sub_product\n");
        for (int product = 1; product <= 5; product++) {
            map(products, product);
        }
        StringBuilder more = new StringBuilder("\n");
        blocks("properties")
                .get(0)
                .lines()
                .forEach(line -> more.append(line.replace("jdbc:mariadb://127.0.0.1:33306/", server)
                                .replace("61616", Integer.toString(broker))
                                .replaceFirst("[{][{]env:.*", PASSWORD))
                        .append('\n'));
        show("products", Files.readString(products));
        Path properties = conf.resolve("application.properties");
        String begun = Files.readString(properties);
        show("properties", begun);
        Files.writeString(properties, begun + more);
        Path mapping = conf.resolve("pet.mapping.yaml");
        String whole = Files.readString(mapping);
        Files.writeString(mapping, whole.replaceFirst("\n  tenant:.*", ""));
        command(
                "check",
                "-D",
                "createorder.gateway.app-secret=",
                "-D",
                "createorder.app.data-source.ledger.password=",
                "-D",
                "createorder.app.data-source.core.password=");
        Files.writeString(mapping, whole);
        command("check");
        command("preview", "pet");
        command("coverage");
        SandboxGateway gateway =
                SandboxGateway.start(SandboxSettings.builder("12345678", SECRET).build());
        try (gateway;
                Standalone node = new Standalone(
                                conf,
                                Map.of(
                                        "createorder.gateway.url",
                                        "http://127.0.0.1:" + gateway.port() + "/router/rest",
                                        "createorder.gateway.app-key",
                                        "12345678",
                                        "createorder.gateway.app-secret",
                                        SECRET,
                                        "createorder.app.data",
                                        folder.resolve("data").toString(),
                                        "camel.management.port",
                                        "0"))
                        .start()) {
            assertThat(node.main().getCamelContext()).isNotNull();
            ended(core, 54);
            command("status");
            command("errors");
            table(
                    core,
                    "SELECT result, reason, count(*) FROM taobao_result GROUP BY result, reason ORDER BY result, reason");
            map(products, 6);
            command("replay", "--cause", "UNMAPPED_PRODUCT");
            command("replay", "--cause", "UNMAPPED_PRODUCT", "--go", "--reason", "product 6 is mapped");
            ended(core, 6);
            command("status");
            command("reconcile", "--source", "pet", "--where", "create_time >= '2026-11-27'");
            Path books = folder.resolve("books.csv");
            StringBuilder book = new StringBuilder("identifier,amount,status\nPET-STRANGE,1.00,ACCEPTED\n");
            core.query("SELECT order_no, price FROM insurance_order WHERE MOD(id, 50) <> 7", row -> {
                book.append("PET-")
                        .append(row.getString(1))
                        .append(',')
                        .append(row.getString(2))
                        .append(",ACCEPTED\n");
            });
            Files.writeString(books, book);
            command("reconcile", "--source", "pet", "--file", books.toString());
            core.execute("UPDATE app_user SET openid = 'AAHoZ-late' WHERE openid IS NULL");
            core.execute(
                    "UPDATE insurance_order SET create_time = TIMESTAMP '2026-11-28 09:00:00' WHERE MOD(id, 50) = 7");
            ended(core, 0);
            command("status");
            show(
                    "gateway",
                    gateway.record().stats().posts() + " posts, "
                            + gateway.record().stats().accepted() + " accepted, "
                            + gateway.record().stats().conflicts() + " conflicts");
        }
        Files.writeString(Path.of("target/walk.txt"), transcript);
    }

    /** Waits until all 300 have ended, so many of them in error, and the shop has been told. */
    private static void ended(JdbcTemplate core, int errors) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(core.queryForList(
                                "SELECT CONCAT(status, ' ', COUNT(*)) FROM createorder.createorder_entry"
                                        + " WHERE report_due IS NULL AND error_due IS NULL GROUP BY status ORDER BY status",
                                String.class))
                        .isEqualTo(
                                errors == 0
                                        ? List.of("ACCEPTED 300")
                                        : List.of("ACCEPTED " + (300 - errors), "ERROR " + errors)));
    }

    private void table(JdbcTemplate core, String query) {
        core.query(query, row -> {
            transcript
                    .append("| ")
                    .append(row.getString(1))
                    .append(" | ")
                    .append(row.getString(2) == null ? "NULL" : row.getString(2))
                    .append(" | ")
                    .append(row.getString(3))
                    .append(" |\n");
        });
    }

    private static void map(Path products, int product) throws IOException {
        Files.writeString(
                products,
                product + ",,petcorp,TB-PET-" + product + ",68000000010" + product + ",\n",
                StandardOpenOption.APPEND);
    }

    private void show(String what, String text) {
        transcript.append("--- ").append(what).append('\n').append(text).append('\n');
    }
}
