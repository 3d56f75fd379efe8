package io.github.createorder.app.bench;

import io.github.createorder.app.EmbeddedParts;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        description = {
            "Measures orders a second and CPU of the send path against a bare HTTP client.",
            "The send path is claim, sign, POST, judge, settle; the bare client is pooled and fires pre-signed bodies at the"
                    + " same sandbox, which runs in a process of its own.",
            "With --whole it measures the whole way, from rows in a legacy table to rows marked as accepted: the bare client,"
                    + " a plain loop and the bundle, each in a process of its own and in turn. The tables LEGACY_ORDER and"
                    + " LEGACY_POLICY of that database are dropped and made."
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--orders", description = "Orders a round (default: ${DEFAULT-VALUE})", defaultValue = "20000")
    private int orders;

    @Option(
            names = "--rounds",
            description = "Counted rounds of each side (default: ${DEFAULT-VALUE})",
            defaultValue = "3")
    private int rounds;

    @Option(names = "--concurrency", description = "Calls at once (default: ${DEFAULT-VALUE})", defaultValue = "64")
    private int concurrency;

    @Option(
            names = "--latency",
            description = "Milliseconds the gateway takes, one or more (default: ${DEFAULT-VALUE})",
            split = ",",
            defaultValue = "20,0")
    private List<Integer> latencies;

    @Option(names = "--ledger-url", description = "JDBC URL of an empty ledger database (default: an embedded H2)")
    private String ledgerUrl;

    @Option(names = "--ledger-user", description = "Its user", defaultValue = "sa")
    private String ledgerUser;

    @Option(
            names = "--ledger-password",
            description = "Its password",
            defaultValue = "",
            interactive = true,
            arity = "0..1")
    private String ledgerPassword;

    @Option(names = "--whole", description = "The whole way, from the table to the gateway and back; one round")
    private boolean whole;

    @Option(
            names = "--java-option",
            description = "With --whole: an option of the JVM that the bundle runs in; one or more",
            paramLabel = "OPTION")
    private List<String> javaOptions = List.of();

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("createorder-bench");
        String url = ledgerUrl == null ? EmbeddedParts.embeddedUrl(data, "ledger") : ledgerUrl;
        if (whole) {
            // Several processes at once open the embedded one.
            WholeBench bench = new WholeBench(
                    data,
                    new WholeBench.DatabaseLogin(
                            ledgerUrl == null ? url + ";AUTO_SERVER=TRUE" : url, ledgerUser, ledgerPassword),
                    orders,
                    concurrency,
                    javaOptions,
                    asShipped(),
                    spec.commandLine().getOut());
            for (int latency : latencies) {
                bench.run(latency, List.of(WholeBench.Side.values()));
            }
            return 0;
        }
        Bench bench = new Bench(
                data,
                url,
                ledgerUser,
                ledgerPassword,
                orders,
                rounds,
                concurrency,
                spec.commandLine().getOut());
        for (int latency : latencies) {
            bench.run(latency);
        }
        return 0;
    }

    /** The folder of the app's jar, when this runs from it and the script that starts it lies beside it; else null. */
    private static Path asShipped() {
        Path folder = Path.of(System.getProperty("java.class.path").split(File.pathSeparator, 2)[0])
                .toAbsolutePath()
                .getParent();
        return Files.exists(folder.resolve("createorder")) ? folder : null;
    }
}
