package io.github.createorder.ledger;

import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.LedgerTypes;
import io.github.createorder.sql.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tables of the ledger: made by Flyway, or by a DBA from {@link #script}; either way {@link #check} tells. */
public final class LedgerSchema {
    /** The schema that this code was written for. Later schemas only add to it, so a node may meet a newer one. */
    static final int VERSION = 8;

    /** In the order in which they are run. What is repeatable goes with every version. */
    private static final List<Script> SCRIPTS = List.of(
            new Script(1, "V1__ledger.sql"),
            new Script(1, "V2__ledger_indexes.sql"),
            new Script(1, "V3__product_mapping.sql"),
            new Script(2, "V4__files.sql"),
            new Script(2, "V5__file_indexes.sql"),
            new Script(3, "V6__keys.sql"),
            new Script(4, "V7__file_outcomes.sql"),
            new Script(5, "V8__reading_indexes.sql"),
            new Script(6, "V9__actions.sql"),
            new Script(6, "V9_1__look_up_indexes.sql"),
            new Script(7, "V10__asking_indexes.sql"),
            new Script(VERSION, "V11__where_orders_lie.sql"),
            new Script(VERSION, "R__ledger_views.sql"));

    private static final String HISTORY = "createorder_schema_history";
    private static final String HOME = "io/github/createorder/ledger/schema/";

    /** A script that stands in a folder of its database, or in that of all; by the version of the schema that it makes. */
    private record Script(int schema, String file) {
        String read(LedgerTypes types) {
            List<String> folders =
                    Stream.concat(types.folders().stream(), Stream.of("common")).toList();
            for (String folder : folders) {
                try (InputStream in =
                        LedgerSchema.class.getClassLoader().getResourceAsStream(HOME + folder + "/" + file)) {
                    if (in != null) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            throw new IllegalStateException("no " + file + " in " + folders);
        }
    }

    private LedgerSchema() {}

    /**
     * Makes or updates the tables. Needs Flyway on the class path, with its module for the database, and two connections at a time. Tables of others in the
     * same schema are left alone; the history is kept in {@code createorder_schema_history}.
     *
     * @throws SQLException if the database cannot be reached, or the ledger has no schema for it
     */
    public static void migrate(DataSource dataSource) throws SQLException {
        migrate(dataSource, Dialect.of(dataSource));
    }

    /** The same where it is known what the database speaks. */
    public static void migrate(DataSource dataSource, Dialect dialect) throws SQLException {
        Migration.run(dataSource, types(dialect));
    }

    /**
     * Whether the tables fit this code. Needs no Flyway.
     *
     * @return what is wrong, in words; empty when they fit
     */
    public static Optional<String> check(DataSource dataSource) {
        Optional<String> unread = unread(dataSource);
        if (unread.isPresent()) {
            return Optional.of("the ledger's tables cannot be read (" + unread.get() + "); create them first");
        }
        Integer version = version(dataSource);
        return version != null && version >= VERSION
                ? Optional.empty()
                : Optional.of("the ledger's tables are of version " + version + ", needed is " + VERSION
                        + "; migrate them first");
    }

    /**
     * What in the database loses data, or cannot hold every character that an order may have: one such order would hold up
     * all others.
     *
     * @return each in words, with the way out
     */
    public static List<String> unfit(DataSource dataSource, Dialect dialect) {
        return dialect.unfit()
                .map(sql -> new JdbcTemplate(dataSource).queryForList(sql, String.class))
                .orElse(List.of());
    }

    /** Why the tables cannot be read, as a rule because they are not there yet; empty when they can. */
    public static Optional<String> unread(DataSource dataSource) {
        try {
            version(dataSource);
            return Optional.empty();
        } catch (DataAccessException e) {
            return Optional.of(Reason.of(e));
        }
    }

    private static Integer version(DataSource dataSource) {
        return new JdbcTemplate(dataSource)
                .queryForObject("SELECT MAX(version) FROM createorder_schema", Integer.class);
    }

    /**
     * The SQL that makes the tables, or brings those that are there up to this version, for a DBA who applies it by hand.
     *
     * @return empty when nothing is to be done
     * @throws SQLException if the database cannot be reached, or the ledger has no schema for it
     */
    public static Optional<String> script(DataSource dataSource) throws SQLException {
        return script(dataSource, Dialect.of(dataSource));
    }

    /** The same where it is known what the database speaks. */
    public static Optional<String> script(DataSource dataSource, Dialect dialect) throws SQLException {
        LedgerTypes types = types(dialect);
        int there = 0;
        try {
            there = Objects.requireNonNullElse(version(dataSource), 0);
        } catch (BadSqlGrammarException e) {
            // No tables yet.
        }
        if (there >= VERSION) {
            return Optional.empty();
        }
        StringBuilder script = new StringBuilder();
        for (Script file : SCRIPTS) {
            if (file.schema <= there) {
                continue;
            }
            String sql = file.read(types);
            for (Map.Entry<String, String> placeholder : types.placeholders().entrySet()) {
                sql = sql.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
            }
            script.append(sql).append('\n');
        }
        return Optional.of(script.toString());
    }

    private static LedgerTypes types(Dialect dialect) throws SQLException {
        try {
            return dialect.ledgerTypes();
        } catch (UnsupportedOperationException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** A class of its own, so that the others can be used without Flyway on the class path. */
    private static final class Migration {
        private static final String WAY_OUT =
                "Drop what was made before it failed (nothing on PostgreSQL, which undoes it by"
                        + " itself; on an empty schema every table createorder_..., else the tables and columns of this script), delete"
                        + " the row of the script from " + HISTORY
                        + ", and start again. Or have a DBA run what the command `schema`"
                        + " prints, and set createorder.ledger.migrate = false";

        static void run(DataSource dataSource, LedgerTypes types) throws SQLException {
            // A schema that holds other tables is no error: the legacy tables may live beside ours.
            Flyway flyway = Flyway.configure(LedgerSchema.class.getClassLoader())
                    .dataSource(dataSource)
                    .resourceProvider(new Scripts(types))
                    .placeholders(types.placeholders())
                    .table(HISTORY)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load();
            try {
                flyway.migrate();
            } catch (FlywayException e) {
                throw new SQLException(failure(e), e);
            }
        }

        /** Which statement of which script the database refused, why, and what to do. */
        private static String failure(FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof FlywaySqlScriptException script) {
                    return "the ledger's tables could not be made: "
                            + script.getResource().getFilename() + ", line " + script.getLineNumber() + ": "
                            + Reason.of(script) + ". The statement: "
                            + script.getStatement()
                                    .replaceAll("(?m)^\\s*--.*$", "")
                                    .strip()
                                    .replaceAll("\\s+", " ")
                            + ". Correct what the database says, such as a right that is missing. " + WAY_OUT;
                }
            }
            return "the ledger's tables could not be made: "
                    + e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ") + ". Of a script that has failed: "
                    + WAY_OUT;
        }
    }

    /** Ours alone, whatever else lies on the class path. */
    private record Scripts(LedgerTypes types) implements ResourceProvider {
        @Override
        public LoadableResource getResource(String name) {
            return resources(name::equals).stream().findFirst().orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return resources(
                    file -> file.startsWith(prefix) && Stream.of(suffixes).anyMatch(file::endsWith));
        }

        private List<LoadableResource> resources(Predicate<String> wanted) {
            return SCRIPTS.stream()
                    .filter(script -> wanted.test(script.file))
                    .<LoadableResource>map(script -> new Loaded(script.file, script.read(types)))
                    .toList();
        }
    }

    /** A script as Flyway reads it; it keeps the checksum of its text. */
    private static final class Loaded extends LoadableResource {
        private final String file;
        private final String sql;

        Loaded(String file, String sql) {
            this.file = file;
            this.sql = sql;
        }

        @Override
        public Reader read() {
            return new StringReader(sql);
        }

        @Override
        public String getAbsolutePath() {
            return file;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return file;
        }

        @Override
        public String getFilename() {
            return file;
        }

        @Override
        public String getRelativePath() {
            return file;
        }
    }
}
