package io.github.createorder.config;

/** The properties of the operator's console, {@code createorder.console.*}; read only where its route file is loaded. */
public enum ConsoleSetting implements Property {
    PATH("createorder.console.path", "/createorder", "Where the console's pages begin"),
    LOGIN(
            "createorder.console.login",
            "none",
            "Who gets in: none (everybody on this machine, and nobody else), file, proxy or runtime"),
    HOSTS(
            "createorder.console.hosts",
            "",
            "Names by which browsers call the console, beside localhost, 127.0.0.1 and [::1]; a request for another is refused"),
    USERS(
            "createorder.console.users",
            "",
            "login = file: a file of users, each line name = hash (of the command password) groups, separated by commas"),
    PROXY_TRUSTED(
            "createorder.console.proxy.trusted",
            "",
            "login = proxy: addresses of the proxies whose headers are believed; a request from elsewhere is refused"),
    PROXY_USER_HEADER(
            "createorder.console.proxy.user-header", "X-Forwarded-User", "login = proxy: header with the user's name"),
    PROXY_GROUPS_HEADER(
            "createorder.console.proxy.groups-header",
            "X-Forwarded-Groups",
            "login = proxy: header with the user's groups, separated by commas"),
    ROLES_VIEWER("createorder.console.roles.viewer", "viewer", "Groups that see the pages, personal data masked"),
    ROLES_OPERATOR(
            "createorder.console.roles.operator",
            "operator",
            "Groups that replay, close, reopen, pause, resume and take lists out"),
    ROLES_EDIT("createorder.console.roles.edit", "edit", "Groups that edit the record of an order in error"),
    ROLES_REVEAL("createorder.console.roles.reveal", "reveal", "Groups that see the masked values of one order"),
    ROLES_AUDIT("createorder.console.roles.audit", "audit", "Groups that see what people did"),
    SESSION("createorder.console.session", "30m", "A session ends after this long without a request");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    ConsoleSetting(String key, String defaultValue, String meaning) {
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
}
