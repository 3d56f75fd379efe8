package io.github.createorder.file;

import java.util.List;

/**
 * What a header, trailer or marker says about the lines, by the names of its own columns.
 *
 * @param lines how many lines of orders and policies there are; null when it does not say
 * @param orders how many orders; null when it does not say
 * @param policies how many policies; null when it does not say
 * @param sums sums over columns of the lines
 */
record Totals(String lines, String orders, String policies, List<Sum> sums) {
    static final Totals NONE = new Totals(null, null, null, List.of());

    /** @param total the column that says the sum */
    record Sum(String total, Summed of) {}

    /**
     * A column of the lines that is summed up.
     *
     * @param policy of the policy lines, not of the order lines
     */
    record Summed(String column, boolean policy) {
        @Override
        public String toString() {
            return policy ? "policy." + column : column;
        }
    }

    boolean sayAnything() {
        return lines != null || orders != null || policies != null || !sums.isEmpty();
    }
}
