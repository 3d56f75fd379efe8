package io.github.createorder;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.Drop;
import io.github.createorder.drop.DropHealth;
import io.github.createorder.drop.DropMetrics;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.errors.Actions;
import io.github.createorder.errors.ErrorEnvelope;
import io.github.createorder.errors.ErrorQueue;
import io.github.createorder.errors.ErrorQueueJms;
import io.github.createorder.errors.JobRunner;
import io.github.createorder.errors.Replay;
import io.github.createorder.errors.ReplayDesk;
import io.github.createorder.health.PartHealth;
import io.github.createorder.health.SourceState;
import io.github.createorder.health.SourceState.Alarm;
import io.github.createorder.health.SourceStates;
import io.github.createorder.health.Trouble;
import io.github.createorder.health.Watch;
import io.github.createorder.intake.Intake;
import io.github.createorder.intake.IntakeSetting;
import io.github.createorder.intake.Outcomes;
import io.github.createorder.intake.Transform;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerJobs;
import io.github.createorder.ledger.LedgerMetrics;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.Masking;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.product.ProductMetrics;
import io.github.createorder.product.Products;
import io.github.createorder.send.Attempt;
import io.github.createorder.send.Attempts;
import io.github.createorder.send.SendingHealth;
import io.github.createorder.send.SendingMetrics;
import io.github.createorder.sql.Reason;
import io.github.createorder.table.SourceMetrics;
import io.github.createorder.table.WatchedTableSource;
import io.github.createorder.take.OrderMaker;
import io.github.createorder.top.TopHttpClient;
import io.github.createorder.top.TopSigner;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundle: reads its properties, refuses a wrong configuration with the whole list of faults, and binds the beans that
 * the routes call. {@code routes/createorder.camel.yaml} declares it, so it is there in every runtime that loads the routes.
 */
public final class CreateOrder implements CamelContextAware {
    /** Name of a bean: a list of faults, as texts, that the runtime has found by itself. They are told with the bundle's own. */
    public static final String RUNTIME_FAULTS = "createorderRuntimeFaults";

    /** The same of what is worth knowing and no fault. */
    public static final String RUNTIME_NOTES = "createorderRuntimeNotes";

    private static final String STARTED = "createorderStarted";

    private static final Logger LOG = LoggerFactory.getLogger(CreateOrder.class);

    private final List<HealthCheck> health = new ArrayList<>();
    private final Map<String, Transform> transforms = new ConcurrentHashMap<>();
    private final NoNewTurns noNewTurns = new NoNewTurns();
    private CamelContext context;
    private Configuration configuration;
    private CloseableHttpClient httpClient;
    private Ledger ledger;
    private JobRunner jobRunner;
    private LedgerReader reader;
    private SourceRoutes sourceRoutes;
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
        stopTheOneBefore();
        configuration = Configuration.read(context, false);
        Settings settings = configuration.settings;
        if (!settings.faults().isEmpty()) {
            stop();
        }
        settings.refuseIfFaulty();
        configuration
                .upkeep
                .makeKeyKnown()
                .forEach(fault -> settings.fault(Setting.LEDGER_ENCRYPTION_KEYS.key() + ": " + fault));
        if (!settings.faults().isEmpty()) {
            stop();
        }
        settings.refuseIfFaulty();
        GatewayConfiguration gateway = configuration.gateway;

