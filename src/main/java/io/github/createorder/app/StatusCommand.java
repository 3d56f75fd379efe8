package io.github.createorder.app;

import io.github.createorder.config.Setting;
import io.github.createorder.ledger.GateState;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.LedgerView.Standing;
import io.github.createorder.order.Masking;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description =
                "Shows whether orders are sent, what waits, what is in error and the newest files; from the ledger.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:sending is open", "1:sending is paused", "2:wrong usage or configuration"})
final class StatusCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private Speech speech;

    @Override
    public Integer call() throws Exception {
        return config.ledger((inspection, settings) -> {
            LedgerView ledger = inspection.ledger();
            boolean open = true;
            for (LedgerView.NamedGate gate : ledger.gates()) {
                boolean ours = gate.gateway().equals(inspection.gatewayName());
                show(gate, ours);
                open &= !ours || gate.state().isOpen();
            }
            show(ledger.standing());
            Masking masking = new Masking(settings.list(Setting.CONSOLE_SHOWN));
            ledger.files(10).forEach(file -> show(file, masking));
            return open ? 0 : 1;
        });
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void show(LedgerView.NamedGate gate, boolean ours) {
        GateState state = gate.state();
        speech.print(
                out(),
                "gateway    %s%s: %s%n",
                gate.gateway(),
                ours ? "" : speech.of(" (not the configured one)"),
                state.isOpen()
                        ? speech.of("open")
                        : speech.of(
                                "%s (%s) since %s%s: %s",
                                state.state(),
                                state.kind(),
                                time(state.since()),
                                state.until() == null ? "" : speech.of(", until %s", time(state.until())),
                                speech.say(state.reason())));
    }

    private void show(Standing now) {
        speech.print(
                out(),
                "pending    %,d orders%s%s%n",
                now.pendingInAll(),
                now.pending().isEmpty() ? "" : " " + now.pending(),
                now.oldestMillis() == 0
                        ? ""
                        : speech.of(
                                ", the oldest due for %d s",
                                Duration.ofMillis(now.oldestMillis()).toSeconds()));
        now.underWay().forEach((node, orders) -> speech.print(out(), "under way  %,d orders by %s%n", orders, node));
        speech.print(
                out(),
                "in error   %,d orders%s%n",
                now.errorsInAll(),
                now.errors().isEmpty()
                        ? ""
                        : ": "
                                + now.errors().entrySet().stream()
                                        .map(error -> error.getKey() + " " + error.getValue())
                                        .collect(Collectors.joining(", ")));
        if (now.unpublished() > 0) {
            speech.print(out(), "           %,d of them are not on the error queue yet%n", now.unpublished());
        }
        for (Map.Entry<String, Long> source : now.unreported().entrySet()) {
            speech.print(out(), "to report  %,d outcomes to %s%n", source.getValue(), source.getKey());
        }
    }

    private void show(LedgerView.FileLine file, Masking masking) {
        speech.print(
                out(),
                "file       %s %s: %s, %,d orders, %,d not reported, %d receipts%s%n",
                file.source(),
                file.name(),
                file.state(),
                file.orders(),
                file.notReported(),
                file.receipts(),
                file.reason() == null ? "" : "; " + speech.say(masking.words(file.reason())));
    }

    private static String time(Long epochMillis) {
        return epochMillis == null ? "-" : TIME.format(Instant.ofEpochMilli(epochMillis));
    }
}
