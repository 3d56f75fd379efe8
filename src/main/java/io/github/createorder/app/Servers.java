package io.github.createorder.app;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;

/**
 * The HTTP servers that Camel Main runs: one for health and metrics, one for the console and what routes of a team's own offer.
 * When Camel cannot listen it logs that and goes on; without health, or without a console, nobody would know.
 */
final class Servers implements StartupListener, Ordered {
    private static final int MILLIS_TO_CONNECT = 1_000;

    private final Settings settings;
    private final List<Server> servers = new ArrayList<>();

    /**
     * One that is to be.
     *
     * @param key of its port, as the reader would set it
     */
    private record Server(String key, int port, String host) {
        String name() {
            boolean isDefault = key.equals(AppSetting.managementPort().key())
                    && String.valueOf(port).equals(AppSetting.managementPort().defaultValue());
            return key + " " + port + (isDefault ? " (the default)" : "");
        }

        String taken(String why) {
            return name() + " is in use on " + host + ", or not to be had (" + why
                    + "): stop what has it, or set another one";
        }

        Optional<IOException> refusal() {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(host, port));
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(e);
            }
        }

        boolean answers() {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), MILLIS_TO_CONNECT);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private Servers(Settings settings) {
        this.settings = settings;
    }

    /** Those that the settings want; what is wrong with their ports is a fault. */
    static Servers of(Settings settings) {
        Servers wanted = new Servers(settings);
        if (isOn(settings, "camel.management.enabled")) {
            wanted.servers.add(new Server(
                    AppSetting.managementPort().key(),
                    settings.number(AppSetting.managementPort(), 0, 65_535),
                    settings.find("camel.management.host").orElse("127.0.0.1")));
        }
        if (isOn(settings, "camel.server.enabled")) {
            // A wrong one is told by whoever looks at the console.
            boolean console = new Settings(settings::find).number(AppSetting.CONSOLE_PORT, 0, 65_535) > 0;
            wanted.servers.add(new Server(
                    console
                            ? AppSetting.CONSOLE_PORT.key()
                            : AppSetting.serverPort().key(),
                    settings.number(AppSetting.serverPort(), 0, 65_535),
                    settings.find("camel.server.host").orElse("0.0.0.0")));
        }
        if (wanted.isOnePort()) {
            settings.fault(wanted.servers.get(0).key() + " and "
                    + wanted.servers.get(1).key() + " are both "
                    + wanted.servers.get(0).port() + ": give each a port of its own");
        }
        return wanted;
    }

    /** Whether both are to have the same port. */
    boolean isOnePort() {
        return servers.size() == 2
                && servers.get(0).port() != 0
                && servers.get(0).port() == servers.get(1).port();
    }

    /** A port that is taken is a fault. */
    void check() {
        servers.forEach(server -> server.refusal().ifPresent(why -> settings.fault(server.taken(why.getMessage()))));
    }

    /**
     * The same for who only looks: whoever listens there may be the very node that the settings are of.
     *
     * @param brokerPort of the embedded broker; 0 for none
     */
    void look(int brokerPort) {
        List<Server> all = new ArrayList<>(servers);
        if (brokerPort > 0) {
            all.add(new Server(AppSetting.BROKER_PORT.key(), brokerPort, "127.0.0.1"));
        }
        for (Server server : all) {
            server.refusal().ifPresent(why -> {
                if (server.answers()) {
                    settings.note(server.name() + " is in use on " + server.host()
                            + ": unless by the node that is to be replaced, stop what has it, or set another one");
                } else {
                    settings.fault(server.taken(why.getMessage()));
                }
            });
        }
    }

    /** Behind Camel's own that starts the servers, and before any route. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST;
    }

    /** @throws ConfigurationException when somebody else took a port after it was looked at */
    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        List<String> lost = context.hasServices(VertxPlatformHttpServer.class).stream()
                .filter(server -> !isListening(server))
                .flatMap(server -> servers.stream().filter(wanted -> wanted.port() == server.getConfigurationPort()))
                .map(wanted -> wanted.taken("it was free a moment before"))
                .toList();
        if (!lost.isEmpty()) {
            throw new ConfigurationException(lost);
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // All is said.
    }

    /** Vert.x takes no handler for one that listens, and lets it be set again when it could not. */
    private static boolean isListening(VertxPlatformHttpServer server) {
        if (server.getServer() == null) {
            return false;
        }
        try {
            server.getServer().connectionHandler(connection -> {});
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static boolean isOn(Settings settings, String key) {
        return settings.find(key).orElse("false").equalsIgnoreCase("true");
    }
}
