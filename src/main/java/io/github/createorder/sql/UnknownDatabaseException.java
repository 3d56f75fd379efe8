package io.github.createorder.sql;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A database whose dialect nobody has told us: no waiting corrects it, a property does. */
public final class UnknownDatabaseException extends SQLException {
    private static final long serialVersionUID = 1L;

    /** What their makers say of themselves, by the beginning of the product's name; which mode a server runs in only its DBA knows. */
    private static final Map<String, String> HINTS = Map.of(
            "oceanbase", "OceanBase speaks oracle or mysql, by the mode of its tenant",
            "dm", "Dameng speaks oracle, as far as our statements go",
            "kingbase", "KingbaseES speaks postgresql, or oracle in its Oracle mode",
            "gaussdb", "GaussDB speaks postgresql, or oracle in its A mode",
            "opengauss", "openGauss speaks postgresql",
            "highgo", "HighGo speaks postgresql",
            "vastbase", "Vastbase speaks postgresql",
            "gbase", "GBase 8c speaks postgresql, GBase 8s oracle in its Oracle mode only, GBase 8a has no row locks");

    private final String product;

    UnknownDatabaseException(String product, String version) {
        super("no dialect is known for the database '" + product + "' " + version);
        this.product = product;
    }

    /** What to do about it. */
    public String remedy(String property) {
        String hint = HINTS.entrySet().stream()
                .filter(entry -> product.toLowerCase(Locale.ROOT).startsWith(entry.getKey()))
                .map(entry -> " (" + entry.getValue() + ")")
                .findFirst()
                .orElse("");
        return "the database calls itself '" + product + "', and what SQL it speaks is not known: set `" + property
                + "` to one of " + String.join(", ", Dialect.names()) + hint + ", and have `check` try every statement";
    }

    /** The exception in a chain of causes. */
    public static Optional<UnknownDatabaseException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownDatabaseException unknown) {
                return Optional.of(unknown);
            }
        }
        return Optional.empty();
    }
}
