package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerNameTest {

    @ParameterizedTest
    @CsvSource({
        "{name}.ok, LIS_1.txt, LIS_1.txt.ok, LIS_1.txt",
        "{stem}.flag, LIS_1.txt, LIS_1.flag, LIS_1",
        "{stem}.flag, LIS_1, LIS_1.flag, LIS_1",
        "{stem}.flag, a.b.gz, a.b.flag, a.b",
        "OK_{name}, LIS_1.txt, OK_LIS_1.txt, LIS_1.txt",
        "OK_{stem}.end, LIS_1.txt, OK_LIS_1.end, LIS_1",
    })
    void markerOfAFileAndBack(String pattern, String file, String marker, String stands) {
        MarkerName name = new MarkerName(pattern);
        assertThat(MarkerName.isValid(pattern)).isTrue();
        assertThat(name.of(file)).isEqualTo(marker);
        assertThat(name.stands(marker)).contains(stands);
        assertThat(name.stands(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name}",
                "{stem}",
                "ok",
                "",
                "{name}{stem}",
                "{name}/ok",
                "../{name}.ok",
                "{name}.o k",
                "{nam}.ok"
            })
    void patternsThatNameNoMarker(String pattern) {
        assertThat(MarkerName.isValid(pattern)).isFalse();
    }
}
