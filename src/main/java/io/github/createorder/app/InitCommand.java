package io.github.createorder.app;

import io.github.createorder.app.init.Database;
import io.github.createorder.app.init.FileStart;
import io.github.createorder.app.init.Started;
import io.github.createorder.app.init.TableStart;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Secrets;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        description = {
            "Writes a configuration to begin with, from a table or a file of your own.",
            "Looks at names, comments, types, keys and a few rows, and guesses which column is which field. Each guess has its"
                    + " reason beside it; what is not clear stays a blank that `check` names. Only reads, writes over no file,"
                    + " and tells no value that may be a person's.",
            "",
            "  init --url jdbc:mariadb://core/pet --user reader --password-env DB_PASSWORD --table T_ORDER",
            "  init --data-source core --table T_ORDER      (a data source of --config)",
            "  init --file ORDERS_20261125.txt"
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Option(names = "--table", description = "Table or view with the orders")
    private String table;

    @Option(names = "--policy-table", description = "Table with their policies, when it has no foreign key to --table")
    private String policyTable;

    @Option(
            names = "--data-source",
            description = "Data source of the configuration; with --url, what to call it (default: core)")
    private String dataSource;

    @Option(names = "--url", description = "JDBC URL of the database, when no configuration has it yet")
    private String url;

    @Option(names = "--user", description = "User at the database; SELECT is enough")
    private String user;

    @Option(
            names = "--password-env",
            paramLabel = "<name>",
            description = "Environment variable with the password; without it, you are asked")
    private String passwordEnv;

    @Option(names = "--file", description = "File as it will be dropped")
    private Path file;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "<name[:bytes]>",
            description =
                    "Names of the file's columns, from its description, when no line has them; for fixed width each"
                            + " with its bytes, ORDER_NO:20,OPEN_ID:40; a dash for filler")
    private List<String> columns;

    @Option(names = "--source", description = "Name of the source (default: core for a table, files for a file)")
    private String source;

    @Option(names = "--out", description = "Folder to write to (default: the --config folder)")
    private Path out;

    @Override
    public Integer call() throws Exception {
        if ((table == null) == (file == null)) {
            throw usage("name either --table or --file");
        }
        String name = source != null ? source : file != null ? "files" : "core";
        if (!name.matches("[a-z][a-z0-9-]{0,29}")) {
            throw usage("--source '" + name + "' is no name for a source; use lower-case letters, digits and dashes");
        }
        Path folder = out == null ? config.folder() : out;
        Started started = file == null
                ? new TableStart(database(), name).write(table, policyTable, folder)
                : new FileStart(file, name).write(columns == null ? List.of() : columns, folder);
        tell(started, name, folder);
        return 0;
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private Database database() throws Exception {
        if (url == null && dataSource == null) {
            throw usage("say which database: --data-source of the configuration, or --url and --user");
        }
        if (url == null) {
            return config.settings(settings -> {
                List<String> names = settings.list(AppSetting.DATA_SOURCES);
                Optional<String> known = settings.find(AppSetting.ofDataSource(dataSource, "url"));
                if (!names.contains(dataSource) || known.isEmpty()) {
                    throw new ConfigurationException(List.of("there is no data source '" + dataSource
                            + "' with a url in " + config.folder().resolve("application.properties") + "; there are "
                            + names + ". Name its database by --url and --user"));
                }
                return new Database(
                        dataSource,
                        known.get(),
                        settings.find(AppSetting.ofDataSource(dataSource, "user"))
                                .orElse("sa"),
                        settings.password(AppSetting.ofDataSource(dataSource, "password"))
                                .orElse(""),
                        null,
                        false);
            });
        }
        if (!Secrets.hidden(url).equals(url)) {
            throw usage(
                    "--url must not hold a user or password: it is written into a file; use --user and --password-env");
        }
        String name = dataSource == null ? "core" : dataSource;
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]*") || name.equals("ledger")) {
            throw usage(
                    "--data-source '" + name + "' is no name for it; use letters, digits and dashes, and not 'ledger'");
        }
        String variable =
                passwordEnv == null ? name.toUpperCase(Locale.ROOT).replace('-', '_') + "_PASSWORD" : passwordEnv;
        String password = password(variable);
        return new Database(
                name,
                url,
                user == null ? "sa" : user,
                password,
                password.isEmpty() ? null : "{{env:" + variable + "}}",
                true);
    }

    @SuppressWarnings(
            "SystemConsoleNull") // a console that is no terminal, from Java 22 on, reads the password all the same
    private String password(String variable) {
        String set = System.getenv(variable);
        if (set != null) {
            return set;
        }
        if (passwordEnv != null) {
            throw usage("--password-env: there is no variable " + passwordEnv + " in the environment");
        }
        Console console = System.console();
        char[] typed = user == null || console == null ? null : console.readPassword("Password of %s: ", user);
        return typed == null ? "" : new String(typed);
    }

    private void tell(Started started, String name, Path folder) {
        PrintWriter output = spec.commandLine().getOut();
        started.notes().forEach(output::println);
        started.files().forEach(written -> output.println("written  " + written));
        output.printf("guessed  %d lines of the mapping%n", started.guessed());
        output.println(
                started.blanks().isEmpty() ? "blank    none" : "blank    " + String.join(", ", started.blanks()));
        output.println("Read each guess, fill in the blanks"
                + (started.isFragment() ? ", add the properties to " + folder.resolve("application.properties") : "")
                + "; then");
        output.println("  createorder check --config " + folder);
        output.println("  createorder preview " + name + (file == null ? "" : " " + file) + " --config " + folder);
    }
}
