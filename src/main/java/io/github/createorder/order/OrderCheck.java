package io.github.createorder.order;

import io.github.createorder.order.Field.Trait;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** One examination of one order. A fault is not told twice: what follows from a fault that was told already is left out. */
final class OrderCheck {
    private static final List<Field> ORDER_ALONE = OrderFields.ORDER.stream()
            .filter(field -> field.derivation() == null && field.type() != FieldType.LIST)
            .toList();
    private static final List<Field> ORDER_DERIVED = OrderFields.ORDER.stream()
            .filter(field -> field.derivation() != null)
            .toList();

    private final OrderDraft draft;
    private final OrderRulesSettings settings;
    private final List<Fault> faults;
    private final Set<String> faulty = new HashSet<>();
    private final boolean productUnknown;

    OrderCheck(OrderDraft draft, OrderRulesSettings settings) {
        this.draft = draft;
        this.settings = settings;
        this.faults = new ArrayList<>(draft.faults());
        faults.forEach(fault -> faulty.add(fault.field()));
        this.productUnknown = faults.stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.UNMAPPED_PRODUCT
                        || fault.field().startsWith("product."));
        checkFields(ORDER_ALONE, "", draft.order());
        checkInstallments();
        checkPolicies();
        ORDER_DERIVED.forEach(this::checkDerived);
        checkTimes();
    }

    List<Fault> faults() {
        return faults;
    }

    boolean faulty(String path) {
        return faulty.contains(path);
    }

    private void fault(String path, String message) {
        faulty.add(path);
        faults.add(new Fault(Fault.Kind.INVALID, path, message));
    }

    private void checkFields(List<Field> fields, String prefix, Map<String, Object> values) {
        for (Field field : fields) {
            Object value = values.get(field.name());
            if (value != null) {
                String problem = field.problem(value);
                if (problem != null) {
                    fault(prefix + field.name(), problem);
                }
            } else if (field.required() && !faulty.contains(prefix + field.name()) && !followsFromAnotherFault(field)) {
                fault(prefix + field.name(), missing(field));
            }
        }
    }

    private static String missing(Field field) {
        String where = field.is(Trait.PRODUCT) ? "in the mapping file or the product mapping" : "in the mapping file";
        return "is required (" + field.label() + ") and has no value: give it one " + where;
    }

    private boolean followsFromAnotherFault(Field field) {
        if (field.is(Trait.PRODUCT)) {
            return productUnknown;
        }
        return field.name().equals("total_installments") && draft.order().get("payment_type") == null;
    }

    private void checkPolicies() {
        List<Map<String, Object>> policies = draft.policies();
        if (policies.isEmpty()) {
            if (!faulty.contains(OrderFields.POLICY_LIST)) {
                fault(OrderFields.POLICY_LIST, "must have at least one policy, found none");
            }
            return;
        }
        if (policies.size() > settings.maxPolicies()) {
            fault(
                    OrderFields.POLICY_LIST,
                    "must have at most " + settings.maxPolicies() + " policies, found " + policies.size()
                            + ": check what the source groups its rows by");
        }
        Map<Object, Integer> seen = new HashMap<>();
        for (int i = 0; i < policies.size(); i++) {
            checkFields(OrderFields.POLICY, OrderFields.path(i, ""), policies.get(i));
            Object number = policies.get(i).get("policy_no");
            Integer first = number == null ? null : seen.putIfAbsent(number, i);
            if (first != null) {
                fault(
                        OrderFields.path(i, "policy_no"),
                        "must be another one than " + OrderFields.path(first, "policy_no") + ", found "
                                + OrderFields.policy("policy_no").quote(number) + " twice in the order");
            }
        }
    }

    private void checkInstallments() {
        if ("single".equals(draft.order().get("payment_type"))
                && draft.order().get("total_installments") instanceof Long installments
                && installments > 1) {
            fault("total_installments", "must be 1 when payment_type is single (趸缴传1), found " + installments);
        }
    }

    private void checkDerived(Field field) {
        String from = field.derivation().from();
        Object found = draft.order().get(field.name());
        Object expected = field.derivation().of(draft.policies());
        boolean policiesFaulty =
                IntStream.range(0, draft.policies().size()).anyMatch(i -> faulty.contains(OrderFields.path(i, from)));
        if (found == null) {
            if (expected != null && !faulty.contains(field.name())) {
                fault(field.name(), missing(field));
            }
            return;
        }
        boolean same = expected != null && same(found, expected);
        if (same && policiesFaulty) {
            return;
        }
        String problem = field.problem(found);
        if (problem != null) {
            fault(field.name(), problem);
        } else if (expected != null && !same && !policiesFaulty && settings.checks(field)) {
            fault(
                    field.name(),
                    "must be " + field.derivation().how().words() + " of the policies' " + from + ", expected "
                            + field.quote(expected) + ", found " + field.quote(found)
                            + ": correct the column, or leave the field out of the mapping file to have it derived");
        }
    }

    private static boolean same(Object found, Object expected) {
        return found instanceof BigDecimal amount
                ? amount.compareTo((BigDecimal) expected) == 0
                : Objects.equals(found, expected);
    }

    private void checkTimes() {
        boolean told = false;
        for (int i = 0; i < draft.policies().size(); i++) {
            told |= checkTimes(OrderFields.path(i, ""), draft.policies().get(i));
        }
        // The order's times are those of its policies, so that it would be told twice.
        if (!told) {
            checkTimes("", draft.order());
        }
        if (draft.order().get("apply_time") instanceof LocalDateTime apply
                && draft.order().get("expiration_time") instanceof LocalDateTime end
                && apply.isAfter(end)) {
            fault(
                    "apply_time",
                    "must not be after expiration_time " + OrderFields.text(end) + ", found "
                            + OrderFields.text(apply));
        }
    }

    private boolean checkTimes(String prefix, Map<String, Object> values) {
        if (values.get("effective_time") instanceof LocalDateTime start
                && values.get("expiration_time") instanceof LocalDateTime end
                && !start.isBefore(end)) {
            fault(
                    prefix + "expiration_time",
                    "must be after effective_time " + OrderFields.text(start) + ", found " + OrderFields.text(end));
            return true;
        }
        return false;
    }
}
