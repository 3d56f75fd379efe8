package io.github.createorder.sql;

/** H2 2, embedded. */
public final class H2 extends Dialect {
    public H2() {
        super("H2");
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("h2");
    }

    @Override
    public boolean countsBytes(String typeName) {
        return false;
    }

    /** It minds the padding in a list, though not in a comparison. */
    @Override
    public String charInList(String column) {
        return "RTRIM(" + column + ")";
    }

    @Override
    public String instantAgo(long seconds) {
        return "DATEADD('SECOND', -" + seconds + ", CURRENT_TIMESTAMP)";
    }

    @Override
    public String wallClockAgo(long seconds) {
        return "DATEADD('SECOND', CAST(EXTRACT(EPOCH FROM " + instantAgo(seconds)
                + ") AS BIGINT) + 28800, TIMESTAMP '1970-01-01 00:00:00')";
    }

    /** It knows rights to whole tables only. */
    @Override
    public boolean grantsColumns() {
        return false;
    }

    @Override
    public String nowMillis() {
        return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";
    }

    @Override
    public LedgerTypes ledgerTypes() {
        return new LedgerTypes(
                "plain",
                "CHARACTER LARGE OBJECT",
                LedgerTypes.IDENTITY,
                "",
                "DATEADD(MILLISECOND, ",
                ", TIMESTAMP '1970-01-01 08:00:00')");
    }
}
