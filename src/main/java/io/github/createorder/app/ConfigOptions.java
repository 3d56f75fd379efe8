package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import picocli.CommandLine.Option;

/** Where the configuration is: the same for every command that works with one. */
final class ConfigOptions {
    @Option(
            names = {"-c", "--config"},
            description = "Folder with application.properties (default: ${DEFAULT-VALUE})",
            defaultValue = "config")
    private Path config;

    @Option(names = "-D", paramLabel = "<key=value>", description = "Property that wins over the file's, key=value")
    private Map<String, String> properties = Map.of();

    Path folder() {
        return config;
    }

    /** What routes run with. */
    Standalone standalone() {
        return new Standalone(config, properties);
    }

    /** Does something with the properties alone. */
    <T> T settings(Work<Settings, T> work) throws Exception {
        try (Standalone app = Standalone.withoutRoutes(config, properties).start()) {
            return work.with(settings(app));
        }
    }

    /** Does something with a look at the whole configuration; nothing is started but connection pools. */
    <T> T look(Work<Inspection, T> work) throws Exception {
        return with(
                Standalone.withoutRoutes(config, properties),
                Inspection::of,
                (inspection, settings) -> work.with(inspection));
    }

    /** The same, with every fault that would refuse a start on this machine. */
    <T> T check(Work<Inspection, T> work) throws Exception {
        return with(
                Standalone.toBeChecked(config, properties),
                Inspection::of,
                (inspection, settings) -> work.with(inspection));
    }

    /** Does something with the ledger; a configuration that does not lead to it is refused with its faults. */
    <T> T ledger(Work<Inspection, T> work) throws Exception {
        return ledger((inspection, settings) -> work.with(inspection));
    }

    /** The same, with the properties at hand. */
    <T> T ledger(LedgerWork<T> work) throws Exception {
        return with(Standalone.withoutRoutes(config, properties), Inspection::ofLedger, (inspection, settings) -> {
            inspection.refuseIfFaulty();
            // It notes no more than that its tables are not as they must be, which a start would correct.
            if (!inspection.notes().isEmpty()) {
                throw new ConfigurationException(List.of(tablesToCome(inspection)));
            }
            return work.with(inspection, settings);
        });
    }

    /** Does something with the ledger as far as it is there: its tables may be missing. */
    <T> T ledgerToCome(Work<Inspection, T> work) throws Exception {
        return with(
                Standalone.withoutRoutes(config, properties),
                Inspection::ofLedger,
                (inspection, settings) -> work.with(inspection));
    }

    private static String tablesToCome(Inspection inspection) {
        return inspection
                .ledgerUnread()
                .map(why ->
                        "the ledger's tables are not there yet: the first `run` makes them (or `schema` prints what a"
                                + " DBA has to run); the database says: " + why)
                .orElseGet(() -> inspection.notes().get(0) + " (or `schema` prints what a DBA has to run)");
    }

    private static <T> T with(Standalone made, Function<CamelContext, Inspection> opened, LedgerWork<T> work)
            throws Exception {
        try (Standalone app = made.start();
                Inspection inspection = opened.apply(app.main().getCamelContext())) {
            return work.with(inspection, settings(app));
        }
    }

    private static Settings settings(Standalone app) {
        return new Settings(app.main().getCamelContext().getPropertiesComponent()::resolveProperty);
    }

    /** What is done with it. */
    interface Work<A, T> {
        T with(A argument) throws Exception;
    }

    /** What is done with the ledger, or with the whole. */
    interface LedgerWork<T> {
        T with(Inspection inspection, Settings settings) throws Exception;
    }
}
