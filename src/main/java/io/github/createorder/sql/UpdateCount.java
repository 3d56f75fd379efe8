package io.github.createorder.sql;

/**
 * How many rows a statement has changed, as its driver says. Drivers that pack batches say "done, nobody knows how many"
 * ({@link java.sql.Statement#SUCCESS_NO_INFO}, -2): old Oracle servers, MariaDB's with bulk statements, MySQL's with rewritten
 * batches; and a MySQL driver with useAffectedRows says 0 for a row that has been as it shall be. So only a number above 0 proves
 * anything; whatever else decides something is to be read from the database.
 */
public final class UpdateCount {
    private UpdateCount() {}

    /** Whether rows were changed for certain. */
    public static boolean isProof(int count) {
        return count > 0;
    }

    /** Whether the driver cannot tell. */
    public static boolean isUnknown(int count) {
        return count < 0;
    }

    /** The sum of counts that may be unknown, and then is unknown itself. */
    public static int sum(int one, int other) {
        return isUnknown(one) || isUnknown(other) ? java.sql.Statement.SUCCESS_NO_INFO : one + other;
    }

    /**
     * A count that decides something and can be had in no other way.
     *
     * @throws IllegalStateException if the driver does not tell
     */
    public static int known(int count) {
        if (isUnknown(count)) {
            throw new IllegalStateException(
                    "the driver does not tell how many rows a statement has changed (" + count
                            + "), and the ledger needs to know: take its newest version, and no proxy or setting that hides the counts");
        }
        return count;
    }
}
