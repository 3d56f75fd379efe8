package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Setting;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.LedgerView.DayTotal;
import io.github.createorder.ledger.Reconciliation;
import io.github.createorder.ledger.Reconciliation.Compared;
import io.github.createorder.ledger.Reconciliation.Found;
import io.github.createorder.ledger.Reconciliation.Part;
import io.github.createorder.ledger.Reconciliation.Theirs;
import io.github.createorder.ledger.TheirOrders;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reconcile",
        description = {
            "Sums a day up, and compares it with the legacy table or a file of the core system.",
            "Orders and amounts that are accepted, in error and pending, as the ledger has them; order by order against the",
            "status of the table's rows, and their amount as the mapping makes it today, or against a file. Changes nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing differs", "1:something differs", "2:wrong usage or configuration"})
final class ReconcileCommand implements Callable<Integer> {
    private static final int EXAMPLES = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Option(names = "--day", paramLabel = "<yyyy-MM-dd>", description = "Day of taking, in Beijing (default: today)")
    private LocalDate day;

    @Option(names = "--source", description = "Only one source; needed for a comparison with its table")
    private String source;

    @ArgGroup
    private Against against = new Against();

    static final class Against {
        @Option(
                names = "--where",
                paramLabel = "<SQL>",
                description =
                        "Compare with the rows of the source's table that this condition selects, such as \"APPLY_TIME >="
                                + " DATE '2026-11-25' AND APPLY_TIME < DATE '2026-11-26'\"")
        private String where;

        @Option(
                names = "--file",
                description =
                        "Compare with a CSV file with a header: identifier or ref, and as you have them amount (yuan) and"
                                + " status (ACCEPTED, ERROR, PENDING, CLOSED); the amount's column may be called yuan too")
        private Path file;
    }

    @Option(
            names = "--accepted-to",
            paramLabel = "<CSV>",
            description =
                    "Write what Taobao accepted on that day, whenever it was taken, to a new file: identifier, ref, amount"
                            + " (yuan), accepted_at (Beijing time), source")
    private Path acceptedTo;

    @Option(names = "--charset", description = "The files' charset (default: UTF-8)", defaultValue = "UTF-8")
    private Charset charset = StandardCharsets.UTF_8;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        LocalDate wanted = day == null ? LocalDate.now(ZoneOffset.ofHours(8)) : day;
        if (against.where != null) {
            if (source == null) {
                throw new CommandLine.ParameterException(spec.commandLine(), "--where needs --source");
            }
            return config.look(inspection -> {
                inspection.refuseIfFaulty();
                sum(inspection, wanted);
                return compare(inspection.ledger(), wanted, ofTable(inspection), false);
            });
        }
        return config.ledger((inspection, settings) -> {
            refuseUnknownSource(inspection.ledger(), settings.list(Setting.SOURCES), wanted);
            TheirOrders theirs = against.file == null ? null : theirFile();
            sum(inspection, wanted);
            return theirs == null ? 0 : compare(inspection.ledger(), wanted, theirs.orders(), theirs.byIdentifier());
        });
    }

    private int compare(LedgerView ledger, LocalDate wanted, Map<String, Theirs> theirs, boolean byIdentifier) {
        if (against.file == null) {
            speech.print(out, "Compared with the table, where %s%n", against.where);
        } else {
            speech.print(out, "Compared with %s%n", against.file);
        }
        Compared compared = new Reconciliation(ledger, theirs, byIdentifier).compare(wanted, source);
        speech.print(
                out,
                "  in both                  %,12d%s%n",
                compared.both(),
                compared.ofOtherDays() == 0
                        ? ""
                        : speech.of(", %,d of them taken on another day", compared.ofOtherDays()));
        show(
                speech.of(
                        "  only theirs: not taken   %,12d%n",
                        compared.onlyTheirs().count()),
                compared.onlyTheirs());
        show(speech.of("  only in the ledger       %,12d%n", compared.onlyOurs().count()), compared.onlyOurs());
        show(
                speech.of(
                        "  different                %,12d%n",
                        compared.different().count()),
                compared.different());
        compared.partly().forEach(this::show);
        return compared.differences() == 0 ? 0 : 1;
    }

    private void show(Part part) {
        boolean amount = part.what().equals("amount");
        if (part.of() == 0) {
            out.println(speech.of(amount ? "  amounts: not compared" : "  statuses: not compared"));
        } else {
            out.println(speech.of(
                    amount ? "  amounts: compared of %,d only" : "  statuses: compared of %,d only", part.of()));
        }
    }

    private void show(String what, Found found) {
        out.print(what);
        found.first().stream()
                .limit(EXAMPLES)
                .forEach(one ->
                        out.println("    " + one.key() + (one.what() == null ? "" : " " + speech.say(one.what()))));
        if (found.count() > EXAMPLES) {
            speech.print(out, "    and %,d more%n", found.count() - EXAMPLES);
        }
    }

    private void refuseUnknownSource(LedgerView ledger, List<String> configured, LocalDate wanted) {
        Reconciliation.unknownSource(source, configured, wanted, ledger.day(wanted))
                .ifPresent(why -> {
                    throw new CommandLine.ParameterException(spec.commandLine(), speech.say(why));
                });
    }

    private Map<String, Theirs> ofTable(Inspection inspection) {
        Map<String, String> statuses = inspection.statuses(source, against.where);
        Map<String, Long> amounts = inspection.amounts(source, List.copyOf(statuses.keySet()));
        Map<String, Theirs> theirs = new LinkedHashMap<>();
        statuses.forEach((ref, standing) -> theirs.put(ref, new Theirs(standing, amounts.get(ref))));
        return theirs;
    }

    private void sum(Inspection inspection, LocalDate wanted) throws IOException {
        speech.print(out, "Taken on %s (Beijing), as the ledger has it now%n", wanted);
        long orders = 0;
        long fen = 0;
        for (DayTotal total : inspection.ledger().day(wanted)) {
            if (source == null || source.equals(total.source())) {
                line(
                        total.source(),
                        total.cause() == null ? total.standing() : "ERROR " + total.cause(),
                        total.orders(),
                        total.fen());
                orders += total.orders();
                fen += total.fen();
            }
        }
        line(speech.of("all"), "", orders, fen);
        if (acceptedTo != null) {
            AcceptedFile.Written written = accepted(inspection, wanted);
            speech.print(
                    out,
                    "Accepted on %s, in %s: %,d orders, %,.2f yuan%n",
                    wanted,
                    acceptedTo,
                    written.orders(),
                    written.yuan());
        }
    }

    private AcceptedFile.Written accepted(Inspection inspection, LocalDate wanted) throws IOException {
        try {
            return AcceptedFile.write(acceptedTo, charset, inspection.ledger(), wanted, source);
        } catch (FileAlreadyExistsException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    acceptedTo + " is there already, and is not written over: name another file",
                    e);
        }
    }

    private void line(String name, String standing, long orders, long fen) {
        speech.print(
                out, "  %-20s %-24s %,12d orders %,20.2f yuan%n", name, standing, orders, BigDecimal.valueOf(fen, 2));
    }

    private TheirOrders theirFile() throws IOException {
        TheirOrders theirs = TheirOrders.read(Files.newInputStream(against.file), charset);
        if (!theirs.faults().isEmpty()) {
            throw new ConfigurationException(theirs.faults().stream()
                    .map(fault -> against.file + ", " + speech.say(fault))
                    .toList());
        }
        return theirs;
    }
}
