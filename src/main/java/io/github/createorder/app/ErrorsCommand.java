package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.config.Setting;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.LedgerView.ErrorGroup;
import io.github.createorder.ledger.LedgerView.Order;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Wording;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "errors",
        description = {
            "Shows the orders in error, or one order with its history.",
            "The orders are grouped by what must be corrected, with counts and an example."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown, or none",
            "1:there is no such order, or it is not in error",
            "2:wrong usage or configuration"
        })
final class ErrorsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Option(names = "--source", description = "Only those of one source")
    private String source;

    @Option(names = "--cause", description = "Only those of one cause: ${COMPLETION-CANDIDATES}")
    private ErrorCause cause;

    @Option(names = "--identifier", description = "One order, in error or not, by its identifier or order key")
    private String identifier;

    @Option(
            names = "--payload",
            description = "With --identifier: its record and request as well. They are personal data")
    private boolean payload;

    @Option(
            names = "--publish-again",
            description =
                    "Have the nodes put the orders in error on the error queue again, all or those selected: for a queue that was"
                            + " emptied or a broker that lost its messages. What is still there is then there twice, which"
                            + " does no harm")
    private boolean publishAgain;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        if (payload && identifier == null) {
            throw wrong("--payload shows one order: it needs --identifier");
        }
        if (payload && publishAgain) {
            throw wrong("--payload shows an order, --publish-again shows none");
        }
        if (identifier != null && (source != null || cause != null)) {
            throw wrong("--identifier names one order already: leave --source and --cause out");
        }
        return config.ledger((inspection, settings) -> {
            if (identifier != null) {
                return publishAgain ? publishAgain(inspection) : orders(inspection.ledger());
            }
            if (source != null) {
                refuseUnknownSource(inspection.ledger(), settings.list(Setting.SOURCES));
            }
            if (publishAgain) {
                return publishAgain(inspection);
            }
            return groups(inspection.ledger());
        });
    }

    private int publishAgain(Inspection inspection) {
        LedgerErrors errors = inspection.errors();
        int orders = errors.publishAgain(new ErrorSelection(null, identifier, cause, source, null, null));
        if (orders == 0 && identifier != null) {
            orders = errors.publishAgain(ErrorSelection.ofOrderKey(identifier));
        }
        if (orders == 0) {
            out.println(
                    identifier == null
                            ? speech.of("No such order is in error.")
                            : speech.of("The ledger has no order %s in error.", identifier));
            return identifier == null ? 0 : 1;
        }
        speech.print(out, "%,d orders in error come to the error queue again, as soon as a node runs%n", orders);
        return 0;
    }

    /** None in error must not be the answer to a misspelt name. */
    private void refuseUnknownSource(LedgerView ledger, List<String> configured) {
        Set<String> known = new TreeSet<>(configured);
        ledger.errorGroups().forEach(group -> known.add(group.source()));
        known.addAll(ledger.standing().pending().keySet());
        known.addAll(ledger.standing().unreported().keySet());
        if (!known.contains(source)) {
            throw wrong("there is no source '" + source + "' in the configuration, and the ledger has no orders of it"
                    + " in error or to be sent; there are " + known);
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    private int groups(LedgerView ledger) {
        List<ErrorGroup> groups = ledger.errorGroups().stream()
                .filter(group -> source == null || group.source().equals(source))
                .filter(group -> cause == null || group.cause() == cause)
                .toList();
        for (ErrorGroup group : groups) {
            String codes = Stream.of(group.code(), group.subCode(), group.responseCode())
                    .filter(code -> code != null && !code.isEmpty())
                    .collect(Collectors.joining(" / "));
            out.printf(
                    "%,7d  %-16s %s%s%n",
                    group.orders(), group.cause(), group.source(), codes.isEmpty() ? "" : "  " + codes);
            speech.print(out, "         from %s to %s%n", group.oldest(), group.newest());
            if (group.mayBeExecuted() > 0) {
                speech.print(out, "         %,d of them may exist at Taobao%n", group.mayBeExecuted());
            }
            speech.print(out, "         such as %s: %s%n", group.exampleKey(), speech.say(group.exampleReason()));
        }
        speech.print(
                out,
                "%,d orders in error%n",
                groups.stream().mapToLong(ErrorGroup::orders).sum());
        return 0;
    }

    private int orders(LedgerView ledger) {
        List<Order> orders = ledger.orders(identifier, payload);
        if (orders.isEmpty()) {
            out.println(speech.of("The ledger has no order with this identifier or order key."));
            return 1;
        }
        for (Order order : orders) {
            order.fields().forEach((name, value) -> {
                if (value != null) {
                    out.printf("  %-18s %s%n", name, name.equals("reason") ? speech.say(value) : value);
                }
            });
            String remedy = "ERROR".equals(order.fields().get("status"))
                    ? order.fields().get("cause")
                    : null;
            if (remedy != null) {
                speech.print(out, "  what to do         %s%n", speech.say(Wording.english("remedy." + remedy)));
            }
            order.events()
                    .forEach(event -> out.printf(
                            "  event              %s  %s  %s  (%s)%n",
                            event.at(), event.event(), speech.say(event.detail()), event.who()));
            if (payload) {
                out.println("  record             " + (order.record() == null ? speech.of("removed") : order.record()));
                out.println("  request            " + (order.request() == null ? speech.of("none") : order.request()));
            }
            out.println();
        }
        return 0;
    }
}
