package io.github.createorder.console;

import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.LedgerActions;
import io.github.createorder.ledger.LedgerReader.Order;
import io.github.createorder.ledger.LedgerReader.Version;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.Masking;
import io.github.createorder.order.Masking.Shown;
import io.github.createorder.order.Masking.Value;
import io.github.createorder.order.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An order as its page shows it: masked, unless it was revealed. */
final class OrderView {
    private final Order order;
    private final Masking masking;
    private final boolean revealed;

    /** @param masking that which shows everything when it was revealed */
    OrderView(Order order, Masking masking, boolean revealed) {
        this.order = order;
        this.masking = masking;
        this.revealed = revealed;
    }

    /**
     * Something that happened, by a code that the texts know.
     *
     * @param why of what was not done: why not, as the audit has it; else null
     */
    record Moment(long at, String event, String detail, String who, String why) {}

    /** A value of one version beside that of the one before. */
    record Change(String name, String before, String after) {}

    record VersionView(int number, long at, String by, String reason, List<Change> changes) {}

    /** Shows everything of this order, in all its versions: it has the name of each column and field on its list. */
    static Masking open(Order order) {
        Masking closed = new Masking(List.of());
        Set<String> names = new TreeSet<>();
        names(closed.record(order.record()), names);
        names(closed.request(order.request()), names);
        order.versions().forEach(version -> {
            names(closed.record(version.record()), names);
            names(closed.request(version.request()), names);
        });
        return new Masking(names);
    }

    private static void names(Shown shown, Set<String> names) {
        shown.values().forEach(value -> names.add(value.name()));
        shown.policies().forEach(policy -> policy.forEach(value -> names.add(value.name())));
    }

    boolean revealed() {
        return revealed;
    }

    boolean isOpenError() {
        return order.line().status().equals("ERROR");
    }

    boolean canReplay() {
        return isOpenError() && order.line().cause() != ErrorCause.CONFLICT;
    }

    boolean canEdit() {
        return whyNotEdited().isEmpty();
    }

    /** Why its record can be edited by nobody; empty when it can. */
    Optional<Words> whyNotEdited() {
        return LedgerActions.whyNotInError(order.line().status())
                .or(() -> LedgerActions.whyFixed(
                        order.line().cause(), order.line().mayBeExecuted()))
                .or(() -> order.record() != null
                        ? Optional.empty()
                        : Optional.of(order.removed() ? LedgerActions.removed() : LedgerActions.sealed()));
    }

    /** Whether nobody knows if Taobao has it: once it is accepted, everybody does. */
    boolean isInDoubt() {
        return order.line().mayBeExecuted() && !order.line().status().equals("ACCEPTED");
    }

    String tone() {
        return switch (order.line().status()) {
            case "ACCEPTED" -> "good";
            case "ERROR" -> "bad";
            default -> null;
        };
    }

    /** What its state means, as a key of the texts. */
    String standing() {
        String status = order.line().status();
        if (status.equals("ACCEPTED") || status.equals("ERROR")) {
            return status + (order.toReport() ? ".to-report" : ".reported");
        }
        return status;
    }

    /** What a replay does with it, as a key of the texts. */
    String replayDoes() {
        return order.line().cause() == ErrorCause.CONFLICT
                ? "never"
                : order.line().mayBeExecuted() ? "same-bytes" : "map-again";
    }

    String words(String text) {
        return revealed ? text : masking.words(text, order.record(), order.request());
    }

    List<Fault> faults() {
        return revealed
                ? order.faults()
                : order.faults().stream()
                        .map(fault -> masking.fault(fault, order.record(), order.request()))
                        .toList();
    }

    Shown record() {
        return masking.record(order.record());
    }

    Shown request() {
        return masking.request(order.request());
    }

    /** @param audited whether the reader may see why people looked at what is masked */
    List<Moment> moments(boolean audited) {
        List<Moment> moments = new ArrayList<>();
        moments.add(new Moment(
                order.line().takenAt(),
                "TAKEN",
                order.line().source() + ", " + order.line().ref(),
                null,
                null));
        add(moments, order.firstAttemptAt(), "FIRST_ATTEMPT", null, null);
        if (!Objects.equals(order.firstAttemptAt(), order.lastAttemptAt())) {
            add(moments, order.lastAttemptAt(), "LAST_ATTEMPT", order.line().attempts() + "", null);
        }
        boolean ended = false;
        for (var event : order.events()) {
            ended |= event.event().equals("ERROR")
                    && Objects.equals(event.at(), order.line().endedAt());
            moments.add(new Moment(event.at(), event.event(), words(event.detail()), event.who(), null));
        }
        if (!ended) {
            add(moments, order.line().endedAt(), order.line().status(), null, null);
        }
        for (Action action : order.actions()) {
            // The others are events of the order as well.
            if (action.kind() == Action.Kind.REVEAL || action.outcome() != Action.Outcome.DONE) {
                moments.add(new Moment(
                        action.at(),
                        action.kind() + "_" + action.outcome(),
                        action.reason() == null || (action.kind() == Action.Kind.REVEAL && !audited)
                                ? ""
                                : action.reason(),
                        action.who(),
                        action.detail()));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::at));
        return moments;
    }

    private static void add(List<Moment> moments, Long at, String event, String detail, String who) {
        if (at != null) {
            moments.add(new Moment(at, event, detail == null ? "" : detail, who, null));
        }
    }

    /** Each with what differs from the one before. */
    List<VersionView> versions() {
        List<VersionView> views = new ArrayList<>();
        Version before = null;
        for (Version version : order.versions()) {
            views.add(new VersionView(
                    version.number(),
                    version.at(),
                    version.by(),
                    version.reason(),
                    before == null ? List.of() : changes(before, version)));
            before = version;
        }
        return views;
    }

    private List<Change> changes(Version before, Version after) {
        Map<String, Value> old = flat(masking.record(before.record()), "");
        Map<String, Value> now = flat(masking.record(after.record()), "");
        old.putAll(flat(masking.request(before.request()), "-> "));
        now.putAll(flat(masking.request(after.request()), "-> "));
        // Compared as they are: two values may look alike behind their masks.
        Masking open = open(order);
        Map<String, Value> oldOpen = flat(open.record(before.record()), "");
        Map<String, Value> nowOpen = flat(open.record(after.record()), "");
        oldOpen.putAll(flat(open.request(before.request()), "-> "));
        nowOpen.putAll(flat(open.request(after.request()), "-> "));
        List<Change> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(oldOpen.keySet());
        names.addAll(nowOpen.keySet());
        for (String name : names) {
            if (!Objects.equals(oldOpen.get(name), nowOpen.get(name))) {
                changes.add(new Change(name, text(old.get(name)), text(now.get(name))));
            }
        }
        return changes;
    }

    private static String text(Value value) {
        return value == null || value.text() == null ? "-" : value.text();
    }

    private static Map<String, Value> flat(Shown shown, String prefix) {
        Map<String, Value> flat = new LinkedHashMap<>();
        shown.values().forEach(value -> flat.put(prefix + value.name(), value));
        for (int i = 0; i < shown.policies().size(); i++) {
            String place = prefix + "[" + i + "] ";
            shown.policies().get(i).forEach(value -> flat.put(place + value.name(), value));
        }
        return flat;
    }
}
