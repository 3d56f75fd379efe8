package io.github.createorder;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SettingsException;
import io.github.createorder.ledger.Upkeep;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.OrderRulesSettings;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.product.Products;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the properties of a Camel context say, read whole: the parts that they describe, and every fault that there is. Nothing
 * has started yet.
 */
final class Configuration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);

    final Settings settings;
    final GatewayConfiguration gateway;
    final LedgerConfiguration ledger;
    ConnectionFactory broker;
    OrderRules rules;
    Products products;
    /** Null with a fault, or when the ledger's tables are to come. */
    Upkeep upkeep;

    SourcesConfiguration sources = SourcesConfiguration.NONE;

    private final Lookup lookup;
    private final boolean look;
    private final boolean gatewayIsRight;

    private Configuration(CamelContext context, boolean look) {
        this.look = look;
        settings = new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
        lookup = new Lookup(context, settings);
        gateway = GatewayConfiguration.read(settings, lookup::text);
        gatewayIsRight = settings.faults().isEmpty();
        ledger = new LedgerConfiguration(settings, lookup, gateway.longestCall());
    }

    /** What is needed to ask and steer the ledger; sources are not looked at. */
    static Configuration ofLedger(CamelContext context) {
        Configuration configuration = new Configuration(context, true);
        configuration.ledger.open(true);
        return configuration;
    }

    /**
     * All of it.
     *
     * @param look only look: nothing is made in the ledger or on disk, and no broker is needed
     */
    static Configuration read(CamelContext context, boolean look) {
        Configuration configuration = new Configuration(context, look);
        if (look) {
            configuration.ledger.open(true);
            configuration.readTheRest(() -> {}, Optional::empty);
        } else {
            configuration.readSideBySide();
        }
        return configuration;
    }

    /** What waits for others does so beside the rest: the gateway that is asked for its time, the ledger whose tables are made. */
    private void readSideBySide() {
        ExecutorService beside = Executors.newCachedThreadPool();
        try {
            Future<Optional<String>> clock =
                    beside.submit(() -> gatewayIsRight ? Inspection.clockFault(this) : Optional.<String>empty());
            ledger.connect();
            Settings aside = new Settings(settings::find);
            Future<?> tables = beside.submit(() -> ledger.openTables(false, aside));
            readTheRest(
                    () -> {
                        done(tables);
                        aside.faults().forEach(settings::fault);
                    },
                    () -> done(clock));
        } finally {
            beside.shutdown();
            awaitEnd(beside);
        }
    }

    /** Also after a failure of the rest: nobody ends the process, or closes the pools, in the middle of a migration. */
    private static void awaitEnd(ExecutorService beside) {
        try {
            while (!beside.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.info("The start waits for the ledger's database, or for the gateway's time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T done(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param tables returns when the ledger's tables have been looked at
     * @param clock what is wrong with this machine's time
     */
    private void readTheRest(Runnable tables, Supplier<Optional<String>> clock) {
        broker = look ? null : lookup.bean(Setting.ERRORS_CONNECTION_FACTORY, ConnectionFactory.class);
        rules = rules();
        sources = SourcesConfiguration.read(lookup, ledger, look);
        tables.run();
        upkeep = ledger.upkeep().orElse(null);
        products = ledger.data() == null ? null : products();
        checkWhatTheRoutesRead();
        ManagementCheck.check(settings);
        SecretFiles.check(settings);
        Properties set = lookup.context().getPropertiesComponent().loadProperties();
        KnownProperties.misread(set).forEach(settings::fault);
        KnownProperties.unresolved(set, lookup.context().getPropertiesComponent()::resolveProperty)
                .forEach(settings::fault);
        KnownProperties.faults(set.keySet(), settings.list(Setting.SOURCES)).forEach(settings::fault);
        ofRuntime(CreateOrder.RUNTIME_FAULTS).forEach(settings::fault);
        ofRuntime(CreateOrder.RUNTIME_NOTES).forEach(settings::note);
        CamelVersion.warning(lookup.context().getVersion()).ifPresent(settings::note);
        if (look) {
            return;
        }
        clock.get().ifPresent(settings::fault);
        if (settings.faults().isEmpty()) {
            settings.notes().forEach(LOG::warn);
        }
    }

    private List<String> ofRuntime(String bean) {
        List<?> told = lookup.context().getRegistry().lookupByNameAndType(bean, List.class);
        return told == null ? List.of() : told.stream().map(String::valueOf).toList();
    }

    /** Closes what sources hold. */
    @Override
    public void close() throws IOException {
        sources.close();
    }

    /** The route files read these by themselves; a wrong one belongs into the list all the same. */
    private void checkWhatTheRoutesRead() {
        List.of(Setting.SEND_BATCH, Setting.SETTLE_BATCH, Setting.ERRORS_BATCH, Setting.REPORT_BATCH)
                .forEach(batch -> settings.number(batch, 1, 10_000));
        settings.number(Setting.SEND_QUEUE, 1, 100_000);
        List.of(
                        Setting.SEND_POLL,
                        Setting.SETTLE_INTERVAL,
                        Setting.PRODUCTS_RELOAD,
                        Setting.LEDGER_UPKEEP,
                        Setting.ERRORS_POLL,
                        Setting.ERRORS_PAUSE,
                        Setting.JOBS_POLL,
                        Setting.CONSOLE_QUERY_TIMEOUT,
                        Setting.REPORT_POLL)
                .forEach(settings::duration);
    }

    private OrderRules rules() {
        return new OrderRules(new OrderRulesSettings(
                settings.flag(Setting.RULES_SUM_FEE),
                settings.flag(Setting.RULES_SUM_RECEIVED),
                settings.flag(Setting.RULES_SUM_GUARANTEED),
                settings.number(Setting.RULES_MAX_POLICIES, 1, 10_000)));
    }

    private Products products() {
        DataSource data = lookup.beanOr(Setting.PRODUCTS_DATA_SOURCE.key(), ledger.data(), DataSource.class);
        Map<String, String> properties = new HashMap<>();
        for (ProductSettings.Key key : ProductSettings.Key.values()) {
            settings.find(ProductSettings.PREFIX + key.key()).ifPresent(value -> properties.put(key.key(), value));
        }
        try {
            ProductSettings layout = ProductSettings.of(properties);
            Products made = Products.of(layout, ledger.bounded(data), InstantSource.system());
            boolean isReadable = layout.file() != null || data != ledger.data() || ledger.isReadable();
            if (isReadable) {
                made.check().forEach(fault -> settings.fault("createorder.products: " + fault));
            }
            return made;
        } catch (SettingsException e) {
            e.faults().forEach(fault -> settings.fault(ProductSettings.PREFIX + fault));
            return null;
        }
    }
}
