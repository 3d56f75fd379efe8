package io.github.createorder;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the Camel that runs us has holes that a later one of its line has not. The routes guard against them themselves. */
final class CamelVersion {
    private static final Pattern OF_4_18 = Pattern.compile("4\\.18\\.(\\d+).*");
    private static final int SAFE = 5;

    private CamelVersion() {}

    /**
     * What to tell of a version.
     *
     * @param version as {@code CamelContext.getVersion()} reads it from the class path
     * @return empty for a version without known holes, and for a line of which we know nothing
     */
    static Optional<String> warning(String version) {
        Matcher line = OF_4_18.matcher(String.valueOf(version));
        return line.matches() && Integer.parseInt(line.group(1)) < SAFE
                ? Optional.of("Camel " + version + " has known holes (headers of messages and of calls, file names of a"
                        + " server, redirects), which 4.18." + SAFE + " has not: bring the runtime to 4.18." + SAFE
                        + " or later; the standalone app is built with it by: mvn -B -DskipTests package -Dcamel.version=4.18."
                        + SAFE
                        + ". The routes guard against them by themselves; other routes beside them may not")
                : Optional.empty();
    }
}
