package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.RouteFiles;
import io.github.createorder.config.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.main.Main;

/** The bundle on Camel Main with embedded parts. */
public final class Standalone implements AutoCloseable {
    private final Main main = new Main();
    private final Path config;
    private final Map<String, String> overrides;
    private final EmbeddedParts.Use use;
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
        this(config, overrides, use, Set.of());
    }

    /** @param without keys that are taken for not set */
    private Standalone(Path config, Map<String, String> overrides, EmbeddedParts.Use use, Set<String> without) {
        this.config = config;
        this.overrides = overrides;
        this.use = use;
        boolean routes = use == EmbeddedParts.Use.RUN;
        ConfigFolder folder = new ConfigFolder(config, overrides);
        Map<String, String> properties = folder.properties();
        String consolePort = overrides.getOrDefault(
                AppSetting.CONSOLE_PORT.key(), properties.getOrDefault(AppSetting.CONSOLE_PORT.key(), "0"));
        boolean console = !consolePort.isBlank() && !consolePort.equals("0");
        parts = new EmbeddedParts(use, folder.openSecrets());
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
            main.addInitialProperty("camel.server.enabled", "true");
            // A little more than the largest file that a page takes: the server writes it down before anybody is asked
            // who
            // sends it.
            main.addInitialProperty("camel.server.max-body-size", "8200000");
        }
        properties.forEach((key, value) -> {
            if (!without.contains(key)) {
                main.addInitialProperty(key, value);
            }
        });
        overrides.forEach((key, value) -> {
            if (!without.contains(key)) {
                main.addOverrideProperty(key, value);
            }
        });
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
            throw told(e);
        }
    }

    /** Starts and returns when the process is told to stop. */
    public int run() throws Exception {
        try {
            main.run();
            return main.getExitCode();
        } catch (Exception e) {
            close();
            throw told(e);
        } finally {
            // The broker's threads would keep a failed start alive.
            parts.close();
        }
    }

    /** Camel ends with the first property of its own that it refuses: the others, and all else that is wrong, are told with it. */
    private Exception told(Exception failure) {
        Optional<ConfigurationException> refused = ConfigurationException.in(failure);
        Optional<CamelFault> fault = CamelFault.of(failure, keys());
        if (refused.isEmpty() && fault.isEmpty()) {
            return failure;
        }
        List<String> faults =
                new ArrayList<>(refused.map(ConfigurationException::faults).orElse(List.of()));
        Set<String> without = new TreeSet<>();
        if (refused.isPresent()) {
            fault = next(without, false, faults);
        }
        while (fault.isPresent() && without.add(fault.get().key())) {
            faults.add(fault.get().text());
            fault = next(without, refused.isEmpty(), faults);
        }
        return without.isEmpty() ? failure : new ConfigurationException(faults);
    }

    /**
     * What Camel refuses without these keys.
     *
     * @param all whether all else that is wrong is told, when Camel refuses none
     */
    private Optional<CamelFault> next(Set<String> without, boolean all, List<String> faults) {
        EmbeddedParts.Use look = use == EmbeddedParts.Use.RUN ? EmbeddedParts.Use.CHECK : use;
        try (Standalone rest = new Standalone(config, overrides, look, without)) {
            rest.main.start();
            if (all && look == EmbeddedParts.Use.CHECK) {
                try (Inspection inspection = Inspection.of(rest.main.getCamelContext())) {
                    faults.addAll(inspection.faults());
                }
            }
            return Optional.empty();
        } catch (Exception e) {
            if (all) {
                ConfigurationException.in(e).ifPresent(refused -> faults.addAll(refused.faults()));
            }
            return CamelFault.of(e, keys());
        }
    }

    private List<String> keys() {
        List<String> keys =
                new ArrayList<>(new ConfigFolder(config, overrides).properties().keySet());
        keys.addAll(overrides.keySet());
        return keys;
    }

    /** A bean by name, such as createorderLedger. */
    public <T> T bean(String name, Class<T> type) {
        return main.getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }

    @Override
    public void close() {
        main.stop();
        // Of a start that failed too: Camel would say at the end of the process that a signal ended it.
        main.completed();
        parts.close();
    }
}
