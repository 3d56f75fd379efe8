package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.top.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what became of claimed orders. */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    /** So often an order may be the only one that is refused for the configuration, before it goes to a person. */
    private static final int MOST_REFUSALS = 5;

    /** Begins the reason of a refusal that proves nothing of the attempts before it. */
    static final String DOUBT = "an earlier attempt may have created it, and this answer does not tell: ";

    private final LedgerDb db;
    private final String node;
    private final RetryPolicy retry;
    private final RandomGenerator random;
    private final long reportLeaseMillis;

    /**
     * What was written.
     *
     * @param late how many came too late
     * @param reports outcomes that this node is to tell, and nobody else before its lease on them ends
     */
    record Settled(int late, List<Report> reports) {}

    Settling(LedgerDb db, String node, LedgerSettings settings, RandomGenerator random) {
        this.db = db;
        this.node = node;
        this.retry = settings.retry();
        this.random = random;
        this.reportLeaseMillis = settings.reportLease().toMillis();
    }

    /**
     * Inside a transaction.
     *
     * @param telling sources that this node tells of their outcomes by itself
     */
    Settled settle(List<SentOrder> sent, Set<String> telling) {
        Rows unsent = new Rows("id bigint", "version int");
        Rows judged = new Rows(
                "id bigint",
                "version int",
                "status text",
                "cause text",
                "executed bool",
                "disproved bool",
                "attempt int",
                "refused int",
                "delay bigint",
                "code text",
                "sub_code text",
                "response_code text",
                "request_id text",
                "reason text",
                "told bool");
        for (SentOrder one : sent) {
            if (one.outcome() == null) {
                unsent.add(one.order().id(), one.order().version());
            } else {
                add(judged, one, telling.contains(one.order().source()));
            }
        }
        Set<Long> ids = new HashSet<>(giveBack(unsent, Duration.ZERO));
        ids.addAll(write(judged));
        Set<SentOrder> written = newest(sent).values().stream()
                .filter(one -> ids.contains(one.order().id()))
                .collect(Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
        Events events = new Events(db);
        Set<Long> acceptedLate = new LateAcceptance(db, node, events)
                .write(sent.stream()
                        .filter(one -> one.outcome() != null && one.outcome().kind() == Outcome.Kind.ACCEPTED)
                        .filter(one -> !written.contains(one))
                        .toList());
        int late = 0;
        for (SentOrder one : sent) {
            ClaimedOrder order = one.order();
            if (written.contains(one)) {
                if (one.outcome() != null && decide(one).status.equals("ERROR")) {
                    events.add(order.id(), Events.ERROR, words(one.outcome()), node);
                }
            } else if (!acceptedLate.contains(order.id())) {
                late++;
                events.add(order.id(), Events.FENCED, "late, not written: " + words(one.outcome()), node);
                LOG.warn(
                        "The lease on order {} had ended when its outcome came: {}. Whoever took it over decides.",
                        order.identifier(),
                        words(one.outcome()));
            }
        }
        events.write();
        return new Settled(late, toTell(written, telling));
    }

    private List<Report> toTell(Set<SentOrder> written, Set<String> telling) {
        return db.queryIn(
                Ledger.REPORT + "e.id $in",
                written.stream()
                        .filter(one -> telling.contains(one.order().source()))
                        .filter(one ->
                                one.outcome() != null && !decide(one).status.equals("READY"))
                        .map(one -> one.order().id())
                        .toList(),
                Ledger::readReport);
    }

    /** A node may bring two outcomes of one order at once, when it claimed it again; only the last claim can be the ledger's. */
    private static Map<Long, SentOrder> newest(List<SentOrder> sent) {
        return sent.stream()
                .collect(Collectors.toMap(
                        one -> one.order().id(),
                        one -> one,
                        (a, b) -> a.order().version() >= b.order().version() ? a : b));
    }

    private void add(Rows rows, SentOrder sent, boolean told) {
        ClaimedOrder order = sent.order();
        Outcome outcome = sent.outcome();
        Decision decision = decide(sent);
        long delay = decision.delayed ? delay(sent) : 0;
        rows.add(
                order.id(),
                order.version(),
                decision.status,
                decision.cause == null ? null : decision.cause.name(),
                outcome.kind() == Outcome.Kind.UNKNOWN || outcome.kind() == Outcome.Kind.ACCEPTED,
                outcome.kind() == Outcome.Kind.NOT_CREATED,
                isAttempt(outcome) ? 1 : 0,
                isRefusal(sent) ? 1 : 0,
                delay,
                Text.cut(outcome.code(), 50),
                Text.cut(outcome.subCode(), 200),
                Text.cut(outcome.responseCode(), 200),
                Text.cut(outcome.requestId(), 100),
                outcome.kind() == Outcome.Kind.ACCEPTED ? null : Text.cut(outcome.reason(), Text.REASON),
                told);
    }

    private long delay(SentOrder sent) {
        Outcome outcome = sent.outcome();
        if (outcome.kind() == Outcome.Kind.MISCONFIGURED) {
            // Behind the others, so that the next probe is another order.
            return (isRefusal(sent) ? retry.patientDelay(sent.order().refusals() + 1, random) : retry.delay(1, random))
                    .toMillis();
        }
        int attempts = sent.order().attempts() + 1;
        return (outcome.maxAttempts() > 0 ? retry.patientDelay(attempts, random) : retry.delay(attempts, random))
                .toMillis();
    }

    /** Where an outcome takes an order. Whether an error is an unknown outcome, the entry's own past decides in SQL. */
    private Decision decide(SentOrder sent) {
        ClaimedOrder order = sent.order();
        Outcome outcome = sent.outcome();
        return switch (outcome.kind()) {
            case ACCEPTED -> new Decision("ACCEPTED", null, false);
            case REJECTED, NOT_CREATED -> new Decision("ERROR", ErrorCause.REJECTED, false);
            case BANNED, UNREACHABLE -> new Decision("READY", null, false);
            case MISCONFIGURED ->
                isRefusal(sent) && order.refusals() + 1 >= MOST_REFUSALS
                        ? new Decision("ERROR", ErrorCause.NOT_EXECUTED, false)
                        : new Decision("READY", null, true);
            case NOT_EXECUTED, UNKNOWN ->
                retry.givesUp(order.attempts() + 1, order.ageMillis(), outcome.maxAttempts())
                        ? new Decision("ERROR", ErrorCause.NOT_EXECUTED, false)
                        : new Decision("READY", null, true);
        };
    }

    /** The configuration was blamed while other orders went through: so it is something in this order. */
    private static boolean isRefusal(SentOrder sent) {
        return sent.whileOpen() && sent.outcome().kind() == Outcome.Kind.MISCONFIGURED;
    }

    private static boolean isAttempt(Outcome outcome) {
        return switch (outcome.kind()) {
            case ACCEPTED, REJECTED, NOT_CREATED, NOT_EXECUTED, UNKNOWN -> true;
            case BANNED, MISCONFIGURED, UNREACHABLE -> false;
        };
    }

    // A refusal speaks of its own attempt: an earlier one that may have been executed is not undone by it. Its code may
    // say "already there" in words that nobody has told us. Only an answer that disproves every attempt ends the doubt.
    // The age begins with the first attempt that counts: an order held up by a long ban has not grown old by it.
    private List<Long> write(Rows rows) {
        return db.updateEntries(
                "reason = CASE WHEN :cause = 'REJECTED' AND e.may_be_executed AND NOT :disproved"
                        + " THEN SUBSTRING(CONCAT('" + DOUBT + "', :reason), 1, " + Text.REASON + ") ELSE :reason END,"
                        + " cause = CASE WHEN :cause IN ('NOT_EXECUTED', 'REJECTED') AND NOT :disproved"
                        + " AND (e.may_be_executed OR :executed) THEN 'UNKNOWN' ELSE :cause END,"
                        + " may_be_executed = (e.may_be_executed AND NOT :disproved) OR :executed,"
                        + " round_from = CASE WHEN :attempt = 1 AND e.round_from IS NULL THEN $now ELSE e.round_from END,"
                        + " attempts = e.attempts + :attempt, round_attempts = e.round_attempts + :attempt,"
                        + " refusals = e.refusals + :refused,"
                        + " due_at = CASE WHEN :status = 'READY' THEN $now + :delay END, lease_owner = NULL,"
                        + " last_attempt_at = $now, ended_at = CASE WHEN :status = 'READY' THEN NULL ELSE $now END,"
                        + " error_due = CASE WHEN :status = 'ERROR' THEN $now END,"
                        + " report_due = CASE WHEN :status = 'READY' THEN NULL WHEN :told THEN $now + "
                        + reportLeaseMillis
                        + " ELSE $now END,"
                        + " code = :code, sub_code = :sub_code, response_code = :response_code, request_id = :request_id,"
                        + " status = :status",
                "SENDING",
                rows);
    }

    /** Claimed orders that were not sent, due again after a while. */
    List<Long> giveBack(Rows rows, Duration after) {
        return db.updateEntries(
                "first_attempt_at = CASE WHEN e.last_attempt_at IS NULL AND NOT e.may_be_executed THEN NULL"
                        + " ELSE e.first_attempt_at END, due_at = $now + " + after.toMillis()
                        + ", lease_owner = NULL, status = 'READY'",
                "SENDING",
                rows);
    }

    private static String words(Outcome outcome) {
        return outcome == null ? "given back unsent" : outcome.kind() + ": " + outcome.reason();
    }

    private record Decision(String status, ErrorCause cause, boolean delayed) {}
}
