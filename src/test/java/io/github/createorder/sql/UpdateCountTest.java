package io.github.createorder.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UpdateCountTest {

    /** Of several statements one whose count is unknown makes the sum unknown, whatever the others say. */
    @Test
    void sumWithAnUnknownCountIsUnknown() {
        assertThat(UpdateCount.sum(500, 3)).isEqualTo(503);
        assertThat(UpdateCount.isUnknown(UpdateCount.sum(500, -2))).isTrue();
        assertThat(UpdateCount.isUnknown(UpdateCount.sum(-2, 500))).isTrue();
    }

    @Test
    void countThatDecidesSomethingMustBeKnown() {
        assertThat(UpdateCount.known(0)).isZero();
        assertThatThrownBy(() -> UpdateCount.known(-2)).hasMessageContaining("does not tell how many rows");
    }
}
