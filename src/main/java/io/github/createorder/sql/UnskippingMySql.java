package io.github.createorder.sql;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Databases of MySQL's kind that do not pass over the rows that others hold: MySQL before 8.0.1 and MariaDB before 10.6 know no
 * SKIP LOCKED, and TiDB takes the words and locks nothing (pingcap/tidb issue 69720). Several nodes look at the same rows there, and
 * which of them gets a row is decided when it is changed: a lost race costs work, and no row goes to two. As a ledger that is too
 * slow, and has never been run.
 */
public final class UnskippingMySql extends MySql {
    private static final Predicate<String> OLD_MARIADB =
            Pattern.compile("(?<![0-9.])(?:5|10\\.[0-5])\\.[0-9.]*-mariadb").asPredicate();
    private static final Predicate<String> OLD_MYSQL =
            Pattern.compile("^(?:5\\.|8\\.0\\.0(?![0-9])).*").asMatchPredicate();

    static final List<Dialect> ALL = List.of(
            new UnskippingMySql("OceanBase in MySQL mode", version -> version.contains("oceanbase")),
            new UnskippingMySql("TiDB", Pattern.compile("tidb").asPredicate()),
            new UnskippingMySql("MariaDB before 10.6", OLD_MARIADB),
            new UnskippingMySql("MySQL before 8.0.1", OLD_MYSQL.and(version -> !version.contains("mariadb"))));

    private final Predicate<String> version;

    private UnskippingMySql(String name, Predicate<String> version) {
        super(name);
        this.version = version;
    }

    @Override
    boolean isSpokenBy(String product, String productVersion) {
        return (product.startsWith("mysql") || product.startsWith("mariadb")) && version.test(productVersion);
    }

    @Override
    public String candidates(String select, int max) {
        return limited(select, max);
    }

    @Override
    public Optional<String> lockedAtOnce(String select) {
        return Optional.empty();
    }

    /** Not all of them know variables of a session's own (PolarDB-X 1.0), so there is nothing to put a session back from. */
    @Override
    public Optional<String> patience(int forLocks, int whenIdle) {
        return Optional.of("SET SESSION innodb_lock_wait_timeout = " + forLocks);
    }

    @Override
    public Optional<String> sessionAsBefore() {
        return Optional.empty();
    }

    @Override
    public Optional<String> sourceNote() {
        return Optional.of(
                "the database is " + this + ", which does not pass over rows that another transaction holds: a claim"
                        + " waits up to a second for them, and a second node takes little work off the first; it has not been run by"
                        + " the tests of this bundle");
    }

    @Override
    public String nowMillis() {
        throw noLedger();
    }

    @Override
    public LedgerTypes ledgerTypes() {
        throw noLedger();
    }

    @Override
    UnsupportedOperationException noLedger() {
        return new UnsupportedOperationException("the ledger does not run on " + this
                + ": it shares work among nodes by FOR UPDATE SKIP LOCKED, which this database lacks. Use PostgreSQL,"
                + " MySQL 8.0.17 or later, or MariaDB 10.6 or later");
    }
}
