package io.github.createorder;

import io.github.createorder.config.Property;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SettingsException;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.Drop;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.drop.DropSettings;
import io.github.createorder.drop.WorkFolder;
import io.github.createorder.file.FileFormat;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateSettings;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.LedgerSettings;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.ledger.RetryPolicy;
import io.github.createorder.ledger.SourceLease;
import io.github.createorder.ledger.SqlSourceLease;
import io.github.createorder.ledger.Upkeep;
import io.github.createorder.mapping.CamelExpressions;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.OrderRulesSettings;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.product.Products;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.NearestTable;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.SqlName;
import io.github.createorder.table.TableSetting;
import io.github.createorder.table.TableSettings;
import io.github.createorder.table.TableSource;
import io.github.createorder.table.WatchedTableSource;
import io.github.createorder.yaml.YamlFaultException;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the properties of a Camel context say, read whole: the parts that they describe, and every fault that there is. Nothing
 * has started yet.
 */
final class Configuration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);
    private static final Pattern SOURCE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    private static final Duration WATERMARK_LEASE = Duration.ofMinutes(1);

    final Settings settings;
    final GatewayConfiguration gateway;
    final DataSource ledgerData;
    final Dialect dialect;
    final LedgerSettings ledgerSettings;
    final PayloadKeys keys;
    final String node;
    final double rate;
    final Map<String, OrderMapper> mappers = new LinkedHashMap<>();
    final Map<String, WatchedTableSource> tables = new LinkedHashMap<>();
    final Map<String, Drop> drops = new LinkedHashMap<>();
    final Map<String, FileFormat> formats = new LinkedHashMap<>();
    ConnectionFactory broker;
    OrderRules rules;
    Products products;
    Upkeep upkeep;

    /** What is worth knowing and no fault. */
    final List<String> notes = new ArrayList<>();

    private final CamelContext context;
    private final boolean look;
    private final boolean gatewayIsRight;
    private final boolean keysAreRight;
    private WorkFolder work;
    private boolean ledgerIsThere;
    private boolean ledgerIsToCome;

    private Configuration(CamelContext context, boolean look) {
        this.context = context;
        this.look = look;
        settings = new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
        gateway = GatewayConfiguration.read(settings, this::resource);
        gatewayIsRight = settings.faults().isEmpty();
        ledgerData = bean(Setting.LEDGER_DATA_SOURCE, DataSource.class);
        dialect = ledgerData == null ? null : ledgerTables(ledgerData);
        ledgerSettings = ledgerSettings(gateway.longestCall());
        Optional<PayloadKeys> given = payloadKeys();
        keys = given.orElse(PayloadKeys.NONE);
        keysAreRight = given.isPresent();
        String named = settings.find(Setting.LEDGER_NODE.key()).orElseGet(Configuration::nodeName);
        if (named.length() > 150) {
            settings.fault(Setting.LEDGER_NODE.key() + " is too long: at most 150 characters");
        }
        node = named;
        rate = settings.decimal(Setting.SEND_RATE, 0, 100_000);
    }

    /** What is needed to ask and steer the ledger; sources are not looked at. */
    static Configuration ofLedger(CamelContext context) {
        return new Configuration(context, true);
    }

    /**
     * All of it.
     *
     * @param look only look: nothing is made in the ledger or on disk, and no broker is needed
     */
    static Configuration read(CamelContext context, boolean look) {
        Configuration configuration = new Configuration(context, look);
        configuration.readSources();
        return configuration;
    }

    private void readSources() {
        broker = look ? null : bean(Setting.ERRORS_CONNECTION_FACTORY, ConnectionFactory.class);
        upkeep = upkeep();
        rules = rules();
        products = ledgerData == null ? null : products(ledgerData);
        SourceLease watermarks = dialect == null
                ? null
                : new SqlSourceLease(ledgerData, dialect, node + "-" + UUID.randomUUID(), WATERMARK_LEASE);
        if (settings.list(Setting.SOURCES).stream().anyMatch(this::isDrop)) {
            openWork();
        }
        for (String name : settings.list(Setting.SOURCES)) {
            source(name, watermarks);
        }
        checkWhatTheRoutesRead();
        checkManagement();
        KnownProperties.faults(
                        context.getPropertiesComponent()
                                .loadProperties(key -> key.startsWith("createorder."))
                                .keySet(),
                        settings.list(Setting.SOURCES))
                .forEach(settings::fault);
        List<?> ofRuntime = context.getRegistry().lookupByNameAndType(CreateOrder.RUNTIME_FAULTS, List.class);
        if (ofRuntime != null) {
            ofRuntime.forEach(fault -> settings.fault(String.valueOf(fault)));
        }
        CamelVersion.warning(context.getVersion()).ifPresent(notes::add);
        if (look) {
            return;
        }
        if (gatewayIsRight) {
            Inspection.clockFault(this).ifPresent(settings::fault);
        }
        if (settings.faults().isEmpty()) {
            notes.forEach(LOG::warn);
        }
    }

    /** Closes what sources hold. */
    @Override
    public void close() throws IOException {
        for (Drop drop : drops.values()) {
            drop.close();
        }
        if (work != null) {
            work.close();
            work = null;
        }
    }

    /** Health and metrics tell names, counts and reasons: whoever may not log in should not read them from elsewhere. */
    private void checkManagement() {
        // Who only looks has switched it off.
        boolean on = look
                || settings.find("camel.management.enabled").orElse("false").equalsIgnoreCase("true");
        String host = settings.find("camel.management.host").orElse(look ? "127.0.0.1" : "0.0.0.0");
        boolean login = Stream.of("camel.management.authentication-enabled", "camel.management.authenticationEnabled")
                .anyMatch(key -> settings.find(key).orElse("false").equalsIgnoreCase("true"));
        if (on && !login && !GatewayConfiguration.isLoopback(host)) {
            settings.fault("camel.management.host = '" + host + "' is open to other machines without a login: set it to"
                    + " 127.0.0.1, or set camel.management.authentication-enabled, authentication-path = /* and"
                    + " basic-properties-file");
        }
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

    Gate gate() {
        return new Gate(ledgerData, dialect, gateway.name(), node, GateSettings.DEFAULT.withRate(rate));
    }

    Ledger ledger() {
        return new Ledger(
                ledgerData, dialect, node, ledgerSettings, keys, RandomGenerator.getDefault(), SourceRecordJson::write);
    }

    private LedgerSettings ledgerSettings(Duration longestCall) {
        Duration lease = settings.duration(Setting.SEND_LEASE);
        Duration shortest = longestCall.multipliedBy(3).dividedBy(2);
        if (lease.compareTo(shortest) < 0) {
            settings.fault(Setting.SEND_LEASE.key() + " = " + lease.toSeconds() + "s is too short: a call may take "
                    + longestCall.toSeconds()
                    + "s by its time-outs, and the lease must be half as long again: set it to "
                    + shortest.plusMillis(999).toSeconds() + "s or more");
        }
        Duration first = settings.duration(Setting.SEND_RETRY_FIRST);
        double factor = settings.decimal(Setting.SEND_RETRY_FACTOR, 1, 100);
        Duration max = settings.duration(Setting.SEND_RETRY_MAX);
        Duration maxAge = settings.duration(Setting.SEND_RETRY_MAX_AGE);
        int minAttempts = settings.number(Setting.SEND_RETRY_MIN_ATTEMPTS, 1, 1_000);
        return new LedgerSettings(
                lease,
                LedgerSettings.DEFAULT.reportLease(),
                new RetryPolicy(first, factor, max, RetryPolicy.DEFAULT.jitter(), maxAge, minAttempts));
    }

    private Optional<PayloadKeys> payloadKeys() {
        try {
            return Optional.of(PayloadKeys.parse(settings.text(Setting.LEDGER_ENCRYPTION_KEYS)));
        } catch (IllegalArgumentException e) {
            settings.fault(Setting.LEDGER_ENCRYPTION_KEYS.key() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Upkeep upkeep() {
        Duration keep = settings.text(Setting.LEDGER_KEEP_PAYLOAD).equalsIgnoreCase("never")
                ? null
                : settings.duration(Setting.LEDGER_KEEP_PAYLOAD);
        if (!ledgerIsThere || !keysAreRight) {
            return null;
        }
        Upkeep made = new Upkeep(ledgerData, dialect, keys, keep);
        made.keyFaults().forEach(fault -> settings.fault(Setting.LEDGER_ENCRYPTION_KEYS.key() + ": " + fault));
        return made;
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
            Dialect found = Dialect.of(data);
            if (settings.flag(Setting.LEDGER_MIGRATE) && !look) {
                LedgerSchema.migrate(data);
            }
            Optional<String> misfit = LedgerSchema.check(data);
            ledgerIsThere = misfit.isEmpty();
            ledgerIsToCome = !ledgerIsThere && look && settings.flag(Setting.LEDGER_MIGRATE);
            misfit.ifPresent(fault -> {
                if (ledgerIsToCome) {
                    notes.add(fault + ": the next start does it");
                } else {
                    settings.fault(fault + ", by a start with " + Setting.LEDGER_MIGRATE.key()
                            + " = true, or by a DBA with what the command `schema` prints");
                }
            });
            return found;
        } catch (SQLException | RuntimeException e) {
            settings.fault("the ledger's database cannot be used: " + reason(e));
            return null;
        }
    }

    /** A pool says only that it waited; what for is in the cause. */
    private static String reason(Exception e) {
        String outer = String.valueOf(e.getMessage());
        String cause = Reason.of(e);
        return outer.contains(cause) ? outer : outer + ": " + cause;
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
            boolean inLedger = data == ledgerData && !properties.containsKey(ProductSettings.Key.FILE.key());
            boolean ledgerIsNotThere = dialect == null || ledgerIsToCome;
            if (!(inLedger && ledgerIsNotThere)) {
                String table =
                        properties.getOrDefault(ProductSettings.Key.TABLE.key(), ProductSettings.Key.TABLE.fallback());
                boolean byTable = !properties.containsKey(ProductSettings.Key.FILE.key())
                        && !properties.containsKey(ProductSettings.Key.QUERY.key());
                products.check().forEach(fault -> {
                    boolean unread = byTable && fault.startsWith("the product mapping cannot be read");
                    settings.fault("createorder.products: " + fault
                            + (unread
                                    ? ": correct " + prefix + ProductSettings.Key.TABLE.key()
                                            + ", or let the user read it"
                                            + NearestTable.hint(data, SqlName.table(table))
                                    : ""));
                });
            }
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
            // A node that runs holds its own.
            work = WorkFolder.open(look ? Files.createTempDirectory("createorder-look") : folder);
        } catch (IOException e) {
            settings.fault(Setting.FILES_WORK.key() + ": the folder " + folder + " cannot be used: " + e.getMessage());
        }
    }

    private void source(String name, SourceLease watermarks) {
        if (!SOURCE_NAME.matcher(name).matches()) {
            settings.fault(Setting.SOURCES.key() + ": '" + name
                    + "' is no name for a source; use lower-case letters, digits and dashes, 30 at most");
            return;
        }
        settings.duration(SourceSetting.POLL.of(name));
        String kind = settings.text(SourceSetting.KIND.of(name));
        switch (kind) {
            case "table" -> table(name, watermarks);
            case "drop" -> drop(name);
            default -> settings.fault(SourceSetting.prefix(name) + "kind = '" + kind + "' must be table or drop");
        }
    }

    private void table(String name, SourceLease watermarks) {
        String prefix = SourceSetting.prefix(name);
        OrderMapper mapper = mapper(name);
        DataSource data = settings.find(prefix + SourceSetting.DATA_SOURCE.key())
                .map(bean -> named(prefix + SourceSetting.DATA_SOURCE.key(), bean, DataSource.class))
                .orElse(ledgerData);
        refuse(name, Arrays.stream(DropSetting.values()).map(DropSetting::key), "is for kind = drop");
        Map<String, String> properties = new HashMap<>();
        for (TableSetting key : TableSetting.values()) {
            settings.find(prefix + key.key()).ifPresent(value -> properties.put(key.key(), value));
        }
        try {
            TableSettings table = TableSettings.of(name, properties);
            if (data == null) {
                return;
            }
            WatchedTableSource source = new WatchedTableSource(
                    TableSource.of(table, data, watermarks, InstantSource.system()),
                    InstantSource.system(),
                    mapper == null ? Set.of() : mapper.orderColumns(),
                    mapper == null ? Set.of() : mapper.policyColumns());
            source.check().forEach(fault -> settings.fault("source " + name + ": " + fault));
            if (source.trouble().isEmpty()) {
                source.warnings().forEach(warning -> notes.add("source " + name + ": " + warning));
            }
            tables.put(name, source);
            if (mapper != null) {
                mappers.put(name, mapper);
            }
        } catch (SettingsException e) {
            e.faults().forEach(fault -> settings.fault(prefix + fault));
        }
    }

    private void drop(String name) {
        int faultsBefore = settings.faults().size();
        OrderMapper mapper = mapper(name);
        refuse(
                name,
                Stream.concat(
                        Arrays.stream(TableSetting.values()).map(TableSetting::key),
                        Stream.of(SourceSetting.DATA_SOURCE.key())),
                "is for kind = table");
        DropSettings layout = DropSettings.read(name, settings);
        FileFormat format = format(name);
        Duration lease = settings.duration(DropSetting.LEASE.of(name));
        if (format != null && format.readsMarker() && layout.marker() == null) {
            settings.fault(
                    DropSetting.READY.of(name).key() + " = stable waits for no marker, and the format " + format.name()
                            + " checks the file by what its marker says: set it to marker, or take `marker:` out of the format");
        }
        if (dialect == null || work == null || settings.faults().size() > faultsBefore) {
            return;
        }
        Drop drop = new Drop(
                context,
                layout,
                format,
                new LedgerFiles(ledgerData, dialect),
                new SqlSourceLease(ledgerData, dialect, node + "-" + UUID.randomUUID(), lease),
                work,
                InstantSource.system());
        List<String> faults = drop.check(mapper.orderColumns(), mapper.policyColumns());
        faults.forEach(fault -> settings.fault("source " + name + ": " + fault));
        if (faults.isEmpty() && !look) {
            makeFolders(name, drop);
        }
        mappers.put(name, mapper);
        formats.put(name, format);
        drops.put(name, drop);
    }

    private void makeFolders(String name, Drop drop) {
        try {
            drop.makeFolders();
        } catch (IOException e) {
            settings.fault("source " + name + ": its folders cannot be made: " + e.getMessage());
        }
    }

    /** Tells each of these properties that is set. */
    private void refuse(String source, Stream<String> keys, String why) {
        keys.map(key -> SourceSetting.prefix(source) + key)
                .filter(key -> settings.find(key).isPresent())
                .forEach(key -> settings.fault(key + " " + why + ": remove it"));
    }

    private FileFormat format(String source) {
        Property property = DropSetting.FORMAT.of(source);
        String file = settings.text(property);
        if (file.isEmpty()) {
            return null;
        }
        try {
            return resource(property.key(), file)
                    .map(yaml -> FileFormat.load(file, yaml))
                    .orElse(null);
        } catch (YamlFaultException e) {
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
        } catch (YamlFaultException e) {
            e.faults().forEach(fault -> settings.fault(fault.toString()));
            return null;
        }
    }

    /** A text file by path, or with classpath: in front. */
    private Optional<String> resource(String key, String location) {
        String uri = location.contains(":") ? location : "file:" + location;
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, uri)) {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString());
        } catch (CharacterCodingException e) {
            settings.fault(key + ": " + location + " is not in UTF-8: save it anew in UTF-8");
            return Optional.empty();
        } catch (IOException e) {
            settings.fault(key + ": " + location + " cannot be read: " + e.getMessage()
                    + ": correct the path, or put the file there");
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
            Set<String> there =
                    new TreeSet<>(context.getRegistry().findByTypeWithName(type).keySet());
            settings.fault(key + " = '" + name + "': the registry holds no " + type.getSimpleName() + " of this name: "
                    + (there.isEmpty() ? "bind one" : "bind it, or name one of " + String.join(", ", there)));
        }
        return bean;
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
