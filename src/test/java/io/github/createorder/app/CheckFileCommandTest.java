package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.demo.DropSample;
import io.github.createorder.app.demo.LegacySample;
import io.github.createorder.order.ErrorCause;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckFileCommandTest {
    private static final String FIXED = "config/formats/core-policies-fixed.format.yaml";
    private static final String DELIMITED = "config/formats/core-policies-delimited.format.yaml";
    private static final String MAPPING = "config/mappings/core-policies.mapping.yaml";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final DropSample sample = new DropSample(41);

    @TempDir
    Path folder;

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("check-file"));
        all.addAll(List.of(arguments));
        return App.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private Path products() throws Exception {
        StringBuilder csv = new StringBuilder("product,plan,institution,product_code,item_id,sub_product\n");
        for (String product : List.of("YL-2026", "YW-2026", "ZX-2026")) {
            csv.append(product).append(",,INS,CODE-").append(product).append(",600001,\n");
        }
        return Files.writeString(folder.resolve("products.csv"), csv);
    }

    @Test
    void wholeFileWithItsFirstRequestsAndWhatWouldBeInError() throws Exception {
        Path file = sample.fixed(folder, "HOST_20261125_001.txt", "F", 400);
        int code = run(
                "--format",
                FIXED,
                "--mapping",
                MAPPING,
                "--products",
                products().toString(),
                file.toString());
        assertThat(err.toString()).isEmpty();
        long faulty = 400L - sample.good().size();
        assertThat(faulty).isPositive();
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("orders     400", "would be taken", "yuan over PREM_FEN")
                .contains("HOST_20261125_001.txt#1", "\"identifier\" : \"CORE-F0000001\"", "\"institution\" : \"INS\"")
                .contains("to be sent " + sample.good().size())
                .contains("in error   ");
        sample.faulty()
                .forEach((cause, keys) ->
                        assertThat(out.toString()).contains("in error   " + keys.size() + " " + cause));
        // By its codes, for whoever is to map them: as many orders as have the cause.
        assertThat(out.toString()
                        .lines()
                        .filter(line ->
                                line.startsWith("  not mapped: {") && line.contains(LegacySample.UNMAPPED_PRODUCT))
                        .mapToInt(line -> Integer.parseInt(line.replaceAll(".*?(\\d+) orders$", "$1")))
                        .sum())
                .isEqualTo(sample.faulty().get(ErrorCause.UNMAPPED_PRODUCT).size());
    }

    @Test
    void theSameInChineseWithCodesAndRequestsAsTheyAre() throws Exception {
        Path file = sample.fixed(folder, "HOST_20261125_001.txt", "F", 400);
        assertThat(run(
                        "--lang",
                        "zh",
                        "--format",
                        FIXED,
                        "--mapping",
                        MAPPING,
                        "--products",
                        products().toString(),
                        file.toString()))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("订单       400", "文件完整：会被取走。", "\"identifier\" : \"CORE-F0000001\"")
                .contains("将发送     " + sample.good().size(), "product_code：产品映射里没有 product=", "  没有映射：{")
                .doesNotContain("would be", "to be sent", "in error", "not mapped", " is ", "must be");
        sample.faulty()
                .forEach((cause, keys) -> assertThat(out.toString()).contains("出错       " + keys.size() + " " + cause));
    }

    @Test
    void allGoodIsZero() throws Exception {
        Path file = new DropSample(1).fixed(folder, "HOST_20261125_001.txt", "F", 1);
        assertThat(run(
                        "--format",
                        FIXED,
                        "--mapping",
                        MAPPING,
                        "--products",
                        products().toString(),
                        file.toString()))
                .isZero();
        assertThat(run("--format", FIXED, "--mapping", MAPPING, file.toString()))
                .as("without products, nothing is missing for want of them")
                .isZero();
        assertThat(out.toString()).contains("to be sent 1 (products not looked up)");
    }

    @Test
    void wrongTotalAndWrongByteAreToldByLineAndByte() throws Exception {
        Path file = sample.wrongTotal(folder, "HOST_20261125_001.txt", "W", 3);
        byte[] bytes = Files.readAllBytes(file);
        bytes[25] = (byte) 0xFF;
        Files.write(file, bytes);
        assertThat(run("--format", FIXED, "--mapping", MAPPING, file.toString()))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("REFUSED", "line 1, byte 26 (file byte 26): ", "is no character of GBK")
                .doesNotContain("to be sent");
    }

    /** The demo's file, made as its default seed and number of orders make it. */
    @Test
    void readmeShowsWhatIsSaidOfTheDemosRefusedFile() throws Exception {
        DropSample demo = new DropSample(7);
        demo.fixed(folder, "HOST_20261125_001.txt", "F", 600);
        Path refused = demo.wrongTotal(folder, "HOST_20261125_002.txt", "X", 120);
        assertThat(run("--format", FIXED, "--mapping", MAPPING, refused.toString()))
                .isEqualTo(1);
        String said = out.toString()
                .replace(folder + File.separator, "")
                .lines()
                .dropWhile(line -> !line.startsWith("  file "))
                .map(line -> "   " + line + "\n")
                .collect(Collectors.joining("", "   ```\n", "   ```\n"));
        assertThat(said).contains("SHA-256", "would be REFUSED");
        assertThat(Path.of("README.md")).content().contains(said);
        assertThat(Path.of("README.zh-CN.md")).content().contains(said);
    }

    @Test
    void markerIsCompared() throws Exception {
        Path file = sample.delimited(folder, "WEB_1.csv", "W", 5);
        Path marker = Files.write(folder.resolve("WEB_1.csv.ok"), DropSample.marker(file));
        assertThat(run("--format", DELIMITED, "--marker", marker.toString(), file.toString()))
                .isZero();
        Files.writeString(file, Files.readString(file).replaceFirst("a1z10", "a1z11"));
        assertThat(run("--format", DELIMITED, "--marker", marker.toString(), file.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("the marker says SHA-256");
    }

    @Test
    void faultsOfFormatAndMappingAreListed() throws Exception {
        Path format = Files.writeString(
                folder.resolve("f.yaml"),
                Files.readString(Path.of(FIXED))
                        .replace("GBK #", "EBCDIC #")
                        .replace("kind: fixed-width", "kind: fixed"));
        Path file = sample.fixed(folder, "HOST_20261125_001.txt", "F", 1);
        assertThat(run("--format", format.toString(), file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("f.yaml", "`charset` must be", "kind");
        Path other = Files.writeString(
                folder.resolve("m.yaml"),
                Files.readString(Path.of(MAPPING)).replace("order_id: ORDER_NO", "order_id: ORDER_NUMBER"));
        assertThat(run("--format", FIXED, "--mapping", other.toString(), file.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("names the column ORDER_NUMBER");
        assertThat(run(file.toString())).isEqualTo(2);
    }

    @Test
    void orderThatIsTwiceInTheFileIsSentOnce() throws Exception {
        Path format = Files.writeString(folder.resolve("f.yaml"), """
                format: two
                kind: delimited
                charset: UTF-8
                separator: ","
                columns: [ORDER_NO, FEE]
                """);
        Path mapping = Files.writeString(folder.resolve("m.yaml"), """
                mapping: two
                order:
                  identifier: ORDER_NO
                  order_id: ORDER_NO
                  out_user_id: ORDER_NO
                  tenant: { constant: DTAO }
                  payment_type: { constant: single }
                  apply_time: { constant: "2026-11-29 10:00:00" }
                  institution: { constant: INS }
                  product_code: { constant: P }
                  item_id: { constant: "600001" }
                policies:
                  policy_no: ORDER_NO
                  fee_amount: FEE
                  actual_received_amount: FEE
                  guaranteed_amount: FEE
                  effective_time: { constant: "2026-11-30 00:00:00" }
                  expiration_time: { constant: "2027-11-29 23:59:59" }
                """);
        Path file = Files.writeString(folder.resolve("x.csv"), "A,1.00\nB,2.00\nA,1.00\nA,.50\nB,2.00\nC,-1\nC,-1\n");
        assertThat(run("--format", format.toString(), "--mapping", mapping.toString(), file.toString()))
                .as(err.toString())
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("to be sent 2 ")
                .contains("repeated   2, the same as an order before them in the file: sent once")
                .contains("in error   1 CONFLICT")
                .contains("x.csv#4: identifier: an order before it in the file has the same one and another content")
                .contains("in error   2 INVALID");
        Files.writeString(file, "A,.50\nA,0.5\n");
        assertThat(run("--format", format.toString(), "--mapping", mapping.toString(), file.toString()))
                .as("the same twice is nothing wrong")
                .isZero();
    }

    @Test
    void nameThatADropSourceWouldLeaveAloneIsTold() throws Exception {
        Path file = sample.fixed(folder, "x.txt", "F", 1);
        assertThat(run("--format", FIXED, file.toString())).isZero();
        assertThat(out.toString()).contains("does not match `file-name`");
    }
}
