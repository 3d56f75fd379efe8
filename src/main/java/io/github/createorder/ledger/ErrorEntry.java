package io.github.createorder.ledger;

import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import java.util.List;

/**
 * A ledger entry in error, with all that a person needs to decide.
 *
 * @param id key of the ledger entry
 * @param orderKey what makes the entry unique: the identifier; {@code source|ref} where the record gives none; identifier
 *     and digest for a conflict
 * @param version fencing token at the time of reading
 * @param source name of the source
 * @param ref where in the source the record is
 * @param identifier null when the record gives none
 * @param cause why it will not get through by itself
 * @param reason in words
 * @param faults all that is wrong with it when it could not be made; else empty
 * @param code TOP's code of the last attempt, or null
 * @param subCode TOP's sub_code, or null
 * @param responseCode business response_code, or null
 * @param requestId TOP's request_id, or null
 * @param attempts attempts made in all
 * @param replays how often a person had it sent again
 * @param takenAt epoch milliseconds
 * @param firstAttemptAt epoch milliseconds, or null
 * @param lastAttemptAt epoch milliseconds, or null
 * @param mayBeExecuted true when the order may exist at Taobao: a replay keeps its bytes
 * @param mappingVersion the mapping that made it
 * @param record the source record as JSON
 * @param request the frozen request JSON, or null
 */
public record ErrorEntry(
        long id,
        String orderKey,
        int version,
        String source,
        String ref,
        String identifier,
        ErrorCause cause,
        String reason,
        List<Fault> faults,
        String code,
        String subCode,
        String responseCode,
        String requestId,
        int attempts,
        int replays,
        long takenAt,
        Long firstAttemptAt,
        Long lastAttemptAt,
        boolean mayBeExecuted,
        String mappingVersion,
        String record,
        String request) {

    /** Without record and request: texts of bodies come into logs, exceptions and consoles. */
    @Override
    public String toString() {
        return "ErrorEntry[" + orderKey + ", version=" + version + ", cause=" + cause + "]";
    }
}
