package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.file.FileCheck;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.FileReader;
import io.github.createorder.file.FileRecord;
import io.github.createorder.file.FileVerdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "coverage",
        description = {
            "Lists the product codes that the product mapping lacks.",
            "With the number of rows in the table of a source, or of orders in files of one. Changes nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every code is mapped",
            "1:codes are missing, or a file would be refused",
            "2:wrong usage or configuration"
        })
final class CoverageCommand implements Callable<Integer> {
    private static final int BATCH = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Option(
            names = "--file",
            arity = "1..*",
            paramLabel = "FILE",
            description = "For one drop source: files of its format, wherever they are")
    private List<Path> files = List.of();

    @Parameters(paramLabel = "SOURCE", arity = "0..*", description = "Names of sources; none: every table source")
    private List<String> sources = List.of();

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        if (!files.isEmpty() && sources.size() != 1) {
            throw usage("--file needs the name of the source whose format the files have, and no other");
        }
        return config.look(inspection -> {
            inspection.refuseIfFaulty();
            boolean covered = true;
            for (String source : sources.isEmpty() ? inspection.sources() : sources) {
                covered &= inspection.format(source).isPresent()
                        ? showFiles(
                                inspection, source, inspection.format(source).get())
                        : showTable(inspection, source);
            }
            return covered ? 0 : 1;
        });
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private boolean showTable(Inspection inspection, String source) {
        if (!files.isEmpty()) {
            throw usage("'" + source + "' is no source of files");
        }
        Optional<Map<Map<String, String>, Long>> rows = inspection.codes(source);
        if (rows.isEmpty()) {
            return showNoLookUp(source);
        }
        ProductCodes codes = new ProductCodes();
        rows.get().forEach((code, count) -> codes.add(code, count, inspection.knows(code)));
        return show(source, codes, "rows");
    }

    private boolean showFiles(Inspection inspection, String source, FileFormat format) throws IOException {
        if (files.isEmpty()) {
            String how = "`coverage " + source + " --file FILE`";
            if (!sources.isEmpty()) {
                throw usage("'" + source + "' takes files: name some by " + how);
            }
            speech.print(out, "%s: takes files, and was not looked at: name some by %s%n", source, how);
            return true;
        }
        if (List.of().equals(inspection.mapper(source).productKeyColumns())) {
            return showNoLookUp(source);
        }
        ProductCodes codes = new ProductCodes();
        boolean whole = true;
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            FileVerdict verdict = new FileCheck(format).check(file, name, null);
            if (!verdict.ok()) {
                speech.print(out, "%s: %s would be refused as a whole: %s%n", source, file, verdict.reason());
                whole = false;
                continue;
            }
            try (FileReader.Batches batches = new FileReader(format).open(file, source, name, 1, BATCH)) {
                while (batches.hasNext()) {
                    inspection
                            .productKeys(source, FileRecord.records(batches.next()))
                            .forEach(code -> codes.add(code, 1, inspection.knows(code)));
                }
            }
        }
        return show(source, codes, "orders") && whole;
    }

    private boolean showNoLookUp(String source) {
        speech.print(out, "%s: its mapping looks no product up by columns alone; see `preview`%n", source);
        return true;
    }

    private boolean show(String source, ProductCodes codes, String unit) {
        codes.showMissing(out, speech, source + ": ", unit);
        speech.print(out, "%s: %,d %s mapped, %,d not%n", source, codes.known(), speech.of(unit), codes.missing());
        return codes.missing() == 0;
    }
}
