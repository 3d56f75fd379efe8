package io.github.createorder.app;

import io.github.createorder.config.OurKeys;
import io.github.createorder.config.Property;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The properties of the standalone app, beyond those of the bundle: the parts that a team's own runtime would bring. */
enum AppSetting implements Property {
    DATA("createorder.app.data", "createorder-data", "Folder of the embedded ledger and broker"),
    DATA_SOURCES(
            "createorder.app.data-sources",
            "ledger",
            "Names of the connection pools to make; each has createorder.app.data-source.<name>.url, .user, .password, .pool-size"),
    BROKER_URL(
            "createorder.app.broker.url",
            "",
            "Artemis broker of the error queue, such as tcp://broker:61616; empty: an embedded one in the data folder"),
    BROKER_USER("createorder.app.broker.user", "createorder", "User at the broker"),
    BROKER_PASSWORD("createorder.app.broker.password", "", "Password at the broker"),
    BROKER_PORT(
            "createorder.app.broker.port",
            "0",
            "Loopback port that opens the embedded broker (Artemis 2.57.0) to consoles and the replay command: to whoever on this machine has the password, so keep the app up to date; 0: closed"),
    CONSOLE_PORT(
            "createorder.app.console.port",
            "0",
            "Loopback port of the operator's console, http://127.0.0.1:<port>/createorder; 0: none");

    private static final String PREFIX = "createorder.app.";
    private static final List<String> OF_DATA_SOURCE = List.of("url", "user", "password", "pool-size");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    AppSetting(String key, String defaultValue, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String defaultValue() {
        return defaultValue;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    /** What the connection pool of this name reads. */
    static String ofDataSource(String name, String what) {
        return PREFIX + "data-source." + name + "." + what;
    }

    /** The size of the connection pool of this name. */
    static Property poolSize(String name) {
        return new OtherProperty(ofDataSource(name, "pool-size"), "12", "Connections at most");
    }

    /** Where Camel serves health and metrics; told to it, because its own default hangs on its version. */
    static Property managementPort() {
        return new OtherProperty("camel.management.port", "8080", "Port of health and metrics");
    }

    /** Where Camel serves what routes of the team's own offer by HTTP. */
    static Property serverPort() {
        return new OtherProperty("camel.server.port", "8080", "Port of the routes' own HTTP endpoints");
    }

    private record OtherProperty(String key, String defaultValue, String meaning) implements Property {}

    /** A fault for each of these keys that is the app's to read and that it does not know. */
    static List<String> unknown(Collection<?> keys, List<String> dataSources) {
        Set<String> known = new TreeSet<>();
        for (AppSetting setting : values()) {
            known.add(setting.key);
        }
        for (String name : dataSources) {
            OF_DATA_SOURCE.forEach(what -> known.add(ofDataSource(name, what)));
        }
        return OurKeys.unknown(keys, PREFIX, known);
    }
}
