package io.github.createorder.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.Masking.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private static final String OPENID = "oCANARY-0123456789abcd";
    private static final String RECORD = SourceRecordJson.write(new SourceRecord(
            "core",
            "7",
            new TreeMap<>(Map.of("NAME", "张三", "OPENID", OPENID, "PREM", new BigDecimal("12.50"), "VIP", true)),
            List.of(
                    Map.of("POLICY_NO", "PN2026000012345"),
                    Map.of("POLICY_NO", "PN2026000099999", "NEW_COLUMN", "x"))));

    private final Masking masking = new Masking(List.of("prem"));

    @Test
    void onlyColumnsOnTheListAreShownAndUnknownOnesAreMasked() {
        Masking.Shown shown = masking.record(RECORD);
        assertThat(shown.values())
                .containsExactly(
                        new Value("NAME", "****", true),
                        new Value("OPENID", "****abcd", true),
                        new Value("PREM", "12.50", false),
                        new Value("VIP", "****", true));
        assertThat(shown.policies().get(0)).containsExactly(new Value("POLICY_NO", "****2345", true));
        assertThat(shown.policies().get(1)).contains(new Value("NEW_COLUMN", "****", true));
    }

    @Test
    void fieldsOfARequestThatTellNoPersonAreShown() {
        Masking.Shown shown = masking.request(
                "{\"identifier\":\"TB-1\",\"out_user_id\":\"" + OPENID
                        + "\",\"order_id\":\"ORDER-000-1234\",\"product_code\":\"P1\",\"total_fee_amount\":\"12.50\","
                        + "\"policy_list\":[{\"policy_no\":\"PN2026000012345\",\"fee_amount\":\"12.50\"}],\"future\":{\"a\":1}}");
        assertThat(shown.values())
                .containsExactly(
                        new Value("identifier", "TB-1", false),
                        new Value("out_user_id", "****abcd", true),
                        new Value("order_id", "****1234", true),
                        new Value("product_code", "P1", false),
                        new Value("total_fee_amount", "12.50", false),
                        new Value("future", "****", true));
        assertThat(shown.policies().get(0))
                .containsExactly(new Value("policy_no", "****2345", true), new Value("fee_amount", "12.50", false));
    }

    @Test
    void wordsHideWhatTheyQuoteAndWhatTheRecordHolds() {
        assertThat(masking.words("column CARD has '330102199001011234', which is too long"))
                .isEqualTo("column CARD has '****1234', which is too long");
        assertThat(masking.words("invalid user " + OPENID + " 张三", RECORD, null))
                .isEqualTo("invalid user ****abcd ****");
        assertThat(masking.fault(new Fault(Fault.Kind.INVALID, "policy_list[0].policy_no", "found 'PN2026000012345'"))
                        .message())
                .isEqualTo("found '****2345'");
        assertThat(masking.fault(new Fault(Fault.Kind.INVALID, "policy_list[0].fee_amount", "found 'x'"))
                        .message())
                .isEqualTo("found 'x'");
    }

    /** A shifted file has a person in the column of a date. */
    @Test
    void whatAColumnHasIsHiddenWhateverFieldItIsForUnlessTheColumnIsShown() {
        String date = "column START_DATE has '王小明 110101199003071234', which is not a date";
        assertThat(masking.fault(new Fault(Fault.Kind.MAPPING, "policy_list[0].effective_time", date))
                        .message())
                .isEqualTo("column START_DATE has '****1234', which is not a date");
        Masking lists = new Masking(Set.of("START_DATE", "product"));
        assertThat(lists.words(date + "; column NAME has '张三'")).isEqualTo(date + "; column NAME has '****'");
    }

    @Test
    void whatAProductWasLookedUpByIsHiddenUnlessItIsACodeOrItsNameIsShown() {
        String fault = "product_code: the product mapping has no row for product=13812345678, plan=王小明, gold; add it to"
                + " the table p='x'";
        assertThat(masking.words(fault))
                .isEqualTo("product_code: the product mapping has no row for product=****5678, plan=****; add it to"
                        + " the table p='****'");
        assertThat(new Masking(Set.of("product")).words("the product mapping has no row for product=尊享版, plan=张三"))
                .isEqualTo("the product mapping has no row for product=尊享版, plan=****");
        String codes = "the product mapping has no row for product=ZX-2026.1, plan=6; add it to p.csv";
        assertThat(masking.words(codes)).isEqualTo(codes);
    }

    /** What is quoted is hidden, and not the words between two quotes. */
    @Test
    void apostrophesAreNoQuotes() {
        assertThat(masking.words("the policies' sum is '413.78' and not '416.28', as the policies' fee_amount says"))
                .isEqualTo("the policies' sum is '****' and not '****', as the policies' fee_amount says");
        assertThat(masking.words("column NAME has 'O'Neill, Anne', which isn't a 'code'"))
                .isEqualTo("column NAME has '****Anne', which isn't a '****'");
        assertThat(masking.words("列'张三'的值'330102199001011234'不是")).isEqualTo("列'****'的值'****1234'不是");
        assertThat(masking.words("column CARD has '33010219900101")).isEqualTo("column CARD has '****0101");
        assertThat(masking.words("nothing's quoted here")).isEqualTo("nothing's quoted here");
    }

    @Test
    void nothingIsShownOfWhatIsNotThere() {
        assertThat(masking.record(null).values()).isEmpty();
        assertThat(masking.request(null).values()).isEmpty();
        assertThat(masking.words(null)).isNull();
    }
}
