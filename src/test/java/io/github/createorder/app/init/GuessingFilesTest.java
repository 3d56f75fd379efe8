package io.github.createorder.app.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.file.FileCheck;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.FileReader;
import io.github.createorder.file.FileRecord;
import io.github.createorder.file.FileVerdict;
import io.github.createorder.mapping.CamelExpressions;
import io.github.createorder.order.SourceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What is told of the golden files, which know nothing of this: with their columns' names as people have them, and without. */
class GuessingFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Counted(StringBuilder report, List<String> wrong, int[] counts) {}

    @Test
    void goldenFilesAreWholeByTheFormatsThatAreWrittenAndNoFieldIsGuessedWrongly() throws Exception {
        Counted counted = new Counted(new StringBuilder(), new ArrayList<>(), new int[4]);
        int files = 0;
        int whole = 0;
        try (Stream<Path> folders = Files.list(GOLDEN);
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            for (Path golden : folders.filter(Files::isDirectory).sorted().toList()) {
                if (Files.exists(golden.resolve("reason.txt"))) {
                    continue;
                }
                files++;
                for (boolean named : List.of(false, true)) {
                    whole += look(golden, named, counted, context) && named ? 1 : 0;
                }
            }
        }
        assertThat(counted.wrong()).as(counted.report().toString()).isEmpty();
        // All but the file with order lines and policy lines; and 263 of 403 fields.
        assertThat(whole).as(counted.report().toString()).isEqualTo(files - 1);
        assertThat(counted.counts()[0]).as(counted.report().toString()).isGreaterThanOrEqualTo(263);
    }

    private static boolean look(Path golden, boolean named, Counted counted, DefaultCamelContext context)
            throws Exception {
        String name = golden.getFileName() + (named ? " +names" : "");
        FileStart.Found found;
        String text;
        FileFormat format;
        try {
            found = new FileStart(golden.resolve("input.dat"), "files").look(named ? names(golden) : List.of());
            text = FormatText.of(found.look(), "files", "input.dat", found.key(), found.window());
            format = FileFormat.load("guessed", text);
        } catch (Exception e) {
            counted.report().append("%-40s FAILED %s%n".formatted(name, e));
            return false;
        }
        FileVerdict verdict = new FileCheck(format).check(golden.resolve("input.dat"), "input.dat", null);
        counted.report()
                .append("%-40s %s"
                        .formatted(
                                name,
                                verdict.ok()
                                        ? "whole"
                                        : "REFUSED "
                                                + verdict.reason()
                                                        .lines()
                                                        .findFirst()
                                                        .orElse("")));
        Object kind = ((Map<?, ?>) new Yaml().load(Files.readString(golden.resolve("format.yaml")))).get("orders");
        boolean typed = kind instanceof Map<?, ?> orders && orders.containsKey("type");
        if (verdict.ok()
                && verdict.orders() > 0
                && !typed
                && (named || found.look().headerRow || found.look().nested != null)) {
            List<SourceRecord> records = new ArrayList<>();
            try (FileReader.Batches batches =
                    new FileReader(format).open(golden.resolve("input.dat"), "files", "input.dat", 1, 500)) {
                while (batches.hasNext()) {
                    records.addAll(FileRecord.records(batches.next()));
                }
            }
            Scored scored = Scored.of(
                    found.guesses(),
                    Files.readString(golden.resolve("mapping.yaml")),
                    records,
                    new CamelExpressions(context));
            List<String> blank = scored.blank().stream()
                    .filter(field -> !Scored.isConstant(field))
                    .toList();
            counted.report()
                    .append(" right %d wrong %s blank %s"
                            .formatted(scored.right().size(), scored.wrong(), blank));
            scored.wrong().forEach(field -> counted.wrong().add(name + ": " + field));
            counted.counts()[0] += scored.right().size();
            counted.counts()[2] += blank.size();
        }
        counted.report().append(System.lineSeparator());
        return verdict.ok();
    }

    private static List<String> names(Path golden) throws Exception {
        Map<String, Object> format = new Yaml().load(Files.readString(golden.resolve("format.yaml")));
        if (format.get("kind").equals("json-lines") || !(format.get("columns") instanceof List<?> columns)) {
            return List.of();
        }
        boolean fixed = format.get("kind").equals("fixed-width");
        List<String> names = new ArrayList<>();
        for (Object column : columns) {
            Object name = column instanceof Map<?, ?> block ? block.get("name") : column;
            names.add(
                    fixed
                            ? (name == null ? "-" : name) + ":" + ((Map<?, ?>) column).get("length")
                            : String.valueOf(name));
        }
        return names;
    }
}
