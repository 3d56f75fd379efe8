package io.github.createorder.sql;

import java.util.List;

/** MariaDB 10.6 and later. */
public final class MariaDb extends MySql {
    public MariaDb() {
        super("MariaDB");
    }

    @Override
    boolean isSpokenBy(String product, String version) {
        return product.startsWith("mariadb") || (super.isSpokenBy(product, version) && version.contains("mariadb"));
    }

    @Override
    String checksQuery() {
        return "SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS"
                + " WHERE CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ?";
    }

    @Override
    List<String> ledgerFolders() {
        return LedgerTypes.PLAIN;
    }

    @Override
    String binaryCollation() {
        return "utf8mb4_nopad_bin";
    }
}
