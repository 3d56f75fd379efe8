package io.github.createorder.app;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a command reaches a running node, which alone has the ledger at hand whatever database it is in: over the broker. */
final class DeskOptions {
    @Option(
            names = "--who",
            description = "Who asks for it (default: ${DEFAULT-VALUE})",
            defaultValue = "${sys:user.name}")
    private String who;

    @Option(
            names = "--wait",
            paramLabel = "<seconds>",
            defaultValue = "15",
            description = "How long to wait for a node's first answer (default: ${DEFAULT-VALUE})")
    private int wait;

    @Option(names = "--broker", description = "Broker, such as tcp://broker:61616; instead of the configuration's")
    private String broker;

    @Option(names = "--user", description = "User at the broker; instead of the configuration's")
    private String user;

    @Option(
            names = "--password",
            description = "Its password, instead of the configuration's; better there, from the environment")
    private String password;

    String who() {
        return who;
    }

    int waitSeconds() {
        return wait;
    }

    /** Where the nodes are asked. */
    record Queues(String broker, String user, String password, String replay, String errors, List<String> sources) {}

    Queues queues(Settings settings) {
        Queues queues = new Queues(
                broker != null ? broker : configuredBroker(settings),
                user != null ? user : settings.text(AppSetting.BROKER_USER),
                password != null
                        ? password
                        : settings.password(AppSetting.BROKER_PASSWORD.key()).orElse(""),
                settings.text(Setting.REPLAY_QUEUE),
                settings.text(Setting.ERRORS_QUEUE),
                settings.list(Setting.SOURCES));
        settings.refuseIfFaulty();
        return queues;
    }

    private static String configuredBroker(Settings settings) {
        Optional<String> url = settings.find(AppSetting.BROKER_URL.key());
        int port = settings.number(AppSetting.BROKER_PORT, 0, 65_535);
        if (url.isEmpty() && port == 0) {
            settings.fault("the embedded broker lets nobody in: set " + AppSetting.BROKER_PORT.key() + " and "
                    + AppSetting.BROKER_PASSWORD.key()
                    + ", and start the node again; or name another broker with --broker");
        }
        return url.orElse("tcp://127.0.0.1:" + port);
    }
}
