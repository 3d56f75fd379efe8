package io.github.createorder.order;

import static io.github.createorder.order.Field.How.EARLIEST;
import static io.github.createorder.order.Field.How.LATEST;
import static io.github.createorder.order.Field.How.SUM;
import static io.github.createorder.order.Field.Trait.CODE;
import static io.github.createorder.order.Field.Trait.OWN;
import static io.github.createorder.order.Field.Trait.PERSONAL;
import static io.github.createorder.order.Field.Trait.PRODUCT;
import static io.github.createorder.order.Field.Trait.PROSE;
import static io.github.createorder.order.Field.Trait.REQUIRED;
import static io.github.createorder.order.FieldType.AMOUNT;
import static io.github.createorder.order.FieldType.BOOLEAN;
import static io.github.createorder.order.FieldType.DATE;
import static io.github.createorder.order.FieldType.JSON;
import static io.github.createorder.order.FieldType.LIST;
import static io.github.createorder.order.FieldType.NUMBER;
import static io.github.createorder.order.FieldType.STRING;

import io.github.createorder.order.Field.Derivation;
import io.github.createorder.order.Field.Trait;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every field of {@code alibaba.finance.insurance.createorder} (API page): the model that mapping, rules and the request's
 * JSON go by. Listed in the order of the official client's JSON, which is alphabetical (protocol page §3.2).
 */
public final class OrderFields {
    /** The name of the list of policies. */
    public static final String POLICY_LIST = "policy_list";

    /** 9999-12-31 23:59:59, the expiration of a policy that never expires. */
    public static final LocalDateTime FOREVER = LocalDateTime.of(9999, 12, 31, 23, 59, 59);

    /** Dates on the wire, Beijing time (protocol page §3.2). */
    public static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    /** The fields of the order. */
    public static final List<Field> ORDER = List.of(
            date("apply_time", null, "订单创建时间", "when the order was made"),
            new Field(
                    "attributes",
                    JSON,
                    Set.of(),
                    4000,
                    List.of(),
                    null,
                    "从链接中获取到的参数通过这里传递",
                    "parameters of the link by which the buyer came, a JSON object"),
            date(
                    "effective_time",
                    new Derivation(EARLIEST, "effective_time"),
                    "订单上保单生效时间,如果是多保单,取最早时间",
                    "start of the cover, the earliest of its policies"),
            date(
                    "expiration_time",
                    new Derivation(LATEST, "expiration_time"),
                    "订单上保单失效时间,如果是多保单,取最晚时间",
                    "end of the cover, the latest of its policies"),
            text("identifier", 64, "幂等号", "idempotency key: the same for the same order, forever", REQUIRED, OWN, CODE),
            text("institution", 64, "保司的标识码,对接时约定", "the insurer's code, agreed with Taobao", REQUIRED, CODE, PRODUCT),
            text("item_id", 64, "淘宝商品id", "Taobao's item", REQUIRED, CODE, PRODUCT),
            text("order_id", 128, "保司订单号", "the insurer's order number", REQUIRED, OWN),
            text(
                    "out_user_id",
                    256,
                    "小程序获取的 openid",
                    "the buyer's openid from the mini-program",
                    REQUIRED,
                    OWN,
                    CODE,
                    PERSONAL),
            new Field(
                    "payment_type",
                    STRING,
                    Set.of(REQUIRED, CODE),
                    16,
                    List.of("single", "monthly"),
                    null,
                    "缴费方式,single:趸缴;monthly:月缴",
                    "single: all at once; monthly: by monthly installments"),
            new Field(POLICY_LIST, LIST, Set.of(REQUIRED), 0, List.of(), null, "保单列表", "the policies"),
            text("product_code", 64, "保司产品在手淘的唯一标识,由淘天分配", "Taobao's code of the product", REQUIRED, CODE, PRODUCT),
            text("sub_product", 64, "子产品码,保司险种识别,对接时约定", "the insurer's kind of cover, agreed with Taobao", PRODUCT),
            text("tenant", 32, "租户", "tenant, DTAO on the API page", REQUIRED, CODE),
            amount(
                    "total_actual_received_amount",
                    new Derivation(SUM, "actual_received_amount"),
                    "订单实收保费(期缴传创单时实际支付总保费)",
                    "premium received for the order; by installments: what was paid when the order was made"),
            amount(
                    "total_fee_amount",
                    new Derivation(SUM, "fee_amount"),
                    "订单总应收保费,单位:元,2位小数",
                    "premium due for the order"),
            amount("total_guaranteed_amount", new Derivation(SUM, "guaranteed_amount"), "总保额,单位元", "total sum insured"),
            new Field(
                    "total_installments",
                    NUMBER,
                    Set.of(REQUIRED),
                    0,
                    List.of(),
                    null,
                    "缴费总期数, 趸缴传1",
                    "number of installments, 1 when paid all at once"));

