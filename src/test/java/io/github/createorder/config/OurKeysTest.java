package io.github.createorder.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OurKeysTest {
    private static final Set<String> KNOWN =
            Set.of("createorder.gateway.url", "createorder.sources", "createorder.source.core.table");

    private static List<String> unknown(String key) {
        return OurKeys.unknown(Set.of(key), "createorder.", KNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "creatorder.gateway.url, createorder.gateway.url",
        "createoder.sources, createorder.sources",
        "creteorder.source.core.table, createorder.source.core.table",
        "create-order.gateway.url, createorder.gateway.url",
        "CreateOrder.gateway.url, createorder.gateway.url",
        "creatorder.gatway.url, createorder.gateway.url"
    })
    void aMistypedFirstWordIsToldWithTheNameThatWasMeant(String key, String meant) {
        assertThat(unknown(key))
                .containsExactly(key + " is no property of ours, whose names begin with createorder.; did you mean '"
                        + meant + "'?");
    }

    /** Other people have properties too, in a runtime of theirs above all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "createorders.topic",
                "createorder2.gateway.url",
                "order.gateway.url",
                "creator.sources",
                "createorderservice.gateway.url",
                "creatorder",
                "\uFEFFcreateorder.sources",
                "spring.datasource.url"
            })
    void whatIsSomebodyElsesIsNotTold(String key) {
        assertThat(unknown(key)).isEmpty();
    }

    @Test
    void aKeyOfAnotherRoomIsForItsOwnReader() {
        assertThat(OurKeys.unknown(Set.of("createorder.gatway.url"), "createorder.app.", KNOWN))
                .isEmpty();
        assertThat(unknown("createorder.gatway.url"))
                .containsExactly(
                        "createorder.gatway.url is no property of ours; did you mean 'createorder.gateway.url'?");
    }
}
