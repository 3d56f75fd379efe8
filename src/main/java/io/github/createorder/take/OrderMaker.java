package io.github.createorder.take;

import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Map, enrich, freeze: what the take routes do with records step by step, in one call for those who have no route: a replay, a
 * preview, the check of a file.
 */
public final class OrderMaker {
    private final OrderMapper mapper;
    private final Consumer<List<OrderDraft>> enrichment;
    private final OrderRules rules;

    /** @param enrichment the product mapping, or what stands in for it */
    public OrderMaker(OrderMapper mapper, Consumer<List<OrderDraft>> enrichment, OrderRules rules) {
        this.mapper = mapper;
        this.enrichment = enrichment;
        this.rules = rules;
    }

    /** What the records make, in their order. */
    public List<Made> make(List<SourceRecord> records) {
        List<OrderDraft> drafts = mapper.map(records);
        enrichment.accept(drafts);
        List<FrozenOrder> orders = rules.freeze(drafts);
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            made.add(new Made(drafts.get(i), orders.get(i)));
        }
        return made;
    }

    /**
     * What a record made.
     *
     * @param draft the order with the values that it was frozen from
     * @param order with its request, or with all its faults
     */
    public record Made(OrderDraft draft, FrozenOrder order) {}
}
