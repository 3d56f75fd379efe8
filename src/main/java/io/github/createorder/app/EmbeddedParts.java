package io.github.createorder.app;

import io.github.createorder.CreateOrder;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.console.ConsoleSettings;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * What a team's own runtime would bring: connection pools and a broker. Made after the properties are read and before any
 * route is loaded, bound into the registry, closed after the routes have stopped.
 */
public final class EmbeddedParts extends MainListenerSupport {
    /** What the parts are for. */
    enum Use {
        /** Everything, made as needed. */
        RUN,
        /** Connection pools only, and what else would refuse a start is told; nothing is made. */
        CHECK,
        /** Connection pools only; nothing is made. */
        LOOK
    }

    private final Use use;
    private final boolean all;
    private final List<String> secretsInFiles;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private Path data;
    private Servers servers;
    private EmbeddedBroker broker;

    /** @param secretsInFiles what is to be noted of the files that the properties are from */
    EmbeddedParts(Use use, List<String> secretsInFiles) {
        this.use = use;
        this.secretsInFiles = secretsInFiles;
        this.all = use == Use.RUN;
    }

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Settings settings = new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
        data = Path.of(settings.text(AppSetting.DATA));
        if (all) {
            try {
                PrivateFolder.make(data);
            } catch (IOException e) {
                settings.fault(AppSetting.DATA.key() + ": the folder " + data + " cannot be made: " + e.getMessage());
            }
        }
        settings.refuseIfFaulty();
        List<String> dataSources = settings.list(AppSetting.DATA_SOURCES);
        Settings further = new Settings(settings::find);
        Set<Object> keys = context.getPropertiesComponent().loadProperties().keySet();
        AppSetting.unknown(keys, dataSources).forEach(further::fault);
        CamelFault.unread(keys).forEach(further::note);
        if (use != Use.LOOK) {
            servers = Servers.of(further);
            checkConsole(further);
        }
        switch (use) {
            case RUN -> servers.check();
            case CHECK -> {
                servers.look(brokerPort(further));
                checkData(data, further);
            }
            case LOOK -> {}
        }
        secretsInFiles.forEach(further::note);
        ConnectionPools pools = new ConnectionPools(further, data, all);
        parts.add(pools);
        for (String name : dataSources) {
            context.getRegistry().bind(name, pools.open(name));
        }
        further.password(AppSetting.BROKER_PASSWORD.key());
        // Told by the bundle, in one list with its own.
        context.getRegistry().bind(CreateOrder.RUNTIME_FAULTS, further.faults());
        context.getRegistry().bind(CreateOrder.RUNTIME_NOTES, further.notes());
        if (all) {
            context.getRegistry().bind("createorderConnectionFactory", connectionFactory(settings));
        } else {
            context.getRegistry().bind("createorderNoServers", new NoServers());
        }
        settings.refuseIfFaulty();
    }

    /** What would refuse the console, told with everything else. */
    private void checkConsole(Settings settings) {
        int port = settings.number(AppSetting.CONSOLE_PORT, 0, 65_535);
        if (port == 0) {
            return;
        }
        String server = settings.text(AppSetting.serverPort());
        if (!server.equals(String.valueOf(port))) {
            settings.fault(AppSetting.CONSOLE_PORT.key() + " = " + port + " and "
                    + AppSetting.serverPort().key() + " = " + server
                    + ": there is one server, so set both to the same port, or leave the second out");
        }
        Settings console = new Settings(settings::find);
        ConsoleSettings.checkCamelMain(console, ConsoleSettings.read(console).login());
        console.faults().stream()
                .filter(fault -> !servers.isOnePort() || !fault.contains("are both"))
                .forEach(settings::fault);
    }

    private static void checkData(Path data, Settings settings) {
        Path there = data.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            settings.fault(AppSetting.DATA.key() + ": the folder " + data + " cannot be made or written to: " + there
                    + (Files.isDirectory(there) ? " may not be written to by this user" : " is no folder"));
        }
    }

    /**
     * An H2 database in a file. Its default is to write commits up to half a second late, which would lose orders when the
     * process is killed: WRITE_DELAY=0 writes before the commit returns. It must not close by itself when the process is
     * told to stop, because calls under way are still to be settled. And it must not make its file smaller when it closes,
     * MAX_COMPACT_TIME=0: H2 2.4.240 then moves blocks onto blocks that are in use, and leaves a file with damaged indexes;
     * a file that was not made smaller costs nothing but room.
     */
    public static String embeddedUrl(Path data, String name) {
        // Through a file system that a thread's interrupt does not close: one is enough to end the others' work.
        return "jdbc:h2:async:" + data.resolve(name).toAbsolutePath()
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;MAX_COMPACT_TIME=0";
    }

    private ConnectionFactory connectionFactory(Settings settings) {
        String user = settings.text(AppSetting.BROKER_USER);
        String password = settings.password(AppSetting.BROKER_PASSWORD.key()).orElse("");
        Optional<String> url = settings.find(AppSetting.BROKER_URL.key());
        if (url.isPresent()) {
            JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
            pool.setConnectionFactory(new ActiveMQConnectionFactory(url.get(), user, password));
            parts.add(() -> stop(pool));
            return pool;
        }
        int port = brokerPort(settings);
        settings.refuseIfFaulty();
        EmbeddedBroker.Tcp tcp = port == 0 ? null : new EmbeddedBroker.Tcp(port, user, password);
        EmbeddedBroker.Queues queues = new EmbeddedBroker.Queues(
                settings.text(Setting.ERRORS_QUEUE),
                settings.text(Setting.REDELIVERY_QUEUE),
                settings.text(Setting.POISON_QUEUE));
        try {
            // It comes up beside all that is read and looked at until the routes start.
            broker = EmbeddedBroker.begin(data.resolve("broker"), queues, tcp);
            parts.add(broker);
            return broker.connectionFactory();
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new ConfigurationException(List.of(e.getMessage()));
        }
    }

    /** That of the embedded broker; 0 for none. */
    private static int brokerPort(Settings settings) {
        if (settings.find(AppSetting.BROKER_URL.key()).isPresent()) {
            return 0;
        }
        int port = settings.number(AppSetting.BROKER_PORT, 0, 65_535);
        if (port > 0 && settings.password(AppSetting.BROKER_PASSWORD.key()).isEmpty()) {
            settings.fault(AppSetting.BROKER_PASSWORD.key() + " is missing: a broker that listens on "
                    + AppSetting.BROKER_PORT.key() + " needs one");
        }
        return port;
    }

    /** A broker that is away does not answer, and the process need not hear that its connections are closed. */
    private static void stop(JmsPoolConnectionFactory pool) throws InterruptedException {
        Thread stopping = new Thread(pool::stop, "createorder-end-of-pool");
        stopping.setDaemon(true);
        stopping.start();
        stopping.join(2_000);
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        if (!all) {
            return;
        }
        try {
            main.getCamelContext().addStartupListener(servers);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        if (broker != null) {
            try {
                broker.awaitStart();
            } catch (IllegalStateException e) {
                throw new ConfigurationException(List.of(e.getMessage()));
            }
            broker.address()
                    .ifPresent(address -> System.getLogger(EmbeddedParts.class.getName())
                            .log(
                                    System.Logger.Level.INFO,
                                    "The embedded broker, Artemis " + EmbeddedBroker.version()
                                            + ", is open to whoever has its password on " + address));
        }
        PrivateFolder.tighten(data);
    }

    @Override
    public void afterStop(BaseMainSupport main) {
        close();
    }

    /** Closes what was made, last first; also after a start that failed half-way. */
    void close() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                System.getLogger(EmbeddedParts.class.getName())
                        .log(System.Logger.Level.WARNING, "Could not be closed: " + e.getMessage());
            }
        }
        parts.clear();
    }
}
