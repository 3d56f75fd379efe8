package io.github.createorder.ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.createorder.order.Fault;
import java.util.List;
import java.util.Locale;

/**
 * What became of a record when it was taken. Whatever it says, the ledger holds the record.
 *
 * @param ref where in the source the record is, as reports and people call it
 * @param identifier the order's idempotency key (幂等号); null when the record gives none
 * @param faults everything that is wrong with it; only with {@link State#ERROR}
 */
public record Verdict(String ref, String identifier, State state, List<Fault> faults) {

    /** From the best to the worst. */
    public enum State {
        /** New, or the correction of one that was in error: it will be sent. */
        TAKEN,
        /** Taken before with the same content: nothing changed. */
        KNOWN,
        /** It cannot be sent as it is, now or when it was taken before: it is on the error queue, or will be. */
        ERROR,
        /** Taken before with another content, which was or may yet be sent: set aside, never sent, on the error queue. */
        CONFLICT;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Verdict {
        faults = List.copyOf(faults);
    }

    static Verdict of(EntryContent order, State state) {
        return new Verdict(order.ref(), order.identifier(), state, EntryContent.faults(order.faults()));
    }

    /** Without the faults: texts of bodies come into logs, exceptions and consoles. */
    @Override
    public String toString() {
        return ref + " " + state.word();
    }
}
