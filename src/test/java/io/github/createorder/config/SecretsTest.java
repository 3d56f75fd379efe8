package io.github.createorder.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "createorder.gateway.proxy = 'http://user:tell-nobody@proxy:x' must look like http://host:port",
                "createorder.gateway.proxy = 'user:tell-nobody@proxy:3128' must look like http://host:port",
                "createorder.gateway.proxy = 'http://user:tell/n@tell-nobody@proxy:3128' has a login",
                "createorder.gateway.url = 'https://user:tell-nobody@eco.taobao.com/router/rest' must be an https address",
                "jdbc:mysql://root:tell-nobody@db/core cannot be reached",
                "Failed to connect to tcp://broker:61616?user=a&password=tell-nobody&x=y",
                "jdbc:sqlserver://db;user=sa;password=tell-nobody;encrypt=true is down",
            })
    void theLoginOfAnAddressIsNotInAFault(String fault) {
        Settings settings = new Settings(key -> Optional.empty());
        settings.fault(fault);
        assertThat(settings.faults())
                .singleElement()
                .asString()
                .doesNotContain("tell-nobody", "tell/n")
                .contains("***");
    }

    @Test
    void whatIsNoLoginStaysAsItIs() {
        String fault =
                "source core: table CORE.T, https://eco.taobao.com/router/rest, me@example.com, 12:30: 'A' = 'B'";
        assertThat(Secrets.hidden(fault)).isEqualTo(fault);
    }
}
