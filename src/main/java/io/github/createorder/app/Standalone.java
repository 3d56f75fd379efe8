package io.github.createorder.app;

import io.github.createorder.RouteFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;

/** The bundle on Camel Main with embedded parts. */
public final class Standalone implements AutoCloseable {
    private final Main main = new Main();
    private final EmbeddedParts parts;

    /**
     * @param config folder with application.properties and perhaps route files of the team's own, or null for none
     * @param overrides properties that win over the file's
     */
    public Standalone(Path config, Map<String, String> overrides) {
        this(config, overrides, EmbeddedParts.Use.RUN);
    }

    /** With connection pools only: no routes, no broker, and no embedded database that is not there yet. */
    static Standalone withoutRoutes(Path config, Map<String, String> overrides) {
        return new Standalone(config, overrides, EmbeddedParts.Use.LOOK);
    }

    /** The same, and what else would refuse its start is told with the faults of the configuration. */
    static Standalone toBeChecked(Path config, Map<String, String> overrides) {
        return new Standalone(config, overrides, EmbeddedParts.Use.CHECK);
    }

    private Standalone(Path config, Map<String, String> overrides, EmbeddedParts.Use use) {
        boolean routes = use == EmbeddedParts.Use.RUN;
        ConfigFolder folder = new ConfigFolder(config, overrides);
        String consolePort = overrides.getOrDefault(
                AppSetting.CONSOLE_PORT.key(), folder.properties().getOrDefault(AppSetting.CONSOLE_PORT.key(), "0"));
        boolean console = !consolePort.isBlank() && !consolePort.equals("0");
        parts = new EmbeddedParts(use);
        main.configure()
                .withRoutesIncludePattern(routes ? String.join(",", routes(folder, console)) : "false")
                .withName("createorder")
                .withAutoConfigurationLogSummary(false)
                .withShutdownTimeout(45);
        // Not even a stray application.properties of the class path.
        main.setPropertyPlaceholderLocations("false");
        // Camel's own default is every interface, and a port that hangs on its version. The metrics of routes cost
        // little while nobody can read them; those of each step, which tell nothing more, cost a twentieth of a call.
        main.addInitialProperty("camel.management.host", "127.0.0.1");
        main.addInitialProperty(
                AppSetting.managementPort().key(), AppSetting.managementPort().defaultValue());
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.enable-exchange-event-notifier", "false");
        if (console) {
            main.addInitialProperty("camel.server.host", "127.0.0.1");
            main.addInitialProperty(AppSetting.serverPort().key(), consolePort);
            main.addInitialProperty("camel.server.enabled", String.valueOf(routes));
            // A little more than the largest file that a page takes: the server writes it down before anybody is asked
            // who
            // sends it.
            main.addInitialProperty("camel.server.max-body-size", "8200000");
        }
        folder.properties().forEach(main::addInitialProperty);
        overrides.forEach(main::addOverrideProperty);
        if (!routes) {
            main.addOverrideProperty("camel.management.enabled", "false");
        }
        main.addMainListener(parts);
        if (routes) {
            main.addMainListener(new StartLog());
        }
    }

    /** The team's own come last, because they use what the bundle declares. */
    private static List<String> routes(ConfigFolder folder, boolean console) {
        List<String> routes = new ArrayList<>(List.of(RouteFiles.PATTERN));
        if (console) {
            routes.add(RouteFiles.CONSOLE);
        }
        routes.addAll(folder.routes());
        return routes;
    }

    public Main main() {
        return main;
    }

    /** Starts and returns; {@link #close()} stops it gracefully. */
    public Standalone start() throws Exception {
        try {
            main.start();
            return this;
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Starts and returns when the process is told to stop. */
    public int run() throws Exception {
        try {
            main.run();
            return main.getExitCode();
        } finally {
            // The broker's threads would keep a failed start alive.
            parts.close();
        }
    }

    /** A bean by name, such as createorderLedger. */
    public <T> T bean(String name, Class<T> type) {
        return main.getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }

    @Override
    public void close() {
        main.stop();
        parts.close();
    }
}
