package io.github.createorder;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Property;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.Drop;
import io.github.createorder.drop.DropHealth;
import io.github.createorder.drop.DropKey;
import io.github.createorder.drop.DropSettings;
import io.github.createorder.drop.WorkFolder;
import io.github.createorder.errors.ErrorEnvelope;
import io.github.createorder.errors.ErrorQueueJms;
import io.github.createorder.errors.Replay;
import io.github.createorder.file.FileFormat;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateSettings;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.LedgerSettings;
import io.github.createorder.ledger.LedgerWatermarks;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.ledger.RetryPolicy;
import io.github.createorder.ledger.Upkeep;
import io.github.createorder.mapping.CamelExpressions;
import io.github.createorder.mapping.MappingException;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.OrderRulesSettings;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.order.TakenOrder;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.product.Products;
import io.github.createorder.send.Attempt;
import io.github.createorder.send.Attempts;
import io.github.createorder.send.SendingHealth;
import io.github.createorder.source.SettingsException;
import io.github.createorder.source.TableHealth;
import io.github.createorder.source.TableKey;
import io.github.createorder.source.TableSettings;
import io.github.createorder.source.TableSource;
import io.github.createorder.source.WatchedTableSource;
import io.github.createorder.source.WatermarkStore;
import io.github.createorder.sql.Dialect;
import io.github.createorder.top.TopHttpClient;
import io.github.createorder.top.TopSigner;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.ResourceHelper;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/**
 * The bundle: reads its properties, refuses a wrong configuration with the whole list of faults, and binds the beans that
 * the routes call. {@code routes/createorder.camel.yaml} declares it, so it is there in every runtime that loads the routes.
 */
public final class CreateOrder implements CamelContextAware {
    private static final Pattern SOURCE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    private static final Duration WATERMARK_LEASE = Duration.ofMinutes(1);

