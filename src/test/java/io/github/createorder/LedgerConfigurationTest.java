package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.createorder.config.Settings;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.testing.StandIn;
import jakarta.jms.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;
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

    /** Else a runtime that gives up would close the pool in the middle of a migration. */
    @Test
    void startThatFailsHasEndedWhatItDidToTheLedgerBesideTheRest() throws Exception {
        Thread starts = Thread.currentThread();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        DataSource slow =
                new DelegatingDataSource(new DriverManagerDataSource("jdbc:h2:mem:beside;DB_CLOSE_DELAY=-1")) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        if (Thread.currentThread() != starts) {
                            begun.incrementAndGet();
                            LockSupport.parkNanos(300_000_000);
                            ended.incrementAndGet();
                        }
                        return super.getConnection();
                    }
                };
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("ledger", slow);
            context.getRegistry().bind("broker", ConnectionFactory.class, () -> {
                await().until(() -> begun.get() > 0);
                throw new IllegalStateException("a bean of the team's that cannot be made");
            });
            context.getPropertiesComponent().addInitialProperty("createorder.errors.connection-factory", "broker");
            CreateOrder createOrder = new CreateOrder();
            createOrder.setCamelContext(context);
            assertThat(catchThrowable(createOrder::start)).hasStackTraceContaining("cannot be made");
            assertThat(ended).hasValue(begun.get());
            assertThat(LedgerSchema.check(slow)).as("what the tables lack").isEmpty();
        }
    }
}
