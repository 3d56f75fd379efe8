package io.github.createorder.app;

import io.github.createorder.app.sandbox.SandboxGateway;
import io.github.createorder.app.sandbox.SandboxSettings;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.sql.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sandbox",
        description = {
            "Stands in for the TOP gateway, on loopback, until stopped.",
            "Is strict where the real one is, remembers what it accepted, and misbehaves on request (PUT"
                    + " /sandbox/trouble)."
        },
        mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            description = "Port, 0 for any free one (default: ${DEFAULT-VALUE})",
            defaultValue = "8089")
    private int port;

    @Option(
            names = "--app-key",
            description = "The only app_key it knows (default: ${DEFAULT-VALUE})",
            defaultValue = "12345678")
    private String appKey;

    @Option(
            names = "--app-secret",
            description = "Its secret; better in the environment variable CREATEORDER_SANDBOX_SECRET",
            defaultValue = "${env:CREATEORDER_SANDBOX_SECRET:-sandbox-only-app-secret}")
    private String appSecret;

    @Option(
            names = "--latency",
            description = "Milliseconds an answer takes (default: ${DEFAULT-VALUE})",
            defaultValue = "0")
    private long latency;

    @Option(names = "--journal", description = "File where it keeps what it accepted (default: in memory only)")
    private Path journal;

    @Override
    public Integer call() throws Exception {
        try (SandboxGateway sandbox = start()) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "Sandbox gateway at http://127.0.0.1:%1$d/router/rest, its record at"
                                    + " http://127.0.0.1:%1$d/sandbox/stats%n",
                            sandbox.port());
            spec.commandLine().getOut().flush();
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
            stopped.await();
        }
        return 0;
    }

    private SandboxGateway start() {
        if (port < 0 || port > 65_535) {
            throw wrong("--port = " + port + " must be from 0 to 65535");
        }
        if (latency < 0) {
            throw wrong("--latency = " + latency + " must be 0 or more");
        }
        if (appKey.isBlank() || appSecret.isBlank()) {
            throw wrong("--app-key and --app-secret must not be empty");
        }
        try {
            return SandboxGateway.start(SandboxSettings.builder(appKey, appSecret)
                    .port(port)
                    .latency(Duration.ofMillis(latency))
                    .journal(journal)
                    .build());
        } catch (IllegalStateException e) {
            throw new ConfigurationException(
                    List.of(e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + Reason.of(e)));
        }
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
