package io.github.createorder.order;

/**
 * Which of the rules that the API page does not state are kept. Switch a sum off when Taobao has agreed another meaning.
 *
 * @param feeSum total_fee_amount must be the sum of the policies' fee_amount
 * @param receivedSum total_actual_received_amount must be the sum of the policies' actual_received_amount
 * @param guaranteedSum total_guaranteed_amount must be the sum of the policies' guaranteed_amount
 * @param maxPolicies most policies of one order
 */
public record OrderRulesSettings(boolean feeSum, boolean receivedSum, boolean guaranteedSum, int maxPolicies) {

    /** All sums are checked, and an order has 100 policies at most. */
    public static final OrderRulesSettings DEFAULTS = new OrderRulesSettings(true, true, true, 100);

    public OrderRulesSettings {
        if (maxPolicies < 1) {
            throw new IllegalArgumentException("maxPolicies must be 1 or more, not " + maxPolicies);
        }
    }

    /** Whether the order's value of this field must be the one derived from its policies. */
    boolean checks(Field field) {
        return switch (field.name()) {
            case "total_fee_amount" -> feeSum;
            case "total_actual_received_amount" -> receivedSum;
            case "total_guaranteed_amount" -> guaranteedSum;
            default -> true;
        };
    }
}
