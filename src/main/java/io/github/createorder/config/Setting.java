package io.github.createorder.config;

/**
 * Every property of the bundle, but those of one source ({@code createorder.source.<name>.*}). The one catalogue:
 * config/application.properties and the defaults inside the route files are tested against it.
 */
public enum Setting implements Property {
    SOURCES("createorder.sources", "", "Names of the sources to take orders from, separated by commas"),

    GATEWAY_URL(
            "createorder.gateway.url",
            "https://gw.api.taobao.com/router/rest",
            "Address of the TOP gateway; plain http is refused unless it is on loopback"),
    GATEWAY_APP_KEY("createorder.gateway.app-key", null, "TOP app_key of the insurer's app"),
    GATEWAY_APP_SECRET("createorder.gateway.app-secret", null, "TOP app secret; take it from the environment"),
    GATEWAY_SESSION("createorder.gateway.session", "", "User token, only if Taobao tells you that the API needs one"),
    GATEWAY_SIGN_METHOD("createorder.gateway.sign-method", "hmac-sha256", "md5, hmac or hmac-sha256"),
    GATEWAY_ACCEPTED_CODES(
            "createorder.gateway.accepted-codes",
            "SUCCESS",
            "response_code values that mean accepted (with is_success=true); add the duplicates' codes Taobao tells you"),
    GATEWAY_JUDGEMENT(
            "createorder.gateway.judgement",
            "",
            "CSV file with extra rows for the table of answers (see judgement.csv in the jar); they win over the built-in"),
    GATEWAY_CONNECT_TIMEOUT("createorder.gateway.connect-timeout", "3s", "To connect, TLS included"),
    GATEWAY_RESPONSE_TIMEOUT("createorder.gateway.response-timeout", "30s", "From request to answer"),
    GATEWAY_POOL_TIMEOUT("createorder.gateway.pool-timeout", "5s", "To get a connection from the pool"),
    GATEWAY_PROXY("createorder.gateway.proxy", "", "Forward proxy to the gateway, http://host:port"),
    GATEWAY_TRUSTSTORE(
            "createorder.gateway.truststore", "", "Extra trust store (PKCS12 or JKS file), say for a proxy's CA"),
    GATEWAY_TRUSTSTORE_PASSWORD("createorder.gateway.truststore-password", "", "Its password"),

    LEDGER_DATA_SOURCE(
            "createorder.ledger.data-source",
            "",
            "Bean name of the ledger's DataSource; empty: the only DataSource there is"),
    LEDGER_DIALECT(
            "createorder.ledger.dialect",
            "",
            "The SQL that the ledger's database speaks (h2, postgresql, mysql or mariadb); empty: as its driver says"),
    LEDGER_MIGRATE(
            "createorder.ledger.migrate", "true", "Create and upgrade the ledger's tables at start (needs Flyway)"),
    LEDGER_NODE("createorder.ledger.node", "", "Name of this node, unique; empty: host name and a random part"),
    LEDGER_ENCRYPTION_KEYS(
            "createorder.ledger.encryption-keys",
            "",
            "Keys that seal records and requests in the ledger (AES-256-GCM): id:base64, the current one first; empty: none"),
    LEDGER_KEEP_PAYLOAD(
            "createorder.ledger.keep-payload",
            "never",
            "How long records and requests are kept once their order is accepted, such as 400d; never: they are kept forever"),
    LEDGER_NETWORK_TIMEOUT(
            "createorder.ledger.network-timeout",
            "2m",
            "A connection over which the ledger's database has not answered for so long is given up"),
    LEDGER_UPKEEP("createorder.ledger.upkeep", "1h", "How often the ledger removes what is too old and seals again"),

