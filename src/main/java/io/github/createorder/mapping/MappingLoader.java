package io.github.createorder.mapping;

import io.github.createorder.config.Nearest;
import io.github.createorder.mapping.OrderMapper.PolicyBlock;
import io.github.createorder.order.Field;
import io.github.createorder.order.Field.Trait;
import io.github.createorder.order.OrderFields;
import io.github.createorder.yaml.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Loads a mapping file, and lists all that is wrong with it at once. */
final class MappingLoader {
    private static final List<String> WORDS = List.of("mapping", "order", "product", "policies");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,47}");
    private static final Pattern KEY_PART = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final YamlReader yaml;
    private final FieldLoader fieldLoader;

    MappingLoader(String file, ExpressionEvaluator evaluator) {
        yaml = new YamlReader(file);
        fieldLoader = new FieldLoader(yaml, evaluator);
    }

    OrderMapper load(String text) {
        Node root = yaml.parse(text);
        if (root == null) {
            throw yaml.exception();
        }
        Map<String, NodeTuple> entries = yaml.entries(root, "the file");
        entries.forEach((word, tuple) -> {
            if (!WORDS.contains(word)) {
                yaml.fault(
                        tuple.getKeyNode(),
                        "unknown word '" + word + "'" + Nearest.hint(word, WORDS) + " A mapping has "
                                + String.join(", ", WORDS));
            }
        });
        for (String needed : List.of("mapping", "order", "policies")) {
            if (!entries.containsKey(needed)) {
                yaml.fault(root, "the file lacks `" + needed + ":`");
            }
        }
        String name =
                entries.containsKey("mapping") ? name(entries.get("mapping").getValueNode()) : "";
        Map<String, FieldMapping> productKey =
                entries.containsKey("product") ? productKey(entries.get("product")) : Map.of();
        List<FieldMapping> order =
                entries.containsKey("order") ? order(entries.get("order"), !productKey.isEmpty()) : List.of();
        List<PolicyBlock> policies = entries.containsKey("policies") ? policies(entries.get("policies")) : List.of();
        if (yaml.isFaulty()) {
            throw yaml.exception();
        }
        return new OrderMapper(name, text, order, policies, productKey);
    }

    private String name(Node node) {
        String name = yaml.scalar(node, "mapping");
        if (name != null && !NAME.matcher(name).matches()) {
            yaml.fault(
                    node, "`mapping` must be a short name of letters, digits, '.', '_' and '-', found '" + name + "'");
        }
        return name;
    }

    private List<FieldMapping> order(NodeTuple order, boolean productGiven) {
        Map<String, NodeTuple> entries = yaml.entries(order.getValueNode(), "order");
        Map<String, FieldMapping> mappings = fields(entries, OrderFields.ORDER, OrderFields.POLICY, "policies");
        for (Field field : OrderFields.ORDER) {
            if (field.required()
                    && !entries.containsKey(field.name())
                    && !isGivenOtherwise(field, productGiven, mappings.get("payment_type"))) {
                lacking(order, "order", field);
            }
        }
        return List.copyOf(mappings.values());
    }

    private static boolean isGivenOtherwise(Field field, boolean productGiven, FieldMapping paymentType) {
        if (field.name().equals("total_installments")) {
            return paymentType == null || paymentType.reader() != null || !"monthly".equals(paymentType.defaultValue());
        }
        return field.derivation() != null
                || field.name().equals(OrderFields.POLICY_LIST)
                || (field.is(Trait.PRODUCT) && productGiven);
    }

    private void lacking(NodeTuple block, String name, Field field) {
        yaml.fault(
                block.getKeyNode(),
                "`" + name + "` lacks " + field.name() + " (" + field.label() + "): give it a column or a constant"
                        + (field.is(Trait.PRODUCT)
                                ? ", or have the product mapping give it by `product: { key: … }`"
                                : ""));
    }

    private List<PolicyBlock> policies(NodeTuple policies) {
        List<Node> nodes = policies.getValueNode() instanceof SequenceNode sequence
                ? sequence.getValue()
                : List.of(policies.getValueNode());
        if (nodes.isEmpty()) {
            yaml.fault(policies.getKeyNode(), "`policies` is empty: say how a policy is made");
        }
        List<PolicyBlock> blocks = new ArrayList<>();
        for (Node node : nodes) {
            Map<String, NodeTuple> entries = yaml.entries(node, "policies");
            NodeTuple when = entries.remove("when");
            Map<String, FieldMapping> mappings = fields(entries, OrderFields.POLICY, OrderFields.ORDER, "order");
            for (Field field : OrderFields.POLICY) {
                if (field.required() && !entries.containsKey(field.name())) {
                    lacking(
                            new NodeTuple(
                                    policies.getValueNode() instanceof SequenceNode ? node : policies.getKeyNode(),
                                    node),
                            "policies",
                            field);
                }
            }
            blocks.add(new PolicyBlock(
                    when == null ? null : yaml.column(when.getValueNode(), "when"), List.copyOf(mappings.values())));
        }
        return blocks;
    }

    private Map<String, FieldMapping> fields(
            Map<String, NodeTuple> entries, List<Field> fields, List<Field> elsewhere, String elsewhereName) {
        Map<String, FieldMapping> mappings = new LinkedHashMap<>();
        entries.forEach((name, tuple) -> {
            Field field = find(fields, name);
            if (field == null) {
                boolean misplaced = find(elsewhere, name) != null;
                List<String> names = fields.stream().map(Field::name).toList();
                yaml.fault(
                        tuple.getKeyNode(),
                        misplaced
                                ? name + " is no field here: put it under `" + elsewhereName + ":`"
                                : "unknown createorder field '" + name + "'" + Nearest.hint(name, names));
            } else if (name.equals(OrderFields.POLICY_LIST)) {
                yaml.fault(tuple.getKeyNode(), "policy_list is made from `policies:`: put its fields there");
            } else {
                FieldMapping mapping = fieldLoader.load(field, tuple.getValueNode());
                if (mapping != null) {
                    mappings.put(name, mapping);
                    if (field.is(Trait.OWN)
                            && (mapping.defaultValue() != null
                                    || (mapping.codes() != null && mapping.otherwise() != null))) {
                        yaml.fault(
                                tuple.getValueNode(),
                                name + " must come from the record: a fixed value would be the same for all orders");
                    }
                }
            }
        });
        return mappings;
    }

    private static Field find(List<Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private Map<String, FieldMapping> productKey(NodeTuple product) {
        Map<String, NodeTuple> entries = yaml.entries(product.getValueNode(), "product");
        entries.forEach((word, tuple) -> {
            if (!word.equals("key")) {
                yaml.fault(tuple.getKeyNode(), "unknown word '" + word + "': `product` has only `key:`");
            }
        });
        Map<String, FieldMapping> parts = new LinkedHashMap<>();
        if (entries.containsKey("key")) {
            yaml.filled(entries.get("key").getValueNode(), "key").forEach((name, tuple) -> {
                if (!KEY_PART.matcher(name).matches()) {
                    yaml.fault(tuple.getKeyNode(), "a part of the key must be named by letters, digits, '_' and '-'");
                }
                FieldMapping mapping =
                        fieldLoader.load(FieldLoader.textField("product.key." + name, null), tuple.getValueNode());
                if (mapping != null) {
                    parts.put(name, mapping);
                }
            });
        } else {
            yaml.fault(
                    product.getKeyNode(), "`product` lacks `key:`, the codes that the product mapping is looked up by");
        }
        return parts;
    }
}
