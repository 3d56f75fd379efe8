package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PayloadKeysTest {
    static final String K1 = key(1);
    static final String K2 = key(2);

    static String key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void opensWhatItSealedAndNoTwoAreAlike() {
        PayloadKeys keys = PayloadKeys.parse("k1:" + K1);
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String one = keys.seal("{\"name\":\"张三\"}", "A", "record");
            assertThat(one).startsWith("enc:k1:").doesNotContain("张三");
            assertThat(keys.open(one, "A", "record")).isEqualTo("{\"name\":\"张三\"}");
            sealed.add(one);
        }
        assertThat(sealed).hasSize(1000);
        assertThat(keys.seal(null, "A", "record")).isNull();
        assertThat(keys.open(null, "A", "record")).isNull();
        assertThat(keys.open(keys.seal("", "A", "record"), "A", "record")).isEmpty();
    }

    @Test
    void textsFromBeforeThereWasAKeyAreReadAndWithoutAKeyNothingIsSealed() {
        assertThat(PayloadKeys.parse("k1:" + K1).open("{}", "A", "record")).isEqualTo("{}");
        assertThat(PayloadKeys.parse(" ").seal("{}", "A", "record")).isEqualTo("{}");
        assertThat(PayloadKeys.NONE.isSealing()).isFalse();
    }

    @Test
    void olderKeysOpenAndTheFirstSeals() {
        String old = PayloadKeys.parse("k1:" + K1).seal("{}", "A", "record");
        PayloadKeys both = PayloadKeys.parse("k2:" + K2 + ", k1:" + K1);

        assertThat(both.open(old, "A", "record")).isEqualTo("{}");
        assertThat(both.seal("{}", "A", "record")).startsWith("enc:k2:");
        assertThat(both.isOutdated(old)).isTrue();
        assertThat(both.isOutdated("{}")).isTrue();
        assertThat(both.isOutdated(both.seal("{}", "A", "record"))).isFalse();
    }

    @Test
    void movedChangedAndForeignTextsAreRefused() {
        PayloadKeys keys = PayloadKeys.parse("k1:" + K1);
        String sealed = keys.seal("{}", "A", "record");
        char last = sealed.charAt(sealed.length() - 5);
        String changed = sealed.substring(0, sealed.length() - 5)
                + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 4);

        assertThatThrownBy(() -> keys.open(sealed, "B", "record"))
                .hasMessageContaining("order B")
                .hasMessageContaining("k1");
        assertThatThrownBy(() -> keys.open(sealed, "A", "request")).hasMessageContaining("moved");
        assertThatThrownBy(() -> keys.open(changed, "A", "record")).hasMessageContaining("changed");
        assertThatThrownBy(() -> keys.open("enc:k1:AAAA", "A", "record")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> PayloadKeys.parse("k1:" + K2).open(sealed, "A", "record"))
                .hasMessageContaining("another key of this name");
        assertThatThrownBy(() -> PayloadKeys.parse("k2:" + K2).open(sealed, "A", "record"))
                .hasMessageContaining("'k1', which is not configured");
    }

    @Test
    void wrongKeysAreAllToldAndNeverShown() {
        String zero = Base64.getEncoder().encodeToString(new byte[32]);
        String is16 = Base64.getEncoder().encodeToString(new byte[16]);
        assertThatThrownBy(() -> PayloadKeys.parse(
                        "nokey,a b:" + K1 + ",k:" + zero + ",m:" + is16 + ",n:%%%,o:" + K1 + ",o:" + K2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("key 1 ", "key 2 ", "key 3 ", "key 4 ", "key 5 ", "key 7 ")
                .message()
                .doesNotContain(K1, K2, zero, is16, "%%%");
        assertThat(PayloadKeys.parse("k1:" + K1)).asString().doesNotContain(K1);
    }
}
