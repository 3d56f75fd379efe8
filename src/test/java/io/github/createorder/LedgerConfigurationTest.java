package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import io.github.createorder.testing.StandIn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class LedgerConfigurationTest {

    /** The ledger's database under a name that we do not know, with this said of it. */
    private static List<String> faultsWith(Map<String, String> said) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry()
                    .bind(
                            "ledger",
                            new StandIn(new DriverManagerDataSource("jdbc:h2:mem:unknown"))
                                    .calledLike("HighGo Database", "9.0.4"));
            Settings settings = new Settings(key -> Optional.ofNullable(said.get(key)));
            new LedgerConfiguration(settings, new Lookup(context, settings), Duration.ofSeconds(40)).connect();
            return settings.faults();
        }
    }

    @Test
    void ledgerOnADatabaseOfAnUnknownNameIsAFaultUntilTheDialectIsSaid() throws Exception {
        Map<String, String> said = new HashMap<>();
        assertThat(faultsWith(said))
                .singleElement()
                .asString()
                .contains("'HighGo Database'", "`createorder.ledger.dialect`", "HighGo speaks postgresql");
        said.put("createorder.ledger.dialect", "postgresql");
        assertThat(faultsWith(said)).isEmpty();
    }
}
