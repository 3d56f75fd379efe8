package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.OrderRulesSettings;
import io.github.createorder.order.Wording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole files, byte by byte: check, read, map, freeze, answer. */
class GoldenFilesTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(FileFormat.class.getResourceAsStream("createorder-file-format.schema.json"));
    private static final OrderRules RULES = new OrderRules(OrderRulesSettings.DEFAULTS);

    @TempDir(factory = InTarget.class)
    Path folder;

    static Stream<Golden> golden() throws Exception {
        return Golden.taken();
    }

    static Stream<Golden> refused() throws Exception {
        return Golden.refused();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void fileIsRefusedForThisReason(Golden golden) throws Exception {
        FileVerdict verdict =
                InChinese.said(new FileCheck(golden.format()).check(golden.input(), "input.dat", golden.marker()));
        assertThat(verdict.reason()).isEqualTo(golden.reason());
        assertThat(verdict.ok()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void fileIsWhole(Golden golden) throws Exception {
        FileVerdict verdict = new FileCheck(golden.format()).check(golden.input(), "input.dat", golden.marker());
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.ok()).isTrue();
        assertThat(verdict.orders()).isEqualTo(golden.requests().size());
        assertThat(verdict.sha256()).hasSize(64);
        assertThat(verdict.bytes()).isEqualTo(Files.size(golden.input()));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void ordersBecomeTheseRequests(Golden golden) throws Exception {
        List<String> requests = new ArrayList<>();
        try (FileReader.Batches batches = new FileReader(golden.format()).open(golden.input(), "drop", "f1", 1, 2)) {
            OrderMapper mapper = golden.mapper();
            batches.forEachRemaining(batch ->
                    batch.forEach(order -> requests.add(json(order, RULES.check(mapper.map(order.record()))))));
        }
        assertThat(requests).isEqualTo(golden.requests());
    }

    private static String json(FileRecord read, FrozenOrder order) {
        assertThat(order.faults())
                .allSatisfy(fault -> assertThat(Wording.of(fault.message()).code())
                        .as("the code of: " + fault.message())
                        .isNotNull());
        String start = "{\"line\":" + read.line() + ",";
        return order.request() != null
                ? start + "\"request\":" + order.request() + "}"
                : start + "\"faults\":["
                        + order.faults().stream()
                                .map(Fault::field)
                                .map(field -> "\"" + field + "\"")
                                .collect(Collectors.joining(","))
                        + "]}";
    }

    @ParameterizedTest
    @MethodSource("golden")
    void receiptIsTheseBytes(Golden golden) throws Exception {
        Receipt receipt = new Receipt(golden.format());
        Path target = folder.resolve(receipt.nameFor("input.dat"));
        receipt.write(target, golden.statuses().iterator());
        assertThat(new String(Files.readAllBytes(target), golden.format().spec().charset()))
                .isEqualTo(new String(golden.receipt(), golden.format().spec().charset()));
        assertThat(target).hasBinaryContent(golden.receipt());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void readingFromALineGivesTheRestOfTheSameOrders(Golden golden) throws Exception {
        List<FileRecord> all = read(golden, 1);
        for (FileRecord record : all) {
            assertThat(read(golden, record.line()))
                    .isEqualTo(all.stream()
                            .filter(each -> each.line() >= record.line())
                            .toList());
        }
    }

    private static List<FileRecord> read(Golden golden, long line) throws Exception {
        List<FileRecord> records = new ArrayList<>();
        try (FileReader.Batches batches = new FileReader(golden.format()).open(golden.input(), "drop", "f1", line, 3)) {
            batches.forEachRemaining(records::addAll);
        }
        return records;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void formatKeepsItsSchema(Path format) throws Exception {
        assertThat(FileFormat.load(format).name()).isNotEmpty();
        assertThat(SCHEMA.validate(Files.readString(format), InputFormat.YAML)).isEmpty();
    }

    static Stream<Path> formats() throws Exception {
        try (Stream<Path> examples = Files.list(Path.of("config/formats"))) {
            return Stream.concat(
                    Golden.all().map(golden -> golden.folder().resolve("format.yaml")), examples.toList().stream());
        }
    }
}
