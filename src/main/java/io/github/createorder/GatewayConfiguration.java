package io.github.createorder;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.top.Judge;
import io.github.createorder.top.SignMethod;
import io.github.createorder.top.TopCredentials;
import io.github.createorder.top.TopHttpSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What the properties say of the gateway.
 *
 * @param name host and app_key: what a pause holds for
 * @param longestCall the longest that a call can take by its time-outs
 */
record GatewayConfiguration(
        String name,
        TopCredentials credentials,
        SignMethod signMethod,
        Judge judge,
        TopHttpSettings http,
        Duration longestCall) {

    /**
     * @param settings collects the faults; what is returned may not be used when there are any
     * @param resource text of a file, by the property that names it and the location
     */
    static GatewayConfiguration read(Settings settings, BiFunction<String, String, Optional<String>> resource) {
        URI url = url(settings);
        String appKey = settings.text(Setting.GATEWAY_APP_KEY);
        String secret = settings.secret(Setting.GATEWAY_APP_SECRET);
        String session = settings.find(Setting.GATEWAY_SESSION.key()).orElse(null);
        Duration connect = settings.duration(Setting.GATEWAY_CONNECT_TIMEOUT);
        Duration response = settings.duration(Setting.GATEWAY_RESPONSE_TIMEOUT);
        Duration pool = settings.duration(Setting.GATEWAY_POOL_TIMEOUT);
        TopHttpSettings http = TopHttpSettings.defaults(settings.number(Setting.SEND_CONCURRENCY, 1, 1_000))
                .withTimeouts(connect, response, pool);
        Optional<String> proxy = settings.find(Setting.GATEWAY_PROXY.key());
        if (proxy.isPresent()) {
            try {
                URI address = URI.create(proxy.get());
                http = http.withProxy(address);
                if (address.getUserInfo() != null) {
                    settings.fault(
                            Setting.GATEWAY_PROXY.key() + " = '" + proxy.get() + "' has a login, which is not sent:"
                                    + " name a proxy that lets this machine through without one");
                }
            } catch (IllegalArgumentException e) {
                settings.fault(
                        Setting.GATEWAY_PROXY.key() + " = '" + proxy.get() + "' must look like http://host:port");
            }
        }
        Optional<String> trustStore = settings.find(Setting.GATEWAY_TRUSTSTORE.key());
        if (trustStore.isPresent()) {
            http = http.withTrustStore(
                    Path.of(trustStore.get()),
                    settings.password(Setting.GATEWAY_TRUSTSTORE_PASSWORD.key()).orElse(""));
        }
        return new GatewayConfiguration(
                url.getHost() + "/" + appKey,
                new TopCredentials(appKey.isEmpty() ? "?" : appKey, secret.isEmpty() ? "?" : secret, session),
                settings.choice(Setting.GATEWAY_SIGN_METHOD, SignMethod.class),
                judge(settings, resource),
                http,
                pool.plus(connect.multipliedBy(2)).plus(response.multipliedBy(2)));
    }

    private static URI url(Settings settings) {
        String text = settings.text(Setting.GATEWAY_URL);
        try {
            URI url = URI.create(text);
            boolean loopback = url.getHost() != null && isLoopback(url.getHost());
            boolean https = url.getHost() != null && "https".equals(url.getScheme());
            if (https || (loopback && "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        settings.fault(Setting.GATEWAY_URL.key() + " = '" + text
                + "' must be an https address (plain http only on loopback, for the sandbox)");
        return URI.create("https://localhost/");
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.matches("127\\.[0-9.]+|\\[?::1]?");
    }

    private static Judge judge(Settings settings, BiFunction<String, String, Optional<String>> resource) {
        List<String> rows = settings.find(Setting.GATEWAY_JUDGEMENT.key())
                .flatMap(file -> resource.apply(Setting.GATEWAY_JUDGEMENT.key(), file))
                .map(text -> text.lines().toList())
                .orElse(List.of());
        try {
            return new Judge(settings.list(Setting.GATEWAY_ACCEPTED_CODES), rows);
        } catch (IllegalArgumentException e) {
            e.getMessage().lines().forEach(line -> settings.fault(Setting.GATEWAY_JUDGEMENT.key() + ": " + line));
            return null;
        }
    }
}
