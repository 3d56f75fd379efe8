package io.github.createorder.console;

import io.github.createorder.config.ConsoleSetting;
import io.github.createorder.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The console's properties, read whole, and what would be wrong with a start on them.
 *
 * @param hosts names by which it may be called
 * @param users by name, with login = file
 */
public record ConsoleSettings(
        String path,
        LoginKind login,
        Set<String> hosts,
        Map<String, StoredUser> users,
        Set<String> trusted,
        String userHeader,
        String groupsHeader,
        Map<Grant, Set<String>> groups,
        Duration session) {

    /** Who gets in. */
    public enum LoginKind {
        NONE,
        FILE,
        PROXY,
        RUNTIME
    }

    record StoredUser(String hash, Set<String> groups) {}

    /** Reads them; faults are added to the settings. */
    public static ConsoleSettings read(Settings settings) {
        String path = settings.text(ConsoleSetting.PATH);
        if (!path.matches("(/[A-Za-z0-9_-]+)+")) {
            settings.fault(ConsoleSetting.PATH.key() + " = '" + path
                    + "' must be a path such as /createorder: letters, digits, - and _, and no / at its end");
        }
        LoginKind login = settings.choice(ConsoleSetting.LOGIN, LoginKind.class);
        Set<String> hosts = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        settings.list(ConsoleSetting.HOSTS).forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        Map<Grant, Set<String>> groups = new EnumMap<>(Grant.class);
        groups.put(Grant.VIEWER, Set.copyOf(settings.list(ConsoleSetting.ROLES_VIEWER)));
        groups.put(Grant.OPERATOR, Set.copyOf(settings.list(ConsoleSetting.ROLES_OPERATOR)));
        groups.put(Grant.EDIT, Set.copyOf(settings.list(ConsoleSetting.ROLES_EDIT)));
        groups.put(Grant.REVEAL, Set.copyOf(settings.list(ConsoleSetting.ROLES_REVEAL)));
        groups.put(Grant.AUDIT, Set.copyOf(settings.list(ConsoleSetting.ROLES_AUDIT)));
        return new ConsoleSettings(
                path,
                login,
                hosts,
                login == LoginKind.FILE ? users(settings) : Map.of(),
                login == LoginKind.PROXY ? trusted(settings) : Set.of(),
                settings.text(ConsoleSetting.PROXY_USER_HEADER).toLowerCase(Locale.ROOT),
                settings.text(ConsoleSetting.PROXY_GROUPS_HEADER).toLowerCase(Locale.ROOT),
                groups,
                settings.duration(ConsoleSetting.SESSION));
    }

    private static Set<String> trusted(Settings settings) {
        Set<String> trusted = new TreeSet<>();
        for (String address : settings.list(ConsoleSetting.PROXY_TRUSTED)) {
            try {
                if (!address.matches("[0-9a-fA-F.:]+")) {
                    throw new UnknownHostException("it is a name");
                }
                trusted.add(InetAddress.getByName(address).getHostAddress());
            } catch (UnknownHostException e) {
                settings.fault(ConsoleSetting.PROXY_TRUSTED.key() + ": '" + address
                        + "' is no address: write each as 10.1.2.3 or fd00::1");
            }
        }
        if (trusted.isEmpty()) {
            settings.fault(ConsoleSetting.PROXY_TRUSTED.key()
                    + " is missing: with login = proxy it names the addresses whose headers are believed");
        }
        return trusted;
    }

    private static Map<String, StoredUser> users(Settings settings) {
        String key = ConsoleSetting.USERS.key();
        String file = settings.text(ConsoleSetting.USERS);
        Map<String, StoredUser> users = new LinkedHashMap<>();
        if (file.isEmpty()) {
            settings.fault(key + " is missing: with login = file it names the file of users");
            return users;
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            settings.fault(key + ": " + file + " cannot be read: " + e.getMessage()
                    + ": correct the path, or put the file there, in UTF-8");
            return users;
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("=", 2);
            String[] value = parts.length < 2 ? new String[0] : parts[1].strip().split("\\s+", 2);
            String name = parts[0].strip();
            String fault = value.length < 2 ? "is no line of the form name = hash groups" : Passwords.fault(value[0]);
            if (fault == null && users.containsKey(name)) {
                fault = "names " + name + " once more";
            }
            if (fault != null) {
                settings.fault(key + ": " + file + ", line " + (i + 1) + " " + fault);
                continue;
            }
            users.put(
                    name,
                    new StoredUser(value[0], Set.of(value[1].replace(" ", "").split(","))));
        }
        return users;
    }

    /** What these groups may do. */
    User user(String name, Collection<String> of) {
        EnumSet<Grant> grants = EnumSet.noneOf(Grant.class);
        groups.forEach((grant, wanted) -> {
            if (of.stream().anyMatch(wanted::contains)) {
                grants.add(grant);
            }
        });
        return new User(name, grants);
    }

    /** Every group that gives something. */
    Set<String> allGroups() {
        Set<String> all = new TreeSet<>();
        groups.values().forEach(all::addAll);
        return all;
    }

    /**
     * Camel Main has no server unless it is told to, puts the console on the management server when there is no other, and
     * listens on every address by default.
     */
    public static void checkCamelMain(Settings settings, LoginKind login) {
        boolean server = isOn(settings, "camel.server.enabled");
        if (!server) {
            settings.fault("the console has no HTTP server: set camel.server.enabled = true, camel.server.host and"
                    + " camel.server.port, or leave its route file out"
                    + (isOn(settings, "camel.management.enabled")
                            ? " (Camel would put it on the management port, where it must not be)"
                            : ""));
            return;
        }
        String port = settings.find("camel.server.port").orElse("8080");
        if (isOn(settings, "camel.management.enabled")
                && !port.equals("0")
                && port.equals(settings.find("camel.management.port").orElse("9876"))) {
            settings.fault("camel.server.port and camel.management.port are both " + port
                    + ": give the console a port of its own");
        }
        String host = settings.find("camel.server.host").orElse("0.0.0.0");
        if (login == LoginKind.NONE && !isLoopback(host)) {
            settings.fault(
                    "camel.server.host = '" + host + "' is open to other machines, and " + ConsoleSetting.LOGIN.key()
                            + " is none: set the host to 127.0.0.1, or the login to file or proxy");
        }
        if (login == LoginKind.RUNTIME) {
            settings.fault(ConsoleSetting.LOGIN.key()
                    + " = runtime, but Camel Main has no login of its own: set it to file" + " or proxy");
        }
        if (!isLoopback(host) && !hasBodyLimit(settings)) {
            settings.fault(
                    "camel.server.host = '" + host + "' is open to other machines, and the server takes requests of"
                            + " any size into memory: set camel.server.maxBodySize = 8200000");
        }
    }

    private static boolean hasBodyLimit(Settings settings) {
        return settings.find("camel.server.maxBodySize")
                .or(() -> settings.find("camel.server.max-body-size"))
                .isPresent();
    }

    private static boolean isOn(Settings settings, String key) {
        return settings.find(key).orElse("false").equalsIgnoreCase("true");
    }

    /** Of an address as it is written; no name is looked up but localhost. */
    static boolean isLoopback(String host) {
        String plain = host.replaceAll("^\\[|]$|%.*$", "");
        if (plain.equals("localhost")) {
            return true;
        }
        try {
            return plain.matches("[0-9a-fA-F.:]+")
                    && InetAddress.getByName(plain).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
