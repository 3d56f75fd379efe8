package io.github.createorder.order;

/**
 * One thing that is wrong with an order, in words for the person who will correct it.
 *
 * @param kind what sort of correction it needs
 * @param field the createorder field, with its place in the list: {@code policy_list[1].fee_amount}
 * @param message what is wrong, with the column it came from, why, and what to do
 */
public record Fault(Kind kind, String field, String message) {

    /** What sort of correction a fault needs. */
    public enum Kind {
        /** The mapping cannot make this field from the record. */
        MAPPING,
        /** A rule of the API page is broken. */
        INVALID,
        /** The product mapping lacks the record's codes. */
        UNMAPPED_PRODUCT
    }

    /** The same in other words, which hide what these quote. */
    Fault masked(String words) {
        return new Fault(kind, field, words);
    }

    @Override
    public String toString() {
        return field + ": " + message;
    }
}
