package io.github.createorder.product;

import java.util.List;

/** A product mapping with faults, all of them at once. */
public final class ProductException extends RuntimeException {
    private final List<String> faults;

    ProductException(List<String> faults) {
        super("The product mapping has faults:\n  - " + String.join("\n  - ", faults));
        this.faults = List.copyOf(faults);
    }

    /** Each fault in words, with its file and line or its row. */
    public List<String> faults() {
        return faults;
    }
}
