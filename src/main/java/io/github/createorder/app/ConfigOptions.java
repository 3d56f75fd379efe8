package io.github.createorder.app;

import io.github.createorder.Inspection;
import io.github.createorder.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
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

    /** What routes run with. */
    Standalone standalone() {
        return new Standalone(config, properties);
    }

    /** Does something with the properties alone. */
    <T> T settings(Work<Settings, T> work) throws Exception {
        try (Standalone app = Standalone.withoutRoutes(config, properties).start()) {
            PropertiesComponent properties = app.main().getCamelContext().getPropertiesComponent();
            return work.with(new Settings(properties::resolveProperty));
        }
    }

    /** Does something with a look at the whole configuration; nothing is started but connection pools. */
    <T> T look(Work<Inspection, T> work) throws Exception {
        return with(Inspection::of, work);
    }

    /** Does something with the ledger; a configuration that does not lead to it is refused with its faults. */
    <T> T ledger(Work<Inspection, T> work) throws Exception {
        return with(Inspection::ofLedger, inspection -> {
            inspection.refuseIfFaulty();
            return work.with(inspection);
        });
    }

    /** Does something with the ledger as far as it is there: its tables may be missing. */
    <T> T ledgerToCome(Work<Inspection, T> work) throws Exception {
        return with(Inspection::ofLedger, work);
    }

    private <T> T with(Function<CamelContext, Inspection> opened, Work<Inspection, T> work) throws Exception {
        try (Standalone app = Standalone.withoutRoutes(config, properties).start();
                Inspection inspection = opened.apply(app.main().getCamelContext())) {
            return work.with(inspection);
        }
    }

    /** What is done with it. */
    interface Work<A, T> {
        T with(A argument) throws Exception;
    }
}