        Ledger ledger = configuration.ledger.ledger();
        this.ledger = ledger;
        Gate gate = configuration.ledger.gate(gateway.name());
        gate.whenClockIsSetBack(ledger::shortenWaits);
        try {
            httpClient = TopHttpClient.create(gateway.http());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of(Setting.GATEWAY_TRUSTSTORE.key() + ": " + e.getMessage()));
        }
        Attempts attempts = new Attempts();
        bind("createorderLedger", ledger);
        bind("createorderGate", gate);
        bind("createorderUpkeep", configuration.upkeep);
        bind("createorderProducts", configuration.products);
        bind("createorderRules", configuration.rules);
        bind("createorderHttpClient", httpClient);
        bind("createorderAttempts", attempts);
        bind(
                "createorderAttempt",
                new Attempt(
                        new TopSigner(gateway.credentials(), gateway.signMethod(), InstantSource.system()),
                        gateway.judge(),
                        gate,
                        attempts,
                        ledger::stillHolds,
                        gateway.longestCall().toNanos(),
                        System::nanoTime));
        bind("createorderErrorEnvelope", new ErrorEnvelope(configuration.ledger.isSealing()));
        // As a bean, because Camel's delay reads no "5s".
        bind("createorderErrorsPause", settings.duration(Setting.ERRORS_PAUSE));
        bind("createorderReplay", new Replay(new ReplayableLedger(ledger), this::mapAfresh));
        context.removeComponent("createorderJms");
        Map<String, List<Supplier<Optional<Alarm>>>> troubles = new ConcurrentHashMap<>();
        Watch errorQueue = new Watch(InstantSource.system());
        bind("createorderErrorsWatch", errorQueue);
        ErrorQueue messages = new ErrorQueue(configuration.broker, settings.text(Setting.ERRORS_QUEUE));
        LedgerJobs jobs = configuration.ledger.jobs();
        Actions actions = new Actions(
                jobs, configuration.ledger.actions(), this::mapAfresh, configuration.ledger::editable, gate, messages);
        jobRunner = new JobRunner(jobs, configuration.ledger.errors(), this::mapAfresh, messages, errorQueue);
        reader = configuration.ledger.reader();
        bind("createorderErrorQueue", messages);
        bind("createorderJobs", jobRunner);
        bind("createorderActions", actions);
        bind("createorderReader", reader);
        bind("createorderMasking", new Masking(settings.list(Setting.CONSOLE_SHOWN)));
        bind(
                "createorderReplayDesk",
                new ReplayDesk(configuration.broker, configuration.ledger.errors(), actions, errorQueue));
        context.addComponent("createorderJms", ErrorQueueJms.component(configuration.broker, errorQueue));
        configuration.sources.mappers.forEach((name, mapper) -> {
            bind("createorderMapper-" + name, mapper);
            bind(
                    "createorderIntake-" + name,
                    new Intake(name, configuration.sources.readers.get(name), ledger, configuration.ledger.files()));
            if (!settings.text(SourceSetting.TRANSFORM.of(name)).isEmpty()) {
                Transform transform = new Transform(
                        name,
                        settings.text(IntakeSetting.POLICIES_COLUMN.of(name)),
                        InstantSource.system(),
                        context::createProducerTemplate);
                transforms.put(name, transform);
                bind("createorderTransform-" + name, transform);
                watch(troubles, name, "transform", transform::trouble);
                health.add(new PartHealth(
                        "createorder-transform-" + name,
                        "The transform of source " + name + " fails",
                        transform::trouble));
            }
            if (!settings.text(SourceSetting.REPORT_TO.of(name)).isEmpty()) {
                Outcomes outcomes = new Outcomes(
                        name,
                        settings.text(SourceSetting.REPORT_TO_EACH.of(name)).equals("outcome"),
                        ledger,
                        InstantSource.system());
                bind("createorderOutcomes-" + name, outcomes);
                watch(troubles, name, "outcomes", outcomes::trouble);
                health.add(new PartHealth(
                        "createorder-outcomes-" + name,
                        "Outcomes of source " + name + " cannot be told",
                        outcomes::trouble));
            } else if (configuration.sources.readers.containsKey(name)) {
                ledger.reportOnce(name);
            }
        });
        configuration
                .sources
                .readers
                .keySet()
                .forEach(name -> bind(
                        "createorderSource-" + name,
                        context.getRegistry().lookupByNameAndType("createorderIntake-" + name, Intake.class)));
        configuration.sources.tables.forEach((name, table) -> {
            bind("createorderSource-" + name, table);
            watch(troubles, name, "table", table::trouble);
            if (table.isOnlyRead()) {
                ledger.reportOnce(name);
            }
        });
        configuration.sources.drops.forEach((name, drop) -> {
            bind("createorderDrop-" + name, drop);
            bind("createorderSource-" + name, drop.source());
            drop.receipts().ifPresent(receipts -> bind("createorderReceipts-" + name, receipts));
            drop.copies().ifPresent(copies -> bind("createorderReceiptCopies-" + name, copies));
        });
        bind(
                "createorderSources",
                new SourceStates(configuration.sources.mappers.keySet().stream()
                        .map(name -> state(name, troubles.getOrDefault(name, List.of())))
                        .toList()));
        health.add(new SendingHealth(
                gate, () -> configuration.ledger.db().trouble().isPresent()));
        health.add(
                new PartHealth("createorder-ledger", "The ledger cannot be used", configuration.ledger.db()::trouble));
        health.add(new PartHealth(
                "createorder-errors", "Errors cannot be put on the error queue, or taken back", errorQueue::trouble));
        configuration
                .sources
                .tables
                .values()
                .forEach(table -> health.add(new PartHealth(
                        "createorder-source-" + table.name(),
                        "The table of source " + table.name() + " is in trouble",
                        table::trouble)));
        configuration.sources.drops.values().forEach(drop -> health.add(new DropHealth(drop.alarms())));
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null) {
            health.forEach(checks::register);
        }
        sourceRoutes = new SourceRoutes(
                routedSources(),
                settings.text(Setting.REPORT_POLL),
                settings.number(Setting.REPORT_BATCH, 1, 10_000),
                registry -> bindMetrics(registry, ledger, gate, attempts));
        context.addStartupListener(sourceRoutes);
        context.getManagementStrategy().addEventNotifier(noNewTurns);
        bind(STARTED, this);
    }

    private static void watch(
            Map<String, List<Supplier<Optional<Alarm>>>> troubles,
            String source,
            String kind,
            Supplier<Optional<Trouble>> trouble) {
        troubles.computeIfAbsent(source, name -> new ArrayList<>())
                .add(() -> trouble.get().map(now -> new Alarm(now.since(), kind, "", now.reason())));
    }

    private Supplier<SourceState> state(String name, List<Supplier<Optional<Alarm>>> troubles) {
        Settings settings = configuration.settings;
        String kind = settings.text(SourceSetting.KIND.of(name));
        WatchedTableSource table = configuration.sources.tables.get(name);
        Drop drop = configuration.sources.drops.get(name);
        String mode = table == null ? "" : table.isOnlyRead() ? "watermark" : "claim";
        String by = drop == null ? "" : settings.text(DropSetting.EXPECTED_BY.of(name));
        String expected = by.isEmpty() ? "" : by + " " + settings.text(DropSetting.EXPECTED_ON.of(name));
        return () -> {
            Stream<Alarm> ofDrop = drop == null
                    ? Stream.empty()
                    : drop.alarms().current().stream()
                            .map(one -> new Alarm(one.since(), one.kind().word(), one.subject(), one.text()));
            Stream<Alarm> ofOthers = troubles.stream().map(Supplier::get).flatMap(Optional::stream);
            return new SourceState(
                    name,
                    kind,
                    mode,
                    expected,
                    Stream.concat(ofOthers, ofDrop)
                            .sorted(Comparator.comparing(Alarm::since))
                            .toList());
        };
    }

    /** Camel's YAML DSL makes a bean of a route file twice on Spring Boot; only the last one made may work. */
    private void stopTheOneBefore() throws IOException {
        CreateOrder before = context.getRegistry().lookupByNameAndType(STARTED, CreateOrder.class);
        if (before != null && before != this) {
            before.stop();
        }
    }

    /** Only called where Micrometer is on the class path. */
    private void bindMetrics(Object registry, Ledger ledger, Gate gate, Attempts attempts) {
        SendingMetrics.bind(registry, gate, attempts);
        LedgerMetrics.bind(registry, ledger, configuration.ledger.view(), configuration.sources.mappers.keySet());
        ProductMetrics.bind(registry, configuration.products);
        configuration.sources.tables.values().forEach(table -> SourceMetrics.bind(registry, table));
        configuration.sources.drops.values().forEach(drop -> DropMetrics.bind(registry, drop));
    }

    private List<SourceRoutes.Source> routedSources() {
        return configuration.sources.mappers.keySet().stream()
                .map(name -> new SourceRoutes.Source(
                        name,
                        configuration.settings.text(SourceSetting.KIND.of(name)),
                        configuration.settings.text(SourceSetting.POLL.of(name)),
                        configuration.sources.drops.get(name),
                        configuration.settings.text(IntakeSetting.VERDICTS.of(name)),
                        configuration.settings.text(SourceSetting.TRANSFORM.of(name)),
                        configuration.settings.text(SourceSetting.REPORT_TO.of(name))))
                .toList();
    }

    /** Closes what {@link #start()} made; harmless when called again. */
    public void stop() throws IOException {
        if (sourceRoutes != null) {
            sourceRoutes.cancel();
        }
        context.getManagementStrategy().removeEventNotifier(noNewTurns);
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null) {
            health.forEach(checks::unregister);
        }
        if (jobRunner != null) {
            jobRunner.stop();
        }
        if (reader != null) {
            reader.close();
        }
        leaveNothingInMemory();
        for (Transform transform : transforms.values()) {
            transform.close();
        }
        if (configuration != null) {
            configuration.close();
        }
        if (httpClient != null) {
            httpClient.close();
        }
    }

    /** What cannot be written now comes back by itself when its lease, or its row's claim, ends. */
    private void leaveNothingInMemory() {
        Ledger held = ledger;
        ledger = null;
        if (held == null) {
            return;
        }
        if (context.getShutdownStrategy().isForceShutdown()) {
            LOG.warn("The time for the stop was over: what this node held in memory waits for the end of its lease");
            return;
        }
        List<Runnable> all = new ArrayList<>(List.of(held::handBack));
        configuration.sources.tables.values().forEach(table -> all.add(table::stopping));
        for (Runnable one : all) {
            try {
                one.run();
            } catch (RuntimeException e) {
                LOG.warn("Some of what this node held in memory waits for the end of its lease: {}", Reason.of(e));
            }
        }
    }

    private Optional<FrozenOrder> mapAfresh(String source, String recordJson) {
        OrderMapper mapper = configuration.sources.mappers.get(source);
        if (mapper == null) {
            return Optional.empty();
        }
        Products products = context.getRegistry().lookupByNameAndType("createorderProducts", Products.class);
        OrderRules rules = context.getRegistry().lookupByNameAndType("createorderRules", OrderRules.class);
        SourceRecord record = SourceRecordJson.read(recordJson);
        Transform transform = transforms.get(source);
        if (record.untransformed() != null && transform != null) {
            record = transform.again(record);
        }
        // A replay follows right after a correction: what was just added to the product mapping must count.
        reloadAtMostOnceASecond(products);
        return Optional.of(new OrderMaker(mapper, products::enrich, rules)
                .make(List.of(record))
                .get(0)
                .order());
    }

    private synchronized void reloadAtMostOnceASecond(Products products) {
        if (System.nanoTime() - productsReadAt > 1_000_000_000L) {
            products.reload();
            productsReadAt = System.nanoTime();
        }
    }

    private void bind(String name, Object bean) {
        context.getRegistry().bind(name, bean);
    }
}
