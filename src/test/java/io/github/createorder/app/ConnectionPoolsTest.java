package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import io.github.createorder.testing.Servers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

class ConnectionPoolsTest {

    @ParameterizedTest
    @ValueSource(strings = {"MariaDB", "MySQL"})
    void instantsAreReadInBeijingTimeWhateverTheZoneOfTheServer(String product) {
        Map<String, String> properties = Map.of(
                "createorder.app.data-source.core.url",
                product.equals("MySQL") ? Servers.newMySqlDatabase() : Servers.newMariaDbDatabase(),
                "createorder.app.data-source.core.user",
                "root");
        Settings settings = new Settings(key -> Optional.ofNullable(properties.get(key)));
        try (ConnectionPools pools = new ConnectionPools(settings, Path.of("no-data"), true)) {
            JdbcTemplate core = new JdbcTemplate(pools.open("core"));
            assertThat(core.queryForObject("SELECT CAST(FROM_UNIXTIME(0) AS CHAR)", String.class))
                    .startsWith("1970-01-01 08:00:00");
        }
    }
}
