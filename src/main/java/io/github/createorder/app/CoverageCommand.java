package io.github.createorder.app;

import io.github.createorder.Inspection;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "coverage",
        description = {
            "Lists the product codes found in table sources that the product mapping lacks, with the number of rows.",
            "For a file, `check-file --products` counts them. Changes nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every code is mapped", "1:codes are missing", "2:wrong usage or configuration"})
final class CoverageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Parameters(paramLabel = "SOURCE", arity = "0..*", description = "Names of sources; none: every table source")
    private List<String> sources = List.of();

    @Override
    public Integer call() throws Exception {
        return config.look(inspection -> {
            inspection.refuseIfFaulty();
            boolean covered = true;
            for (String source : sources.isEmpty() ? inspection.tableSources() : sources) {
                covered &= show(inspection, source);
            }
            return covered ? 0 : 1;
        });
    }

    private boolean show(Inspection inspection, String source) {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Map<Map<String, String>, Long>> codes = inspection.codes(source);
        if (codes.isEmpty()) {
            out.printf("%s: its mapping looks no product up by columns alone; see `preview`%n", source);
            return true;
        }
        long known = 0;
        long missing = 0;
        for (Map.Entry<Map<String, String>, Long> code : codes.get().entrySet()) {
            if (inspection.knows(code.getKey())) {
                known += code.getValue();
            } else {
                missing += code.getValue();
                out.printf("%s: not mapped: %-50s %,10d rows%n", source, words(code.getKey()), code.getValue());
            }
        }
        out.printf("%s: %,d rows mapped, %,d not%n", source, known, missing);
        return missing == 0;
    }

    private static String words(Map<String, String> code) {
        return code.isEmpty() ? "(a part of the key is empty or cannot be made)" : code.toString();
    }
}
