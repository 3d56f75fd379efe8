package io.github.createorder;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.GateSettings;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerActions;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.LedgerJobs;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.LedgerSettings;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.PayloadKeys;
import io.github.createorder.ledger.RetryPolicy;
import io.github.createorder.ledger.SourceLease;
import io.github.createorder.ledger.SqlSourceLease;
import io.github.createorder.ledger.Upkeep;
import io.github.createorder.order.SourceRecordJson;
import io.github.createorder.sql.BoundedDataSource;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.JdbcUrl;
import io.github.createorder.sql.Reason;
import io.github.createorder.sql.RefusedLogin;
import io.github.createorder.sql.UnknownDatabaseException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * What the properties say of the ledger, and its parts, which share one way to its database. It is not connected to before
 * {@link #open}.
 */
final class LedgerConfiguration {
    private static final int LONGEST_NODE_NAME = 150;

    /** How long a node may be silent before another one goes on with its job. */
    private static final Duration JOB_LEASE = Duration.ofMinutes(1);

    private static final Duration SHORTEST_REPORT_LEASE = Duration.ofSeconds(5);

    private final Settings settings;
    private final DataSource data;
    private final Duration longestAnswer;
    private final LedgerSettings orders;
    private final Optional<PayloadKeys> keys;
    private final Duration keep;
    private final String node;
    private final double rate;
    private final boolean handsOver;
    private final boolean migrate;
    private Dialect dialect;
    private volatile LedgerDb db;
    private volatile Tables tables = Tables.UNKNOWN;

    private enum Tables {
        THERE,
        /** The next start makes them. */
        TO_COME,
        UNKNOWN
    }

    /** @param longestCall the longest that a call can take by its time-outs */
    LedgerConfiguration(Settings settings, Lookup lookup, Duration longestCall) {
        this.settings = settings;
        data = lookup.bean(Setting.LEDGER_DATA_SOURCE, DataSource.class);
        migrate = settings.flag(Setting.LEDGER_MIGRATE);
        longestAnswer = settings.duration(Setting.LEDGER_NETWORK_TIMEOUT);
        orders = orders(longestCall);
        keys = keys();
        keep = settings.text(Setting.LEDGER_KEEP_PAYLOAD).equalsIgnoreCase("never")
                ? null
                : settings.duration(Setting.LEDGER_KEEP_PAYLOAD);
        node = settings.find(Setting.LEDGER_NODE.key()).orElseGet(LedgerConfiguration::nodeName);
        if (node.length() > LONGEST_NODE_NAME) {
            settings.fault(Setting.LEDGER_NODE.key() + " is too long: at most " + LONGEST_NODE_NAME + " characters");
        }
        handsOver = settings.flag(Setting.SEND_HAND_OVER);
        rate = settings.decimal(Setting.SEND_RATE, 0, 100_000);
    }

    /**
     * Connects, and looks whether the tables are those of this version.
     *
     * @param look only look; else the tables are made or upgraded first, where the properties allow it
     */
    void open(boolean look) {
        connect();
        openTables(look, settings);
    }

    /** The first half of {@link #open}: what all parts share, before it is known whether the tables fit. */
    void connect() {
        if (data != null) {
            trying(settings, () -> {
                dialect = dialect();
                db = new LedgerDb(bounded(data), dialect);
            });
        }
    }

    /** The same, where an answer is not waited for without end. */
    DataSource bounded(DataSource source) {
        return new BoundedDataSource(source, longestAnswer);
    }

    /**
     * The second half of {@link #open}.
     *
     * @param faults where its faults go, for it may be done in a thread of its own
     */
    void openTables(boolean look, Settings faults) {
        if (db == null) {
            return;
        }
        boolean done = trying(faults, () -> {
            List<String> unfit = LedgerSchema.unfit(data, dialect);
            unfit.forEach(fault -> faults.fault("the ledger's database would lose data: " + fault));
            if (unfit.isEmpty()) {
                if (migrate && !look) {
                    LedgerSchema.migrate(data, dialect);
                }
                checkTables(look, faults);
            }
        });
        if (!done) {
            db = null;
        }
    }

    private boolean trying(Settings faults, Work work) {
        try {
            work.run();
            return true;
        } catch (UnknownDatabaseException e) {
            faults.fault("the ledger's database cannot be used: " + e.remedy(Setting.LEDGER_DIALECT.key()));
        } catch (SQLException | RuntimeException e) {
            faults.fault(
                    RefusedLogin.of(e).isPresent()
                            ? "the ledger's database refuses the login: " + reason(e) + JdbcUrl.behind(e, data)
                                    + ": correct the user and the password of the ledger's data source"
                            : "the ledger's database cannot be used: " + reason(e) + JdbcUrl.behind(e, data));
        }
        return false;
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** What a DBA has to run; empty when that is nothing. */
    Optional<String> script() throws SQLException {
        try {
            return LedgerSchema.script(data, dialect());
        } catch (UnknownDatabaseException e) {
            throw new SQLException(e.remedy(Setting.LEDGER_DIALECT.key()), e);
        }
    }

    private Dialect dialect() throws SQLException {
        String said = settings.find(Setting.LEDGER_DIALECT.key()).orElse(null);
        if (said != null && !Dialect.isName(said)) {
            throw new SQLException(Setting.LEDGER_DIALECT.key() + " = '" + said + "' is none of "
                    + String.join(", ", Dialect.names()));
        }
        return Dialect.of(data, said);
    }

    private void checkTables(boolean look, Settings faults) {
        Optional<String> misfit = LedgerSchema.check(data);
        if (misfit.isEmpty()) {
            tables = Tables.THERE;
        } else if (migrate && look) {
            tables = Tables.TO_COME;
            faults.note(misfit.get() + ": the next start does it");
        } else {
            faults.fault(misfit.get() + ", by a start with " + Setting.LEDGER_MIGRATE.key()
                    + " = true, or by a DBA with what the command `schema` prints");
        }
    }

    /** A pool says only that it waited; what for is in the cause. */
    private static String reason(Exception e) {
        String outer = String.valueOf(e.getMessage());
        String cause = Reason.of(e);
        return outer.contains(cause) ? outer : outer + ": " + cause;
    }

    /** Null with a fault. */
    DataSource data() {
        return data;
    }

    /** What all parts of the ledger share; null with a fault. */
    LedgerDb db() {
        return db;
    }

    /** Whether its database answered. */
    boolean isOpen() {
        return db != null;
    }

    /** Whether its tables can be read, as far as is known. */
    boolean isReadable() {
        return isOpen() && tables != Tables.TO_COME;
    }

    boolean isSealing() {
        return keys.orElse(PayloadKeys.NONE).isSealing();
    }

    Gate gate(String gateway) {
        return new Gate(db, gateway, node, GateSettings.DEFAULT.withRate(rate));
    }

    Ledger ledger() {
        Ledger ledger = new Ledger(
                db, node, orders, keys.orElse(PayloadKeys.NONE), RandomGenerator.getDefault(), SourceRecordJson::write);
        if (handsOver) {
            ledger.handOver();
        }
        return ledger;
    }

    LedgerView view() {
        return new LedgerView(db, keys.orElse(PayloadKeys.NONE));
    }

    LedgerErrors errors() {
        return new LedgerErrors(db);
    }

    LedgerJobs jobs() {
        return new LedgerJobs(db, keys.orElse(PayloadKeys.NONE), SourceRecordJson::write, node, JOB_LEASE);
    }

    LedgerActions actions() {
        return new LedgerActions(
                db,
                keys.orElse(PayloadKeys.NONE),
                SourceRecordJson::write,
                settings.flag(Setting.ERRORS_REPORT_CLOSED));
    }

    /** For people who look: with time limits of its own, and its own watch. */
    LedgerReader reader() {
        Duration longest = settings.duration(Setting.CONSOLE_QUERY_TIMEOUT);
        return new LedgerReader(
                LedgerDb.forReading(bounded(data), dialect, longest),
                db,
                keys.orElse(PayloadKeys.NONE),
                longest.plusMillis(500));
    }

    /** The columns of a source that may be edited. */
    Set<String> editable(String source) {
        return Set.copyOf(settings.list(SourceSetting.editable(source)));
    }

    LedgerFiles files() {
        return new LedgerFiles(db);
    }

    /** This process's lease of a source, under a name that no other process has. */
    SourceLease lease(Duration length) {
        return new SqlSourceLease(db, node + "-" + UUID.randomUUID(), length);
    }

    /** Empty, with a fault, when the ledger's keys are not those that are given. */
    Optional<Upkeep> upkeep() {
        if (tables != Tables.THERE || keys.isEmpty()) {
            return Optional.empty();
        }
        Upkeep upkeep = new Upkeep(db, keys.get(), keep);
        upkeep.keyFaults().forEach(fault -> settings.fault(Setting.LEDGER_ENCRYPTION_KEYS.key() + ": " + fault));
        return Optional.of(upkeep);
    }

    private LedgerSettings orders(Duration longestCall) {
        Duration lease = settings.duration(Setting.SEND_LEASE);
        Duration shortest = longestCall.multipliedBy(3).dividedBy(2);
        if (lease.compareTo(shortest) < 0) {
            settings.fault(Setting.SEND_LEASE.key() + " = " + lease.toSeconds() + "s is too short: a call may take "
                    + longestCall.toSeconds()
                    + "s by its time-outs, and the lease must be half as long again: set it to "
                    + shortest.plusMillis(999).toSeconds() + "s or more");
        }
        Duration reportLease = settings.duration(Setting.REPORT_LEASE);
        if (reportLease.compareTo(SHORTEST_REPORT_LEASE) < 0) {
            settings.fault(Setting.REPORT_LEASE.key() + " = " + reportLease.toMillis()
                    + "ms is too short: outcomes would be told again while they are told; set it to "
                    + SHORTEST_REPORT_LEASE.toSeconds() + "s or more");
        }
        return new LedgerSettings(
                lease,
                reportLease,
                LedgerSettings.DEFAULT.grace(),
                new RetryPolicy(
                        settings.duration(Setting.SEND_RETRY_FIRST),
                        settings.decimal(Setting.SEND_RETRY_FACTOR, 1, 100),
                        settings.duration(Setting.SEND_RETRY_MAX),
                        RetryPolicy.DEFAULT.jitter(),
                        settings.duration(Setting.SEND_RETRY_MAX_AGE),
                        settings.number(Setting.SEND_RETRY_MIN_ATTEMPTS, 1, 1_000)));
    }

    private Optional<PayloadKeys> keys() {
        try {
            return Optional.of(PayloadKeys.parse(settings.text(Setting.LEDGER_ENCRYPTION_KEYS)));
        } catch (IllegalArgumentException e) {
            settings.fault(Setting.LEDGER_ENCRYPTION_KEYS.key() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String nodeName() {
        String unique = UUID.randomUUID().toString().substring(0, 8);
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + unique;
        } catch (UnknownHostException e) {
            return "node-" + unique;
        }
    }
}
