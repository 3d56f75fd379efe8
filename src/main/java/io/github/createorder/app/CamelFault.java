package io.github.createorder.app;

import io.github.createorder.config.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.PropertyBindingException;

/**
 * A property of Camel's own that Camel refuses, or that it would pass over.
 *
 * @param key as it was written
 * @param text what is wrong with it, in words
 */
record CamelFault(String key, String text) {
    private static final String CAMEL = "camel.";

    /** The second words under which Camel Main reads anything. */
    private static final List<String> GROUPS = List.of(
            "beans",
            "component",
            "dataformat",
            "debug",
            "errorregistry",
            "faulttolerance",
            "health",
            "language",
            "main",
            "management",
            "metrics",
            "opentelemetry",
            "opentelemetry2",
            "resilience4j",
            "rest",
            "routecontroller",
            "routetemplate",
            "saga",
            "server",
            "startupcondition",
            "threadpool",
            "trace",
            "variable",
            "vault");

    /** What Camel says where no component, data format or language has the name of a key. */
    private static final Pattern NAMELESS = Pattern.compile("Error configuring property: (\\S+) because ([^.]+).*");

    private static final Pattern SECRET = Pattern.compile("(?i).*(secret|password|pasword|passphrase|token|key).*");

    /**
     * @param failure of a start
     * @param keys those that are set
     */
    static Optional<CamelFault> of(Throwable failure, Collection<String> keys) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PropertyBindingException refused && refused.getOptionKey() != null) {
                return Optional.of(refused(refused, keys));
            } else if (cause instanceof IllegalArgumentException && isOfCamelMain(cause)) {
                String said = String.valueOf(cause.getMessage());
                Matcher nameless = NAMELESS.matcher(said);
                return Optional.of(
                        nameless.matches()
                                ? new CamelFault(
                                        nameless.group(1),
                                        nameless.group(1) + " is not read: Camel " + nameless.group(2))
                                : new CamelFault("", "Camel refuses a property of its own: " + said));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfCamelMain(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith("org.apache.camel.main.");
    }

    private static CamelFault refused(PropertyBindingException refused, Collection<String> keys) {
        String read = dashed(refused.getOptionPrefix() + refused.getOptionKey());
        String key = keys.stream()
                .filter(written -> dashed(written).equals(read))
                .findFirst()
                .orElse(read);
        if (refused.getCause() == null) {
            List<String> known = Arrays.stream(refused.getTarget().getClass().getMethods())
                    .map(method -> method.getName())
                    .filter(name -> name.matches("set[A-Z].*"))
                    .map(name -> dashed(refused.getOptionPrefix()
                            + name.substring(3, 4).toLowerCase(Locale.ROOT)
                            + name.substring(4)))
                    .toList();
            return new CamelFault(key, key + " is no property of Camel's" + Nearest.hint(read, known));
        }
        return new CamelFault(
                key,
                key + " has a value that Camel cannot use"
                        + (SECRET.matcher(key).matches()
                                ? ""
                                : ": " + refused.getCause().getMessage()));
    }

    /**
     * What is to be noted of keys that Camel passes over, because their second word is nearly one that it reads. It may be somebody
     * else's, and refuses nothing.
     */
    static List<String> unread(Collection<?> keys) {
        return keys.stream()
                .map(String::valueOf)
                .filter(key -> key.startsWith(CAMEL) && key.indexOf('.', CAMEL.length()) > CAMEL.length())
                .sorted()
                .flatMap(key -> unread(key).stream())
                .toList();
    }

    private static Optional<String> unread(String key) {
        String group = key.substring(CAMEL.length(), key.indexOf('.', CAMEL.length()));
        String plain = group.replace("-", "").toLowerCase(Locale.ROOT);
        if (GROUPS.contains(plain)) {
            return Optional.empty();
        }
        return GROUPS.stream()
                .filter(known -> plain.startsWith(known.substring(0, 1)) && Nearest.isNear(plain, known, 2))
                .findFirst()
                .map(known -> key + " is not read by Camel; did you mean '" + CAMEL + known
                        + key.substring(CAMEL.length() + group.length()) + "'?");
    }

    /** Camel takes {@code maxBodySize} for {@code max-body-size}. */
    private static String dashed(String key) {
        return key.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
