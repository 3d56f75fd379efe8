package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Setting;
import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.Actor;
import io.github.createorder.ledger.ErrorSelection;
import io.github.createorder.ledger.LedgerActions;
import io.github.createorder.ledger.LedgerActions.Revealed;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.LedgerView.ErrorGroup;
import io.github.createorder.ledger.LedgerView.Order;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Masking;
import io.github.createorder.order.Wording;
import io.github.createorder.sql.Reason;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
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
            "The orders are grouped by what must be corrected, with counts and an example. Values that reasons quote are masked unless --payload is given."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown, or none",
            "1:there is no such order, it is not in error, or its record cannot be opened",
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
            description =
                    "With --identifier: its record and request as well, and what is quoted of them. They are personal data:"
                            + " that they were looked at is noted in the audit first")
    private boolean payload;

    @Option(names = "--reason", description = "Why; needed with --payload, and kept in the audit")
    private String reason;

    @Option(
            names = "--who",
            description = "With --payload: who looks (default: ${DEFAULT-VALUE})",
            defaultValue = "${sys:user.name}")
    private String who;

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
        String why = payload ? why() : null;
        return config.ledger((inspection, settings) -> {
            Masking masking = new Masking(settings.list(Setting.CONSOLE_SHOWN));
            if (identifier != null) {
                return publishAgain ? publishAgain(inspection) : orders(inspection, masking, why);
            }
            if (source != null) {
                refuseUnknownSource(inspection.ledger(), settings.list(Setting.SOURCES));
            }
            if (publishAgain) {
                return publishAgain(inspection);
            }
            return groups(inspection.ledger(), masking);
        });
    }

    /** As the console asks for it. */
    private String why() {
        try {
            return Action.reason(reason);
        } catch (IllegalArgumentException e) {
            throw wrong("--payload shows personal data; --reason: " + e.getMessage());
        }
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

    private int groups(LedgerView ledger, Masking masking) {
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
            speech.print(
                    out,
                    "         such as %s: %s%n",
                    group.exampleKey(),
                    speech.say(masking.words(group.exampleReason())));
        }
        speech.print(
                out,
                "%,d orders in error%n",
                groups.stream().mapToLong(ErrorGroup::orders).sum());
        return 0;
    }

    private int orders(Inspection inspection, Masking masking, String why) {
        List<Order> orders = inspection.ledger().orders(identifier, false);
        if (orders.isEmpty()) {
            out.println(speech.of("The ledger has no order with this identifier or order key."));
            return 1;
        }
        int code = 0;
        Map<String, Order> opened =
                payload ? Map.of() : opened(inspection.ledger()).orElse(Map.of());
        for (Order order : orders) {
            String id = order.fields().get("id");
            Optional<Revealed> revealed =
                    payload ? revealed(inspection.actions(), Long.parseLong(id), why) : Optional.empty();
            Order open = opened.getOrDefault(id, order);
            UnaryOperator<String> words =
                    revealed.isPresent() ? UnaryOperator.identity() : text -> masked(masking, text, open);
            tell(order, words);
            if (payload && revealed.isEmpty() && opened(inspection.ledger()).isEmpty()) {
                spec.commandLine().getErr().println(speech.say(LedgerActions.sealed()));
                code = 1;
            } else if (payload) {
                String record = revealed.map(Revealed::record).orElse(null);
                String request = revealed.map(Revealed::request).orElse(null);
                out.println("  record             " + (record == null ? speech.of("removed") : record));
                out.println("  request            " + (request == null ? speech.of("none") : request));
            }
            out.println();
        }
        return code;
    }

    private Optional<Revealed> revealed(LedgerActions actions, long id, String why) {
        try {
            return actions.reveal(Actor.atCommandLine(who), id, why);
        } catch (DataAccessException | TransactionException e) {
            throw new ConfigurationException(
                    List.of("the look cannot be noted in the ledger, so nothing is shown: " + Reason.of(e)));
        }
    }

    /** With record and request, whose masked values may stand in a reason without quotes; empty without the keys. */
    private Optional<Map<String, Order>> opened(LedgerView ledger) {
        try {
            return Optional.of(ledger.orders(identifier, true).stream()
                    .collect(Collectors.toMap(order -> order.fields().get("id"), Function.identity())));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static String masked(Masking masking, String text, Order order) {
        try {
            return masking.words(text, order.record(), order.request());
        } catch (IllegalArgumentException e) {
            // Record or request is damaged.
            return masking.words(text);
        }
    }

    private void tell(Order order, UnaryOperator<String> words) {
        order.fields().forEach((name, value) -> {
            if (value != null) {
                out.printf("  %-18s %s%n", name, name.equals("reason") ? speech.say(words.apply(value)) : value);
            }
        });
        String remedy =
                "ERROR".equals(order.fields().get("status")) ? order.fields().get("cause") : null;
        if (remedy != null) {
            speech.print(out, "  what to do         %s%n", speech.say(Wording.english("remedy." + remedy)));
        }
        order.events()
                .forEach(event -> out.printf(
                        "  event              %s  %s  %s  (%s)%n",
                        event.at(), event.event(), speech.say(words.apply(event.detail())), event.who()));
    }
}
