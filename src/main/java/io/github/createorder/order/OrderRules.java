package io.github.createorder.order;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Checks orders against the API page, and freezes those that keep its rules into their request JSON. All faults of an order
 * are told at once. Thread-safe.
 */
public final class OrderRules {
    private final OrderRulesSettings settings;

    public OrderRules(OrderRulesSettings settings) {
        this.settings = settings;
    }

    /** {@link #check} for a batch, in its order. */
    public List<FrozenOrder> freeze(List<OrderDraft> drafts) {
        return drafts.stream().map(this::check).toList();
    }

    /**
     * The order as it enters the ledger: with its request JSON, or with all its faults, those that the draft brings first. It
     * has an identifier in both cases, unless none could be mapped or the identifier itself is faulty.
     */
    public FrozenOrder check(OrderDraft draft) {
        if (draft.record().untransformed() != null) {
            return new FrozenOrder(draft.record(), null, null, draft.faults(), draft.mappingVersion());
        }
        OrderCheck check = new OrderCheck(draft, settings);
        List<Fault> faults = check.faults();
        String request = faults.isEmpty() ? RequestJson.write(draft.order(), draft.policies()) : null;
        String identifier =
                check.faulty("identifier") ? null : (String) draft.order().get("identifier");
        return new FrozenOrder(draft.record(), identifier, request, faults, draft.mappingVersion(), fen(draft.order()));
    }

    /** Null when there is no amount, or none that a total could count. */
    private static Long fen(Map<String, Object> order) {
        if (!(order.get("total_fee_amount") instanceof BigDecimal yuan)) {
            return null;
        }
        try {
            return yuan.movePointRight(2).longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }
}
