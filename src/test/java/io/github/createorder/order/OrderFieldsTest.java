package io.github.createorder.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderFieldsTest {

    @Test
    void catalogueIsTheApiPageFieldByField() throws Exception {
        List<String> page;
        try (var resource = getClass().getResourceAsStream("/order/api-page.tsv")) {
            page = new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        List<String> catalogue = Stream.concat(
                        OrderFields.ORDER.stream().map(field -> line("order", field)),
                        OrderFields.POLICY.stream().map(field -> line("policy", field)))
                .toList();
        assertThat(catalogue).containsExactlyInAnyOrderElementsOf(page);
    }

    private static String line(String of, Field field) {
        String type = switch (field.type()) {
            case STRING, AMOUNT, JSON -> "String";
            case DATE -> "Date";
            case BOOLEAN -> "Boolean";
            case NUMBER -> "Number";
            case LIST -> "Policy []";
        };
        return String.join("\t", of, field.name(), type, field.required() ? "必须" : "可选", field.label());
    }

    @Test
    void fieldsAreInTheOrderOfTheOfficialClient() {
        assertThat(OrderFields.ORDER).extracting(Field::name).isSorted();
        assertThat(OrderFields.POLICY).extracting(Field::name).isSorted();
    }

    @Test
    void personalValueIsNeverQuoted() {
        assertThat(OrderFields.order("out_user_id").quote("open-1")).doesNotContain("open-1");
    }

    @Test
    void quotedValueIsShortAndPrintable() {
        Field plan = OrderFields.policy("plan");
        assertThat(plan.quote("a\u0000b\n安")).isEqualTo("'a\\u0000b\\u000A安'");
        assertThat(plan.quote("安".repeat(61))).isEqualTo("'" + "安".repeat(60) + "…'");
    }

    @Test
    void constantsAreParsedAsTheirTypes() {
        assertThat(OrderFields.order("total_fee_amount").parse("10.5")).isEqualTo(new BigDecimal("10.5"));
        assertThat(OrderFields.order("apply_time").parse("2026-01-01 10:00:00"))
                .isEqualTo(LocalDateTime.of(2026, 1, 1, 10, 0));
        assertThat(OrderFields.policy("is_renew_policy").parse("true")).isEqualTo(true);
        assertThat(OrderFields.order("total_installments").parse("12")).isEqualTo(12L);
    }

    @Test
    void constantOfAnotherTypeIsRefusedInWords() {
        assertThatThrownBy(() -> OrderFields.order("apply_time").parse("2026-02-30 10:00:00"))
                .hasMessage("must be written as 2026-01-01 10:00:00, found '2026-02-30 10:00:00'");
        assertThatThrownBy(() -> OrderFields.policy("is_renew_policy").parse("yes"))
                .hasMessage("must be written as true or false, found 'yes'");
        assertThatThrownBy(() -> OrderFields.order("payment_type").parse("yearly"))
                .hasMessageStartingWith("must be single or monthly, found 'yearly'");
        assertThatThrownBy(() -> OrderFields.order("tenant").parse("D TAO"))
                .hasMessageStartingWith("must be letters, digits and signs of ASCII without spaces, found 'D TAO'");
    }
}
