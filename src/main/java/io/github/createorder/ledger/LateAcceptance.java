package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.top.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes proofs of acceptance that come after their order was taken over, settled otherwise, told and published, or replayed
 * meanwhile. The request is frozen and the fact is final: so it counts whoever brings it and however late, and what others
 * bring from now on is late. Only when the entry holds another request by now, Taobao and the ledger differ, and a person has
 * to look. Inside a transaction.
 */
final class LateAcceptance {
    private static final Logger LOG = LoggerFactory.getLogger(LateAcceptance.class);

    static final String DIFFERS =
            "Taobao has accepted this order with another content than the ledger holds now, because it was"
                    + " changed before the answer came; it is not sent. Compare the two with Taobao";

    private final LedgerDb db;
    private final String node;
    private final Events events;

    private record Standing(String status, String cause, String reason, String requestDigest) {
        boolean isAccepted() {
            return status.equals("ACCEPTED");
        }

        String words() {
            return cause == null ? status : status + " " + cause + ": " + reason;
        }
    }

    LateAcceptance(LedgerDb db, String node, Events events) {
        this.db = db;
        this.node = node;
        this.events = events;
    }

    /** Returns the ids of the orders that are, or were already, known to be accepted, or set aside for a person. */
    Set<Long> write(List<SentOrder> proofs) {
        Map<Long, Standing> standing = new HashMap<>();
        db.queryIn(
                "SELECT id, status, cause, reason, request_digest FROM createorder_entry WHERE id $in FOR UPDATE",
                proofs.stream().map(proof -> proof.order().id()).toList(),
                (row, n) -> standing.put(
                        row.getLong("id"),
                        new Standing(
                                row.getString("status"),
                                row.getString("cause"),
                                row.getString("reason"),
                                row.getString("request_digest"))));
        Rows rows = new Rows(
                "id bigint",
                "status text",
                "cause text",
                "code text",
                "sub_code text",
                "response_code text",
                "request_id text",
                "reason text");
        Set<Long> written = new HashSet<>();
        for (SentOrder proof : proofs) {
            ClaimedOrder order = proof.order();
            Standing now = standing.get(order.id());
            if (now == null || !written.add(order.id())) {
                continue;
            }
            boolean same = Text.digest(order.request()).equals(now.requestDigest);
            if (!same) {
                LOG.error("Order {}: {}", order.identifier(), DIFFERS);
                events.add(
                        order.id(),
                        Events.CONFLICT,
                        DIFFERS + "; request_id " + proof.outcome().requestId(),
                        node);
            } else if (!now.isAccepted()) {
                LOG.warn("Order {} was accepted, as is known only now; it was {}", order.identifier(), now.words());
                events.add(order.id(), Events.ACCEPTED_LATE, "was " + now.words(), node);
            }
            if (!now.isAccepted()) {
                add(rows, proof, same);
            }
        }
        update(rows);
        return written;
    }

    private static void add(Rows rows, SentOrder proof, boolean same) {
        Outcome outcome = proof.outcome();
        rows.add(
                proof.order().id(),
                same ? "ACCEPTED" : "ERROR",
                same ? null : ErrorCause.CONFLICT.name(),
                Text.cut(outcome.code(), 50),
                Text.cut(outcome.subCode(), 200),
                Text.cut(outcome.responseCode(), 200),
                Text.cut(outcome.requestId(), 100),
                same ? null : DIFFERS);
    }

    private void update(Rows rows) {
        db.updateAll(
                "createorder_entry",
                "cause = :cause, may_be_executed = TRUE, attempts = e.attempts + 1, version = e.version + 1, due_at = NULL,"
                        + " lease_owner = NULL, last_attempt_at = $now, ended_at = $now,"
                        + " error_due = CASE WHEN :status = 'ERROR' THEN $now END, report_due = $now, code = :code,"
                        + " sub_code = :sub_code, response_code = :response_code, request_id = :request_id,"
                        + " reason = :reason, status = :status",
                "e.id = :id",
                rows);
        // Every other place that was told of an error is to be told as well.
        db.each("UPDATE createorder_repeat SET report_due = $now WHERE entry_id = :id", rows);
    }
}
