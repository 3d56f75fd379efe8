package io.github.createorder.errors;

import io.github.createorder.health.Watch;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import jakarta.jms.ConnectionFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route file as runtimes find it, with a ledger that tests look into. */
final class ErrorRoutes implements AutoCloseable {
    final FakeLedger ledger = new FakeLedger();
    final CamelContext context = new DefaultCamelContext();
    final Watch watch = new Watch(InstantSource.system());

    ErrorRoutes(ConnectionFactory connectionFactory) throws Exception {
        context.getRegistry().bind("createorderJms", ErrorQueueJms.component(connectionFactory, watch));
        context.getRegistry().bind("createorderErrorsWatch", watch);
        context.getRegistry().bind("createorderLedger", ledger);
        context.getRegistry().bind("createorderErrorEnvelope", new ErrorEnvelope(false));
        context.getRegistry().bind("createorderReplay", new Replay(ledger, ErrorRoutes::remap));
        context.getRegistry().bind("createorderReplayDesk", new ReplayDesk(connectionFactory, null, null, watch));
        context.getRegistry().bind("createorderJobs", new NoJobs());
        context.getPropertiesComponent().addInitialProperty("createorder.errors.poll", "100");
        context.getRegistry().bind("createorderErrorsPause", Duration.ofMillis(200));
        Resource file =
                ResourceHelper.resolveMandatoryResource(context, "classpath:camel/createorder-errors.camel.yaml");
        PluginHelper.getRoutesLoader(context).loadRoutes(file);
        context.start();
    }

    /** Nobody has planned any. Called by the route, by its name. */
    public static final class NoJobs {
        public boolean run() {
            return false;
        }
    }

    private static Optional<FrozenOrder> remap(String source, String recordJson) {
        if (source.equals("gone")) {
            return Optional.empty();
        }
        SourceRecord record = new SourceRecord(source, "42", Map.of(), List.of(Map.of()));
        return Optional.of(new FrozenOrder(record, "ID-1", "{}", List.of(), "m"));
    }

    @Override
    public void close() {
        context.stop();
    }
}