    /** The fields of a policy. */
    public static final List<Field> POLICY = List.of(
            amount("actual_received_amount", null, "单笔保单实收保费,单位元,2位小数", "premium received for the policy"),
            text("correlation_policy_no", 128, "关联保单号 赠险保单号或被续保的保单号", "the gift policy or the renewed one"),
            date("effective_time", null, "保单生效时间", "start of the cover"),
            date("expiration_time", null, "保单失效时间", "end of the cover"),
            amount("fee_amount", null, "单笔保单总保费,单位元,2位小数", "premium of the policy"),
            amount("guaranteed_amount", null, "单笔保单保额,单位元,2位小数", "sum insured of the policy"),
            yesNo("is_renew_policy", "是否为续保单", "whether it renews another policy"),
            yesNo(
                    "is_selected_commercial",
                    "本单是否勾选了转商,仅赠险转商险时传入",
                    "whether the buyer chose to turn the gift policy into a paid one"),
            yesNo("is_support_renew", "本单是否勾选了续保", "whether the buyer chose renewal"),
            text("plan", 256, "保险方案名称", "name of the plan", PROSE),
            text("policy_no", 128, "保司保单号", "the insurer's policy number", REQUIRED, OWN));

    private static final Map<String, Field> ORDER_BY_NAME = byName(ORDER);
    private static final Map<String, Field> POLICY_BY_NAME = byName(POLICY);

    private OrderFields() {}

    /** The order's field of that name, or null. */
    public static Field order(String name) {
        return ORDER_BY_NAME.get(name);
    }

    /** The policy's field of that name, or null. */
    public static Field policy(String name) {
        return POLICY_BY_NAME.get(name);
    }

    /** The path of a policy's field: {@code policy_list[0].fee_amount}. */
    public static String path(int policy, String field) {
        return POLICY_LIST + "[" + policy + "]." + field;
    }

    /** A value as the request has it: money with exactly two decimals, dates as {@code yyyy-MM-dd HH:mm:ss}. */
    public static String text(Object value) {
        if (value instanceof BigDecimal amount) {
            return (amount.scale() <= 2 ? amount.setScale(2, RoundingMode.UNNECESSARY) : amount).toPlainString();
        }
        return value instanceof LocalDateTime time ? text(time) : String.valueOf(value);
    }

    /** As {@link #DATE_TIME}, at a fraction of its cost: a request has half a dozen dates. */
    private static String text(LocalDateTime time) {
        String clock = time.toLocalTime().withNano(0).toString();
        return time.toLocalDate() + " " + (clock.length() == "HH:mm".length() ? clock + ":00" : clock);
    }

    private static Map<String, Field> byName(List<Field> fields) {
        return fields.stream().collect(Collectors.toUnmodifiableMap(Field::name, Function.identity()));
    }

    private static Field text(String name, int maxLength, String label, String meaning, Trait... traits) {
        return new Field(name, STRING, Set.of(traits), maxLength, List.of(), null, label, meaning);
    }

    private static Field amount(String name, Derivation derivation, String label, String meaning) {
        return new Field(name, AMOUNT, Set.of(REQUIRED), 0, List.of(), derivation, label, meaning);
    }

    private static Field date(String name, Derivation derivation, String label, String meaning) {
        return new Field(name, DATE, Set.of(REQUIRED), 0, List.of(), derivation, label, meaning);
    }

    private static Field yesNo(String name, String label, String meaning) {
        return new Field(name, BOOLEAN, Set.of(), 0, List.of(), null, label, meaning);
    }
}
