package io.github.createorder;

import io.github.createorder.config.Settings;
import java.util.stream.Stream;

/** Health and metrics tell names, counts and reasons: whoever may not log in should not read them from elsewhere. */
final class ManagementCheck {
    private ManagementCheck() {}

    /** @param look the one who only looks has switched the management server off, and means the settings of a start */
    static void check(Settings settings, boolean look) {
        boolean on = look
                || settings.find("camel.management.enabled").orElse("false").equalsIgnoreCase("true");
        String host = settings.find("camel.management.host").orElse(look ? "127.0.0.1" : "0.0.0.0");
        boolean login = Stream.of("camel.management.authentication-enabled", "camel.management.authenticationEnabled")
                .anyMatch(key -> settings.find(key).orElse("false").equalsIgnoreCase("true"));
        if (on && !login && !GatewayConfiguration.isLoopback(host)) {
            settings.fault("camel.management.host = '" + host + "' is open to other machines without a login: set it to"
                    + " 127.0.0.1, or set camel.management.authentication-enabled, authentication-path = /* and"
                    + " basic-properties-file");
        }
    }
}
