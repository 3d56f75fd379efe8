package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a preview, on the table of docs/walk.md and on a file. */
class InitCommandTest {
    private static final String SCENE = "src/test/resources/init/walk/table.sql";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return App.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    /** The URL of a database with the walk's tables, in which the user READER may do nothing but SELECT. */
    private static String database(String name) throws Exception {
        String url = "jdbc:h2:mem:" + name;
        // The database is there as long as somebody of it is connected.
        Connection connection = DriverManager.getConnection(url + ";DB_CLOSE_DELAY=-1", "sa", "");
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(Path.of(SCENE)));
            statement.execute("CREATE USER READER PASSWORD ''");
            for (String table : List.of("V_TAOBAO_ORDER", "INSURANCE_ORDER", "INSURANCE", "APP_USER")) {
                statement.execute("GRANT SELECT ON " + table + " TO READER");
            }
        }
        return url;
    }

    private String conf() {
        return folder.resolve("conf").toString();
    }

    private int initTable(String url, String table) {
        return run("init", "--url", url, "--user", "READER", "--table", table, "--source", "pet", "--out", conf());
    }

    private void replace(String file, String from, String to) throws Exception {
        Path path = folder.resolve("conf").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    @Test
    void fromNothingToAPreviewByFillingInTheBlanks() throws Exception {
        assertThat(initTable(database("init-walk"), "v_taobao_order"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("10 columns, 120 rows looked at", "6 product codes seen")
                .contains("blank    payment_type, policy_no, actual_received_amount, expiration_time");

        // Each blank is named, with its line.
        assertThat(run("check", "--config", conf(), "-D", "createorder.app.data=" + folder.resolve("data")))
                .isEqualTo(2);
        for (String blank : List.of("payment_type", "policy_no", "actual_received_amount", "expiration_time")) {
            assertThat(out.toString()).containsPattern("pet.mapping.yaml:[0-9]+:[0-9]+: `" + blank + "` is blank");
        }
        assertThat(out.toString()).contains("products.csv line 2: institution is empty");

        replace("pet.mapping.yaml", "\n  payment_type:\n", "\n  payment_type: { constant: single }\n");
        replace("pet.mapping.yaml", "\n  policy_no:\n", "\n  policy_no: ORDER_NO\n");
        replace("pet.mapping.yaml", "\n  actual_received_amount:\n", "\n  actual_received_amount: PRICE\n");
        replace(
                "pet.mapping.yaml",
                "\n  expiration_time:\n",
                "\n  expiration_time: { column: END_DATE, time: \"24:00:00\" }\n");
        replace("products.csv", ",,,,,\n", ",,petcorp,TB-PET,680000000101,\n");
        assertThat(run("preview", "pet", "--config", conf(), "-D", "createorder.app.data=" + folder.resolve("data")))
                .as(out.toString() + err)
                .isZero();
        assertThat(out.toString()).contains("policy_list[0].expiration_time", "would be sent as PET-INS20261127000001");
    }

    @Test
    void writesOverNothingAndSaysWhatIsThere() throws Exception {
        String url = database("init-over");
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/pet.mapping.yaml"), "mine");
        Files.writeString(folder.resolve("conf/products.csv"), "mine too");
        assertThat(initTable(url, "v_taobao_order")).isEqualTo(2);
        assertThat(err.toString()).contains("pet.mapping.yaml is there already", "products.csv is there already");
        assertThat(Files.readString(folder.resolve("conf/pet.mapping.yaml"))).isEqualTo("mine");
        try (Stream<Path> files = Files.list(folder.resolve("conf"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void addsToAConfigurationThatIsThereByLinesOfItsOwn() throws Exception {
        String url = database("init-add");
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(
                folder.resolve("conf/application.properties"),
                "createorder.app.data-sources=ledger,shop\ncreateorder.app.data-source.shop.url=" + url
                        + "\ncreateorder.app.data-source.shop.user=READER\n");
        assertThat(run("init", "--config", conf(), "--data-source", "shop", "--table", "V_TAOBAO_ORDER"))
                .as(err.toString())
                .isZero();
        assertThat(folder.resolve("conf/core.properties"))
                .content()
                .contains("createorder.source.core.data-source = shop", "lines to be added")
                .doesNotContain("createorder.app.data-source.");
        assertThat(run("init", "--config", conf(), "--data-source", "shp", "--table", "V_TAOBAO_ORDER"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no data source 'shp'", "shop");
    }

    @Test
    void tellsNoValueOfAPersonAndNamesWhereElseAColumnIs() throws Exception {
        assertThat(initTable(database("init-persons"), "insurance_order"))
                .as(err.toString())
                .isZero();
        StringBuilder all = new StringBuilder(out.toString());
        try (Stream<Path> files = Files.list(folder.resolve("conf"))) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        // Order numbers, openids, phones, names: of the rows nothing is there but product codes.
        assertThat(all.toString()).doesNotContain("INS2026", "AAHoZ", "1381", "昵称", "小白", "宠物保险1");
        assertThat(all.toString())
                .contains("not read: PET_NAME, PET_TYPE")
                .contains("Table APP_USER, which USER_ID refers to, has OPENID")
                .contains("Table INSURANCE, which INSURANCE_ID refers to, has COVERAGE_AMOUNT");
    }

    @Test
    void aFileIsCheckedAtOnceByWhatIsWrittenForIt() throws Exception {
        Path file = folder.resolve("HOST_20261125_001.txt");
        Files.writeString(file, """
                A0000001oABC000120261123101112安心医疗险　　　P000010000036500  502026112420271123
                A0000001oABC000120261123101112意外险（尊享版）P000020000012005  102026112420271123
                A0000002oABC000220261123101530安心医疗险      P000030000036500  502026120120271130
                T000003000000085005
                """, java.nio.charset.Charset.forName("GBK"));
        assertThat(run(
                        "init",
                        "--file",
                        file.toString(),
                        "--out",
                        conf(),
                        "--columns",
                        "ORDER_NO:8,OPEN_ID:8,APPLY:14,PLAN:16,POL_NO:6,PREM_FEN:10,COVER_WAN:4,START:8,END:8"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("fixed-width, GBK, 3 lines of orders", "a trailer");
        String format = folder.resolve("conf/files.format.yaml").toString();
        assertThat(run("check-file", "--format", format, file.toString()))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).contains("orders     2", "policies   3", "would be taken");
        assertThat(Files.readString(Path.of(format)))
                .contains(
                        "file-name: 'HOST_(?<date>[0-9]{8})_(?<seq>[0-9]{3})[.]txt'",
                        "count: COUNT", "column: PREM_FEN");
        assertThat(folder.resolve("conf/files.mapping.yaml"))
                .content()
                .contains("fee_amount: { column: PREM_FEN, unit: fen }")
                .contains("guaranteed_amount: { column: COVER_WAN, unit: wan }");
    }

    @Test
    void whatIsNoTextOrNoDatabaseIsToldInWords() throws Exception {
        Path file = Files.write(folder.resolve("x.xls"), new byte[] {
            (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1, 0, 0
        });
        assertThat(run("init", "--file", file.toString(), "--out", conf())).isEqualTo(2);
        assertThat(err.toString()).contains("a workbook or document of an old office program");
        assertThat(run("init", "--table", "T", "--out", conf())).isEqualTo(2);
        assertThat(err.toString()).contains("say which database");
        assertThat(run("init", "--url", "jdbc:h2:mem:x;PASSWORD=secret", "--table", "T", "--out", conf()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--url must not hold").doesNotContain("secret");
        assertThat(run("init", "--url", "jdbc:h2:mem:nothing", "--table", "T_NONE", "--out", conf()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("T_NONE");
        assertThat(folder.resolve("conf")).doesNotExist();
    }
}
