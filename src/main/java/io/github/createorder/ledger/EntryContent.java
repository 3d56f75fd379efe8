package io.github.createorder.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.sql.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a ledger entry holds of an order: the frozen order in the form in which it is stored.
 *
 * @param key the order key
 * @param identifier null when the record gives none that can be stored
 * @param cause null when it can be sent
 * @param reason null when it can be sent
 * @param faults as JSON; null when there are none
 * @param amountFen null when it has none
 * @param opaque whether nobody could read what the record says now, so that it is no news of an order that is known
 */
record EntryContent(
        String key,
        String identifier,
        String source,
        String ref,
        ErrorCause cause,
        String reason,
        String recordDigest,
        String requestDigest,
        String mappingVersion,
        String record,
        String request,
        String faults,
        Long amountFen,
        boolean opaque) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static EntryContent of(FrozenOrder order, Function<SourceRecord, String> json) {
        SourceRecord record = order.record();
        if (record.source().length() > 100) {
            throw new IllegalArgumentException("too long for the ledger (100 characters): " + record.source());
        }
        List<Fault> faults = new ArrayList<>(order.faults());
        if (record.ref().length() > Text.REF) {
            faults.add(new Fault(
                    Fault.Kind.INVALID,
                    "record",
                    "its key has more than " + Text.REF
                            + " characters, so that its source could not be told what became of it"));
        }
        if (!Text.isStorable(record.ref())) {
            faults.add(new Fault(
                    Fault.Kind.INVALID,
                    "record",
                    "its key holds a NUL or half a character, so that its source could not be told what became of it"));
        }
        String ref = Text.fit(Text.storable(record.ref()), Text.REF);
        String identifier = order.identifier();
        if (identifier == null ? faults.isEmpty() : identifier.isEmpty() || !storable(identifier)) {
            faults.add(new Fault(
                    Fault.Kind.INVALID,
                    "identifier",
                    "must be 1 to " + Text.IDENTIFIER
                            + " characters, none of them NUL or half of one; map it from a shorter column"));
            identifier = null;
        }
        String request = faults.isEmpty() ? order.request() : null;
        boolean ready = request != null;
        return new EntryContent(
                Text.key(identifier != null ? identifier : record.source() + "|" + ref),
                identifier,
                record.source(),
                ref,
                ready ? null : ErrorCause.of(faults),
                ready ? null : reason(faults),
                Text.digest(record),
                Text.digest(request),
                Text.cut(order.mappingVersion(), 200),
                json.apply(record),
                request,
                ready ? null : write(faults),
                order.amountFen(),
                record.untransformed() != null);
    }

    /** This one as an error in ASCII, because the database refuses to hold it as it is. */
    EntryContent refused(Exception why) {
        List<Fault> all = new ArrayList<>(faults(faults));
        all.add(new Fault(
                Fault.Kind.INVALID,
                "record",
                "the ledger's database refuses to hold it: " + Reason.of(why)
                        + ": correct what it names in the record"));
        String place = Text.fit(Text.ascii(ref), Text.REF);
        boolean named = identifier != null && identifier.equals(Text.ascii(identifier));
        return new EntryContent(
                named ? key : Text.key(source + "|" + place),
                named ? identifier : null,
                source,
                place,
                ErrorCause.of(all),
                Text.cut(Text.ascii(reason(all)), Text.REASON),
                recordDigest,
                null,
                Text.cut(Text.ascii(mappingVersion), 200),
                Text.ascii(record),
                null,
                Text.ascii(write(all)),
                amountFen,
                opaque);
    }

    /** As many faults as fit, each whole, and how many more there are: half a sentence is of no use to a person. */
    private static String reason(List<Fault> faults) {
        List<String> texts = faults.stream().map(Fault::toString).toList();
        for (int told = texts.size(); told > 0; told--) {
            String reason = String.join("; ", texts.subList(0, told))
                    + (told < texts.size() ? "; and " + (texts.size() - told) + " more" : "");
            if (reason.length() <= Text.REASON) {
                return reason;
            }
        }
        return Text.cut(texts.get(0), Text.REASON);
    }

    private static boolean storable(String identifier) {
        return identifier.length() <= Text.IDENTIFIER && Text.isStorable(identifier);
    }

    /** Where it was read: the key of an entry whose record gave no identifier. */
    String place() {
        return source + "|" + ref;
    }

    /** The key under which it is set aside when its own key is another order's. */
    String conflictKey() {
        return Text.key(key + "|" + (requestDigest != null ? requestDigest : recordDigest));
    }

    /** This one, set aside because of an order known before. */
    EntryContent conflictWith(String otherKey, String otherPlace) {
        return new EntryContent(
                conflictKey(),
                identifier,
                source,
                ref,
                ErrorCause.CONFLICT,
                Text.cut(
                        "taken before with another content: " + otherKey + " from " + otherPlace
                                + "; it was or may yet be sent, so this one never is",
                        Text.REASON),
                recordDigest,
                requestDigest,
                mappingVersion,
                record,
                request,
                faults,
                amountFen,
                opaque);
    }

    String status() {
        return cause == null ? "READY" : "ERROR";
    }

    private static String write(List<Fault> faults) {
        try {
            return JSON.writeValueAsString(faults);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Faults as they were stored; none for null. */
    static List<Fault> faults(String json) {
        try {
            return json == null ? List.of() : JSON.readValue(json, new TypeReference<List<Fault>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("faults in the ledger cannot be read", e);
        }
    }
}