    SEND_CONCURRENCY("createorder.send.concurrency", "64", "Calls under way at once, and connections in the pool"),
    SEND_RATE(
            "createorder.send.rate",
            "0",
            "Orders a second at most, over all nodes together, a little under the limit of the app; 0: no limit"),
    SEND_BATCH("createorder.send.batch", "200", "Orders claimed at once"),
    SEND_QUEUE("createorder.send.queue", "64", "Claimed orders that may wait in memory for a free worker"),
    SEND_POLL("createorder.send.poll", "200ms", "Wait when nothing was due"),
    SEND_HAND_OVER(
            "createorder.send.hand-over",
            "true",
            "A node sends what it has just taken, and reports what it has just settled, without claiming it in the ledger"),
    SEND_LEASE("createorder.send.lease", "2m", "How long a claimed order is this node's; then others may send it"),
    SEND_RETRY_FIRST("createorder.send.retry.first-delay", "1s", "Delay before the first resend"),
    SEND_RETRY_FACTOR("createorder.send.retry.factor", "2", "Growth of the delay from one resend to the next"),
    SEND_RETRY_MAX("createorder.send.retry.max-delay", "10m", "The delay grows no further"),
    SEND_RETRY_MAX_AGE("createorder.send.retry.max-age", "24h", "After this long the order goes to the error queue"),
    SEND_RETRY_MIN_ATTEMPTS(
            "createorder.send.retry.min-attempts",
            "5",
            "But not before it was tried so often (what a pause held back was not tried)"),
    SETTLE_BATCH("createorder.settle.batch", "200", "Outcomes written to the ledger at once"),
    SETTLE_INTERVAL("createorder.settle.interval", "40ms", "How long an outcome waits for others at most"),

    RULES_SUM_FEE("createorder.rules.sum-fee", "true", "total_fee_amount must be the sum over the policies"),
    RULES_SUM_RECEIVED(
            "createorder.rules.sum-received", "true", "total_actual_received_amount must be the sum over the policies"),
    RULES_SUM_GUARANTEED(
            "createorder.rules.sum-guaranteed", "true", "total_guaranteed_amount must be the sum over the policies"),
    RULES_MAX_POLICIES("createorder.rules.max-policies", "100", "Policies in one order at most"),

    PRODUCTS_DATA_SOURCE(
            "createorder.products.data-source", "", "sql: bean name of its DataSource; empty: the ledger's"),
    PRODUCTS_RELOAD("createorder.products.reload", "60s", "How often the product mapping is read again"),

    FILES_WORK(
            "createorder.files.work",
            "createorder-data/files",
            "Folder for downloaded files and receipts in the making, with room for the biggest"),

    ERRORS_CONNECTION_FACTORY(
            "createorder.errors.connection-factory",
            "",
            "Bean name of the JMS ConnectionFactory; empty: the only one there is"),
    ERRORS_QUEUE("createorder.errors.queue", "createorder.errors", "Queue of the orders that need a person"),
    ERRORS_POLL("createorder.errors.poll", "1s", "Wait when there was no error to publish"),
    ERRORS_BATCH("createorder.errors.batch", "100", "Errors put on the queue in one go"),
    ERRORS_PAUSE("createorder.errors.pause", "5s", "Wait after the broker was away"),
    ERRORS_REPORT_CLOSED(
            "createorder.errors.report-closed",
            "false",
            "Tell the source of an order when a person has closed its error, as an error whose reason begins with closed:"),
    JOBS_POLL("createorder.jobs.poll", "2s", "How often a node looks for a replay of many that is to be run"),
    CONSOLE_SHOWN(
            "createorder.console.shown",
            "",
            "Columns of records that people see in clear, by commas; all others are masked"),
    CONSOLE_QUERY_TIMEOUT(
            "createorder.console.query-timeout",
            "2s",
            "A question of the console's pages to the ledger takes no longer"),
    REDELIVERY_QUEUE(
            "createorder.redelivery.queue",
            "createorder.redelivery",
            "Move a message here and its order is sent again"),
    REPLAY_QUEUE("createorder.replay.queue", "createorder.replay", "Where the replay command asks a node"),
    POISON_QUEUE("createorder.poison.queue", "createorder.poison", "Messages that are none of ours end here"),

    REPORT_BATCH("createorder.report.batch", "200", "Outcomes told to a source in one go"),
    REPORT_POLL("createorder.report.poll", "1s", "Wait when there was nothing to report"),
    REPORT_LEASE(
            "createorder.report.lease",
            "60s",
            "How long a node may take to tell an outcome or to publish an error; then it is done again");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    Setting(String key, String defaultValue, String meaning) {
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
