package io.github.createorder.file;

import io.github.createorder.mapping.ExpressionEvaluator;
import io.github.createorder.mapping.OrderMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The cases under src/test/resources/golden. */
record Golden(Path folder) {
    private static final Path ROOT = Path.of("src/test/resources/golden");
    private static final ExpressionEvaluator NO_EXPRESSIONS = new ExpressionEvaluator() {
        @Override
        public boolean knows(String language) {
            return false;
        }

        @Override
        public Function<Map<String, Object>, Object> compile(String language, String text) {
            throw new IllegalArgumentException(language);
        }
    };

    static Stream<Golden> all() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(Files::isDirectory).sorted().map(Golden::new).toList().stream();
        }
    }

    /** Those whose file is whole. */
    static Stream<Golden> taken() throws IOException {
        return all().filter(golden -> !Files.exists(golden.reasonFile()));
    }

    /** Those whose file is refused. */
    static Stream<Golden> refused() throws IOException {
        return all().filter(golden -> Files.exists(golden.reasonFile()));
    }

    private Path reasonFile() {
        return folder.resolve("reason.txt");
    }

    String reason() throws IOException {
        return Files.readString(reasonFile()).stripTrailing();
    }

    static Golden of(String name) {
        return new Golden(ROOT.resolve(name));
    }

    FileFormat format() throws IOException {
        return FileFormat.load(folder.resolve("format.yaml"));
    }

    OrderMapper mapper() throws IOException {
        return OrderMapper.load(folder.resolve("mapping.yaml"), NO_EXPRESSIONS);
    }

    Path input() {
        return folder.resolve("input.dat");
    }

    byte[] marker() throws IOException {
        Path marker = folder.resolve("marker.dat");
        return Files.exists(marker) ? Files.readAllBytes(marker) : null;
    }

    List<String> requests() throws IOException {
        return Files.readAllLines(folder.resolve("requests.jsonl"));
    }

    byte[] receipt() throws IOException {
        return Files.readAllBytes(folder.resolve("receipt.dat"));
    }

    List<ReceiptLine> statuses() throws IOException {
        return Files.readAllLines(folder.resolve("statuses.csv"), StandardCharsets.UTF_8).stream()
                .skip(1)
                .map(Golden::status)
                .toList();
    }

    /** line,key,status,code,message,request_id,amount; {@code \}054 stands for a comma. */
    private static ReceiptLine status(String line) {
        String[] cells = line.split(",", -1);
        return new ReceiptLine(
                Long.parseLong(cells[0]),
                cells[1].translateEscapes(),
                ReceiptLine.Status.valueOf(cells[2]),
                text(cells[3]),
                text(cells[4].translateEscapes()),
                text(cells[5]),
                cells[6].isEmpty() ? null : new BigDecimal(cells[6]));
    }

    private static String text(String cell) {
        return cell.isEmpty() ? null : cell;
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
