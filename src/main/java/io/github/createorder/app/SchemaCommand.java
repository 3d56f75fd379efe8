package io.github.createorder.app;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "schema",
        description = {
            "Prints the SQL that a DBA has to run so that this version can work with the ledger.",
            "All of it for an empty schema, else what has been added since. For createorder.ledger.migrate = false.",
            "Changes nothing."
        },
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        return config.ledgerToCome(inspection -> {
            Optional<String> script = inspection.ledgerScript();
            out.println(script.orElse("-- The ledger's tables are of this version: nothing is to be done."));
            out.flush();
            return 0;
        });
    }
}
