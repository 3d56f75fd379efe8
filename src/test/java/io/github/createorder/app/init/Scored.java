package io.github.createorder.app.init;

import io.github.createorder.mapping.ExpressionEvaluator;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.OrderFields;
import io.github.createorder.order.SourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.yaml.snakeyaml.Yaml;

/**
 * Guesses compared with the mapping that a person would write: a field is right when it has the same value in every record,
 * and it is mapped by what was guessed, not by what was expected.
 */
record Scored(List<String> right, List<String> wrong, List<String> blank) {

    static Scored of(Guesses guesses, String expected, List<SourceRecord> records, ExpressionEvaluator expressions) {
        Map<String, Object> wanted = new Yaml().load(expected);
        Map<String, Object> order = block(wanted, "order");
        Map<String, Object> policies = block(wanted, "policies");
        Map<String, String> sorts = new TreeMap<>();
        Map<String, Object> mixedOrder = mixed(order, guesses.order(), sorts, "");
        Map<String, Object> mixedPolicies = mixed(policies, guesses.policy(), sorts, "policy ");
        Map<String, Object> mixed = new LinkedHashMap<>();
        mixed.put("mapping", "mixed");
        mixed.put("order", mixedOrder);
        Object product = wanted.get("product");
        boolean productMade = guesses.product() != null && guesses.product().isMade();
        if (productMade) {
            product = Map.of("key", new Yaml().load(guesses.product().yaml()));
        }
        if (product != null) {
            mixed.put("product", product);
        }
        mixed.put("policies", mixedPolicies);
        OrderMapper person = OrderMapper.load("expected", expected, expressions);
        OrderMapper guesser = OrderMapper.load("guessed", new Yaml().dump(mixed), expressions);
        List<OrderDraft> hers = records.stream().map(person::map).toList();
        List<OrderDraft> ours = records.stream().map(guesser::map).toList();
        Scored scored = new Scored(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        sorts.forEach((field, sort) -> {
            boolean same = true;
            for (int i = 0; i < hers.size(); i++) {
                same &= field.startsWith("policy ")
                        ? values(hers.get(i), field.substring(7)).equals(values(ours.get(i), field.substring(7)))
                        : Objects.equals(
                                hers.get(i).order().get(field),
                                ours.get(i).order().get(field));
            }
            scored.add(field, sort, same);
        });
        if (wanted.get("product") != null) {
            boolean same = true;
            for (int i = 0; i < hers.size(); i++) {
                same &= hers.get(i).productKey().equals(ours.get(i).productKey());
            }
            scored.add("product", productMade ? "made" : "blank", same);
        }
        return scored;
    }

    private static List<Object> values(OrderDraft draft, String field) {
        List<Object> values = new ArrayList<>();
        draft.policies().forEach(policy -> values.add(policy.get(field)));
        return values;
    }

    private void add(String field, String sort, boolean same) {
        if (sort.equals("blank")) {
            blank.add(field);
        } else if (sort.equals("extra") || !same) {
            wrong.add(field);
        } else {
            right.add(field);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> block(Map<String, Object> yaml, String name) {
        return (Map<String, Object>) yaml.get(name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> mixed(
            Map<String, Object> wanted, Map<String, Guess> guesses, Map<String, String> sorts, String scope) {
        Map<String, Object> mixed = new LinkedHashMap<>(wanted);
        wanted.keySet().forEach(field -> sorts.put(scope + field, "blank"));
        guesses.values().stream().filter(Guess::isMade).forEach(guess -> {
            Object made = new Yaml().load(guess.yaml());
            if (guess.field().equals("identifier")
                    && made instanceof Map<?, ?> block
                    && wanted.get("identifier") instanceof Map<?, ?> hers) {
                // Which prefix it is, is for people to say.
                ((Map<String, Object>) block).put("prefix", hers.get("prefix"));
            }
            mixed.put(guess.field(), made);
            sorts.put(scope + guess.field(), wanted.containsKey(guess.field()) ? "made" : "extra");
        });
        return mixed;
    }

    /** Of fields that no column can tell: they are the same in all orders. */
    static boolean isConstant(String field) {
        return List.of("institution", "product_code", "item_id").contains(field) && OrderFields.order(field) != null;
    }
}
