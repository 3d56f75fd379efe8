package io.github.createorder.app.demo;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a core system does, for docker-compose.yml: the same sample as the demo's, in a database and drop folders of one's own. */
@Command(
        name = "sample",
        description = {
            "Makes the demo's sample tables in a database, and drops its files into folders.",
            "For docker-compose.yml. A database that has the tables already, and the folders then too, are left as they are."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the sample is there", "2:wrong usage, or a database or folder that cannot be used"},
        mixinStandardHelpOptions = true)
public final class SampleCommand implements Callable<Integer> {
    private static final Pattern ROLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", required = true, description = "JDBC URL of the core system's database")
    private String url;

    @Option(names = "--user", required = true, description = "Who may make tables there")
    private String user;

    @Option(
            names = "--password",
            description = "Password; better in the environment variable CREATEORDER_SAMPLE_PASSWORD",
            defaultValue = "${env:CREATEORDER_SAMPLE_PASSWORD:-}")
    private String password;

    @Option(names = "--grant", description = "Who is given the rights that the app needs on the tables, and no others")
    private String role;

    @Option(names = "--files", required = true, description = "Folder with the drop folders host and web")
    private Path files;

    @Option(
            names = "--orders",
            description = "Orders, half of them in the tables and half in files (default: ${DEFAULT-VALUE})",
            defaultValue = "2400")
    private int orders;

    @Option(
            names = "--seed",
            description = "Another seed, other sample data (default: ${DEFAULT-VALUE})",
            defaultValue = "7")
    private long seed;

    @Override
    public Integer call() throws Exception {
        if (role != null && !ROLE.matcher(role).matches()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--grant must be the plain name of a role");
        }
        PrintWriter out = spec.commandLine().getOut();
        DataSource database = new DriverManagerDataSource(url, user, password);
        if (isThere(database)) {
            out.println("The sample is there already; nothing was changed.");
            return 0;
        }
        // The tables last and in one go, where the database can: they say that all is done.
        Path stage = Files.createTempDirectory("createorder-sample");
        List<String> dropped = DemoFiles.drop(new DropSample(seed), stage, files, orders / 2);
        TransactionTemplate atOnce = new TransactionTemplate(new DataSourceTransactionManager(database));
        LegacySample sample = atOnce.execute(status -> {
            LegacySample made = LegacySample.create(database, orders - orders / 2, seed);
            if (role != null) {
                grant(new JdbcTemplate(database));
            }
            return made;
        });
        out.printf(
                "%,d orders with %,d policies in LEGACY_ORDER and LEGACY_POLICY%n", sample.orders(), sample.policies());
        dropped.forEach(out::println);
        return 0;
    }

    private static boolean isThere(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean lower = connection.getMetaData().storesLowerCaseIdentifiers();
            try (ResultSet table = connection
                    .getMetaData()
                    .getTables(
                            connection.getCatalog(),
                            connection.getSchema(),
                            lower ? "legacy_order" : "LEGACY_ORDER",
                            null)) {
                return table.next();
            }
        }
    }

    /** As docs/security.md has it for a table in mode claim. */
    private void grant(JdbcTemplate jdbc) {
        jdbc.execute("GRANT SELECT, UPDATE (STATUS, CLAIMED_BY, CLAIMED_AT, REASON, REQUEST_ID, STATUS_TIME)"
                + " ON LEGACY_ORDER TO " + role);
        jdbc.execute("GRANT SELECT ON LEGACY_POLICY TO " + role);
    }
}