    private final Map<String, OrderMapper> mappers = new LinkedHashMap<>();
    private final Map<String, WatchedTableSource> tables = new LinkedHashMap<>();
    private final Map<String, Drop> drops = new LinkedHashMap<>();
    private CamelContext context;
    private Settings settings;
    private CloseableHttpClient httpClient;
    private WorkFolder work;
    private long productsReadAt = System.nanoTime();

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Makes and binds all beans.
     *
     * @throws ConfigurationException with every fault of the configuration
     */
    public void start() throws Exception {
        settings = new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
        mappers.clear();
        tables.clear();
        drops.clear();

        GatewayConfiguration gateway = GatewayConfiguration.read(settings, this::resource);
        ConnectionFactory broker = bean(Setting.ERRORS_CONNECTION_FACTORY, ConnectionFactory.class);
        DataSource ledgerData = bean(Setting.LEDGER_DATA_SOURCE, DataSource.class);
        Dialect dialect = ledgerData == null ? null : ledgerTables(ledgerData);
        LedgerSettings ledgerSettings = ledgerSettings(gateway.longestCall());
        PayloadKeys keys = payloadKeys();
        Upkeep upkeep = upkeep(ledgerData, dialect, keys);
        OrderRules rules = rules();
        Products products = ledgerData == null ? null : products(ledgerData);
        String node = settings.find(Setting.LEDGER_NODE.key()).orElseGet(CreateOrder::nodeName);
        if (node.length() > 150) {
            settings.fault(Setting.LEDGER_NODE.key() + " is too long: at most 150 characters");
        }
        double rate = settings.decimal(Setting.SEND_RATE, 0, 100_000);
        WatermarkStore watermarks = dialect == null
                ? null
                : new LedgerWatermarks(ledgerData, dialect, node + "-" + UUID.randomUUID(), WATERMARK_LEASE);
        if (settings.list(Setting.SOURCES).stream().anyMatch(this::isDrop)) {
            openWork();
        }
        for (String name : settings.list(Setting.SOURCES)) {
            source(name, ledgerData, dialect, node, watermarks);
        }
        checkWhatTheRoutesRead();
        KnownProperties.faults(
                        context.getPropertiesComponent()
                                .loadProperties(key -> key.startsWith("createorder."))
                                .keySet(),
                        settings.list(Setting.SOURCES))
                .forEach(settings::fault);
        if (!settings.faults().isEmpty()) {
            stop();
        }
        settings.refuseIfFaulty();

        Ledger ledger = new Ledger(
                ledgerData, dialect, node, ledgerSettings, keys, RandomGenerator.getDefault(), SourceRecordJson::write);
        Gate gate = new Gate(ledgerData, dialect, gateway.name(), node, GateSettings.DEFAULT.withRate(rate));
        try {
            httpClient = TopHttpClient.create(gateway.http());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of(Setting.GATEWAY_TRUSTSTORE.key() + ": " + e.getMessage()));
        }
        Attempts attempts = new Attempts();
        bind("createorderLedger", ledger);
        bind("createorderGate", gate);
        bind("createorderUpkeep", upkeep);
        bind("createorderProducts", products);
        bind("createorderRules", rules);
        bind("createorderHttpClient", httpClient);
        bind("createorderAttempts", attempts);
        bind(
                "createorderAttempt",
                new Attempt(
                        new TopSigner(gateway.credentials(), gateway.signMethod(), InstantSource.system()),
                        gateway.judge(),
                        gate,
                        attempts,
                        gateway.longestCall().toNanos(),
                        System::nanoTime));
        bind("createorderErrorEnvelope", new ErrorEnvelope(keys.isSealing()));
        // As a bean, because Camel's delay reads no "5s".
        bind("createorderErrorsPause", settings.duration(Setting.ERRORS_PAUSE));
        bind("createorderReplay", new Replay(new ReplayableLedger(ledger), this::mapAfresh));
        context.addComponent("createorderJms", ErrorQueueJms.component(broker));
        mappers.forEach((name, mapper) -> bind("createorderMapper-" + name, mapper));
        tables.forEach((name, table) -> bind("createorderSource-" + name, table));
        drops.forEach((name, drop) -> {
            bind("createorderDrop-" + name, drop);
            bind("createorderSource-" + name, drop.source());
            drop.receipts().ifPresent(receipts -> bind("createorderReceipts-" + name, receipts));
        });
        HealthCheckRegistry health = HealthCheckRegistry.get(context);
        if (health != null) {
            health.register(new SendingHealth(gate));
            tables.values().forEach(table -> health.register(new TableHealth(table)));
            drops.values().forEach(drop -> health.register(new DropHealth(drop.alarms())));
        }
        context.addStartupListener(new SourceRoutes(
                sourceRoutes(), settings.text(Setting.REPORT_POLL), settings.number(Setting.REPORT_BATCH, 1, 10_000)));
    }

    private List<SourceRoutes.Source> sourceRoutes() {
        return mappers.keySet().stream()
                .map(name -> new SourceRoutes.Source(
                        name,
                        settings.text(SourceSetting.KIND.of(name)),
                        settings.text(SourceSetting.POLL.of(name)),
                        drops.get(name)))
                .toList();
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
                        Setting.REPORT_POLL)
                .forEach(settings::duration);
    }

    /** Closes what {@link #start()} made. */
    public void stop() throws IOException {
        for (Drop drop : drops.values()) {
            drop.close();
        }
        if (work != null) {
            work.close();
            work = null;
        }
        if (httpClient != null) {
            httpClient.close();
        }
    }

    private LedgerSettings ledgerSettings(Duration longestCall) {
        Duration lease = settings.duration(Setting.SEND_LEASE);
        if (lease.compareTo(longestCall.multipliedBy(3).dividedBy(2)) < 0) {
            settings.fault(Setting.SEND_LEASE.key() + " = " + lease.toSeconds() + "s is too short: a call may take "
                    + longestCall.toSeconds() + "s by its time-outs, and the lease must be half as long again");
        }
        Duration first = settings.duration(Setting.SEND_RETRY_FIRST);
        double factor = settings.decimal(Setting.SEND_RETRY_FACTOR, 1, 100);
        Duration max = settings.duration(Setting.SEND_RETRY_MAX);
        Duration maxAge = settings.duration(Setting.SEND_RETRY_MAX_AGE);
        int minAttempts = settings.number(Setting.SEND_RETRY_MIN_ATTEMPTS, 1, 1_000);
        return new LedgerSettings(
                lease,
                LedgerSettings.DEFAULT.tellLease(),
                new RetryPolicy(first, factor, max, RetryPolicy.DEFAULT.jitter(), maxAge, minAttempts));
    }

    private PayloadKeys payloadKeys() {
        try {
            return PayloadKeys.parse(settings.text(Setting.LEDGER_ENCRYPTION_KEYS));
        } catch (IllegalArgumentException e) {
            settings.fault(Setting.LEDGER_ENCRYPTION_KEYS.key() + ": " + e.getMessage());
            return PayloadKeys.NONE;
        }
    }

    private Upkeep upkeep(DataSource ledgerData, Dialect dialect, PayloadKeys keys) {
        Duration keep = settings.text(Setting.LEDGER_KEEP_PAYLOAD).equalsIgnoreCase("never")
                ? null
                : settings.duration(Setting.LEDGER_KEEP_PAYLOAD);
        if (dialect == null || !settings.faults().isEmpty()) {
            return null;
        }
        Upkeep upkeep = new Upkeep(ledgerData, dialect, keys, keep);
        upkeep.checkKeys().forEach(fault -> settings.fault(Setting.LEDGER_ENCRYPTION_KEYS.key() + ": " + fault));
        return upkeep;
    }

    private OrderRules rules() {
        return new OrderRules(new OrderRulesSettings(
                settings.flag(Setting.RULES_SUM_FEE),
                settings.flag(Setting.RULES_SUM_RECEIVED),
                settings.flag(Setting.RULES_SUM_GUARANTEED),
                settings.number(Setting.RULES_MAX_POLICIES, 1, 10_000)));
    }

    private Dialect ledgerTables(DataSource data) {
        try {
            Dialect dialect = Dialect.of(data);
            if (settings.flag(Setting.LEDGER_MIGRATE)) {
                LedgerSchema.migrate(data);
            }
            LedgerSchema.check(data).ifPresent(settings::fault);
            return dialect;
        } catch (SQLException | RuntimeException e) {
            settings.fault("the ledger's database cannot be used: " + e.getMessage());
            return null;
        }
    }

    private Products products(DataSource ledgerData) {
        String prefix = "createorder.products.";
        DataSource data = settings.find(Setting.PRODUCTS_DATA_SOURCE.key())
                .map(bean -> named(Setting.PRODUCTS_DATA_SOURCE.key(), bean, DataSource.class))
                .orElse(ledgerData);
        Map<String, String> properties = new HashMap<>();
        for (ProductSettings.Key key : ProductSettings.Key.values()) {
            settings.find(prefix + key.key()).ifPresent(value -> properties.put(key.key(), value));
        }
        try {
            Products products = Products.of(ProductSettings.of(properties), data, InstantSource.system());
            products.check().forEach(fault -> settings.fault(prefix + fault));
            return products;
        } catch (SettingsException e) {
            e.faults().forEach(fault -> settings.fault(prefix + fault));
            return null;
        }
    }

    private boolean isDrop(String source) {
        return settings.find(SourceSetting.KIND.of(source).key()).orElse("").equals("drop");
    }

    private void openWork() {
        Path folder = Path.of(settings.text(Setting.FILES_WORK));
        try {
            work = WorkFolder.open(folder);
        } catch (IOException e) {
            settings.fault(Setting.FILES_WORK.key() + ": the folder " + folder + " cannot be used: " + e.getMessage());
        }
    }

    private void source(String name, DataSource ledgerData, Dialect dialect, String node, WatermarkStore watermarks) {
        if (!SOURCE_NAME.matcher(name).matches()) {
            settings.fault(Setting.SOURCES.key() + ": '" + name
                    + "' is no name for a source; use lower-case letters, digits and dashes, 30 at most");
            return;
        }
        settings.duration(SourceSetting.POLL.of(name));
        String kind = settings.text(SourceSetting.KIND.of(name));
        switch (kind) {
            case "table" -> table(name, ledgerData, watermarks);
            case "drop" -> drop(name, ledgerData, dialect, node);
            default -> settings.fault(SourceSetting.prefix(name) + "kind = '" + kind + "' must be table or drop");
        }
    }

    private void table(String name, DataSource ledgerData, WatermarkStore watermarks) {
        String prefix = SourceSetting.prefix(name);
        OrderMapper mapper = mapper(name);
        DataSource data = settings.find(prefix + SourceSetting.DATA_SOURCE.key())
                .map(bean -> named(prefix + SourceSetting.DATA_SOURCE.key(), bean, DataSource.class))
                .orElse(ledgerData);
        refuse(name, Arrays.stream(DropKey.values()).map(DropKey::key), "is for kind = drop");
        Map<String, String> properties = new HashMap<>();
        for (TableKey key : TableKey.values()) {
            settings.find(prefix + key.key()).ifPresent(value -> properties.put(key.key(), value));
        }
        try {
            TableSettings table = TableSettings.of(name, properties);
            if (mapper == null || data == null) {
                return;
            }
            WatchedTableSource source = new WatchedTableSource(
                    TableSource.of(table, data, watermarks, InstantSource.system()),
                    InstantSource.system(),
                    mapper.orderColumns(),
                    mapper.policyColumns());
            source.check().forEach(fault -> settings.fault("source " + name + ": " + fault));
            mappers.put(name, mapper);
            tables.put(name, source);
        } catch (SettingsException e) {
            e.faults().forEach(fault -> settings.fault(prefix + fault));
        }
    }

    private void drop(String name, DataSource ledgerData, Dialect dialect, String node) {
        int faultsBefore = settings.faults().size();
        OrderMapper mapper = mapper(name);
        refuse(
                name,
                Stream.concat(
                        Arrays.stream(TableKey.values()).map(TableKey::key),
                        Stream.of(SourceSetting.DATA_SOURCE.key())),
                "is for kind = table");
        DropSettings layout = DropSettings.read(name, settings);
        FileFormat format = format(name);
        Duration lease = settings.duration(DropKey.LEASE.of(name));
        if (dialect == null || work == null || settings.faults().size() > faultsBefore) {
            return;
        }
        Drop drop = new Drop(
                context,
                layout,
                format,
                new LedgerFiles(ledgerData, dialect),
                new LedgerWatermarks(ledgerData, dialect, node + "-" + UUID.randomUUID(), lease),
                work,
                InstantSource.system());
        drop.check(mapper.orderColumns(), mapper.policyColumns())
                .forEach(fault -> settings.fault("source " + name + ": " + fault));
        mappers.put(name, mapper);
        drops.put(name, drop);
    }

    /** Tells each of these properties that is set. */
    private void refuse(String source, Stream<String> keys, String why) {
        keys.map(key -> SourceSetting.prefix(source) + key)
                .filter(key -> settings.find(key).isPresent())
                .forEach(key -> settings.fault(key + " " + why + ": remove it"));
    }

    private FileFormat format(String source) {
        Property property = DropKey.FORMAT.of(source);
        String file = settings.text(property);
        if (file.isEmpty()) {
            return null;
        }
        try {
            return resource(property.key(), file)
                    .map(yaml -> FileFormat.load(file, yaml))
                    .orElse(null);
        } catch (MappingException e) {
            e.faults().forEach(fault -> settings.fault(fault.toString()));
            return null;
        }
    }

    private OrderMapper mapper(String source) {
        String file = settings.text(SourceSetting.MAPPING.of(source));
        if (file.isEmpty()) {
            return null;
        }
        try {
            return resource(SourceSetting.prefix(source) + SourceSetting.MAPPING.key(), file)
                    .map(yaml -> OrderMapper.load(file, yaml, new CamelExpressions(context)))
                    .orElse(null);
        } catch (MappingException e) {
            e.faults().forEach(fault -> settings.fault(fault.toString()));
            return null;
        }
    }

    private Optional<TakenOrder> mapAfresh(String source, String recordJson) {
        OrderMapper mapper = mappers.get(source);
        if (mapper == null) {
            return Optional.empty();
        }
        Products products = context.getRegistry().lookupByNameAndType("createorderProducts", Products.class);
        OrderRules rules = context.getRegistry().lookupByNameAndType("createorderRules", OrderRules.class);
        SourceRecord record = SourceRecordJson.read(recordJson);
        // A replay follows hard upon a mending: what was just added to the product mapping must count.
        reloadAtMostOnceASecond(products);
        List<OrderDraft> drafts = mapper.map(List.of(record));
        products.enrich(drafts);
        return Optional.of(rules.freeze(drafts).get(0));
    }

    private synchronized void reloadAtMostOnceASecond(Products products) {
        if (System.nanoTime() - productsReadAt > 1_000_000_000L) {
            products.reload();
            productsReadAt = System.nanoTime();
        }
    }

    /** A text file by path, or with classpath: in front. */
    private Optional<String> resource(String key, String location) {
        String uri = location.contains(":") ? location : "file:" + location;
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, uri)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            settings.fault(key + ": " + location + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private <T> T bean(Setting setting, Class<T> type) {
        Optional<String> name = settings.find(setting.key());
        if (name.isPresent()) {
            return named(setting.key(), name.get(), type);
        }
        Set<T> all = context.getRegistry().findByType(type);
        if (all.size() != 1) {
            settings.fault(setting.key() + " must name one, because the registry holds " + all.size()
                    + " beans of type " + type.getSimpleName());
            return null;
        }
        return all.iterator().next();
    }

    private <T> T named(String key, String name, Class<T> type) {
        T bean = context.getRegistry().lookupByNameAndType(name, type);
        if (bean == null) {
            settings.fault(key + " = '" + name + "': the registry holds no " + type.getSimpleName() + " of this name");
        }
        return bean;
    }

    private void bind(String name, Object bean) {
        context.getRegistry().bind(name, bean);
    }

    private static String nodeName() {
        String unique = UUID.randomUUID().toString().substring(0, 8);
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + unique;
        } catch (UnknownHostException e) {
            return "node-" + unique;
        }
    }
}
