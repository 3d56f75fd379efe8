package io.github.createorder.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static Settings with(String value) {
        Map<String, String> properties = Map.of("a.password", value);
        return new Settings(key -> Optional.ofNullable(properties.get(key)));
    }

    /** Nobody sees them, and they may be right. */
    @ParameterizedTest
    @ValueSource(strings = {"hush ", " hush", "hush\t", "\u3000hush"})
    void blanksAtTheEndsOfAPasswordAreAPartOfItAndNoted(String password) {
        Settings settings = with(password);
        assertThat(settings.password("a.password")).contains(password);
        assertThat(settings.password("a.password")).contains(password);
        assertThat(settings.notes())
                .containsExactly(
                        "a.password begins or ends with blanks, which are taken for a part of it: remove them if"
                                + " they are none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hush", "hush\n", "hush\r\n"})
    void theEndOfALineIsNone(String password) {
        Settings settings = with(password);
        assertThat(settings.password("a.password")).contains("hush");
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void nothingButBlanksIsNoPassword() {
        assertThat(with("  ").password("a.password")).isEmpty();
    }
}
