package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.Inspection.Preview;
import io.github.createorder.file.FileCheck;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.FileReader;
import io.github.createorder.file.FileRecord;
import io.github.createorder.file.FileVerdict;
import io.github.createorder.intake.RecordReader;
import io.github.createorder.intake.RefusedBodyException;
import io.github.createorder.mapping.OrderMapper.Explained;
import io.github.createorder.order.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "preview",
        description = {
            "Shows what would be sent for the next orders of a source. Sends nothing, changes nothing.",
            "Shows it field by field, with where each value comes from, and all faults."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every order shown would be sent",
            "1:an order shown would be in error, or the file would be refused",
            "2:wrong usage or configuration"
        })
final class PreviewCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Option(names = "--first", description = "Orders to show (default: ${DEFAULT-VALUE})", defaultValue = "3")
    private int first;

    @Option(names = "--request", description = "Show the request JSON as well, as it would be sent")
    private boolean request;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "Name of the source")
    private String source;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "For a drop source: a file of its format; for one of kind route: a body in JSON")
    private Path file;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        if (first < 1) {
            throw usage("--first = " + first + " must be 1 or more");
        }
        return config.look(inspection -> {
            inspection.refuseIfFaulty();
            if (!inspection.sources().contains(source)) {
                throw usage("there is no source '" + source + "'; there are " + inspection.sources());
            }
            List<Preview> orders;
            if (inspection.format(source).isPresent()) {
                orders = ofFile(
                        inspection, inspection.format(source).get(), fileOf("takes files: name one to be looked at"));
            } else if (inspection.reader(source).isPresent()) {
                orders = ofBody(
                        inspection,
                        inspection.reader(source).get(),
                        fileOf("takes what routes send: name a file with a body in JSON"));
            } else {
                orders = inspection.preview(source);
            }
            if (orders == null) {
                return 1;
            }
            List<Preview> shown = orders.subList(0, Math.min(first, orders.size()));
            shown.forEach(this::show);
            if (inspection.transforms(source)) {
                speech.print(
                        out,
                        "%nThe transform of '%s' was not run: this is what its mapping makes without it%n",
                        source);
            }
            speech.print(
                    out,
                    "%n%d orders shown%s%n",
                    shown.size(),
                    shown.isEmpty() ? speech.of(": there is none to be taken") : "");
            return shown.stream().allMatch(order -> order.order().faults().isEmpty()) ? 0 : 1;
        });
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private Path fileOf(String otherwise) {
        if (file == null) {
            throw usage("'" + source + "' " + otherwise);
        }
        return file;
    }

    /** Null when it would be refused. */
    private List<Preview> ofBody(Inspection inspection, RecordReader reader, Path body) throws IOException {
        try (InputStream in = Files.newInputStream(body)) {
            return inspection.preview(source, reader.read(in, other -> null).orders());
        } catch (RefusedBodyException e) {
            out.println(speech.of("The body would be refused as a whole: %s", String.join("; ", e.faults())));
            return null;
        }
    }

    /** Null when it would be refused. */
    private List<Preview> ofFile(Inspection inspection, FileFormat format, Path dropped) throws IOException {
        String name = String.valueOf(dropped.getFileName());
        FileVerdict verdict = new FileCheck(format).check(dropped, name, null);
        if (!verdict.ok()) {
            out.println(speech.of("The file would be refused as a whole: %s", verdict.reason()));
            return null;
        }
        List<SourceRecord> records = new ArrayList<>();
        try (FileReader.Batches batches = new FileReader(format).open(dropped, source, name, 1, first)) {
            if (batches.hasNext()) {
                records.addAll(FileRecord.records(batches.next()));
            }
        }
        return inspection.preview(source, records);
    }

    private void show(Preview preview) {
        out.printf("%n%s %s%n", source, preview.order().record().ref());
        for (Explained value : preview.values()) {
            out.printf(
                    "  %-42s %-34s %s%n",
                    value.field(), value.value() == null ? "-" : text(value.value()), "<- " + speech.of(value.from()));
        }
        if (preview.order().faults().isEmpty()) {
            out.println(speech.of("  would be sent as %s", preview.order().identifier()));
            if (request) {
                out.println("  " + preview.order().request());
            }
        } else {
            out.println(speech.of("  would be in error:"));
            preview.order().faults().forEach(fault -> out.println("    " + speech.say(fault.toString())));
        }
    }

    private static String text(Object value) {
        return (value instanceof LocalDateTime time ? TIME.format(time) : String.valueOf(value))
                .replaceAll("\\p{Cntrl}", " ");
    }
}
