package io.github.createorder.app.init;

import java.util.Map;

/**
 * All that was guessed of a table or file.
 *
 * @param product by which codes the product mapping is looked up; null when the columns have Taobao's own codes
 */
record Guesses(
        Shape shape,
        Map<String, Guess> order,
        Map<String, Guess> policy,
        Guess product,
        Candidates orderColumns,
        Candidates policyColumns) {

    /** Which rows make an order, in the words of the properties. */
    enum Shape {
        ORDER_PER_ROW("order-per-row"),
        POLICY_PER_ROW("policy-per-row"),
        ORDER_AND_POLICY_TABLES("order-and-policy-tables");

        private final String word;

        Shape(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
