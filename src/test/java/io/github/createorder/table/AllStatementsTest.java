package io.github.createorder.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.oceanbase.tools.sqlparser.BaseSQLParser;
import com.oceanbase.tools.sqlparser.OBMySQLParser;
import com.oceanbase.tools.sqlparser.OBOracleSQLParser;
import com.oceanbase.tools.sqlparser.SyntaxErrorException;
import io.github.createorder.sql.Dialect;
import io.github.createorder.sql.MySql;
import io.github.createorder.sql.Oracle;
import io.github.createorder.sql.PostgreSql;
import io.github.createorder.table.SourceStatements.Source;
import io.github.createorder.table.TableStatement.Purpose;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All statements that sources of all shapes, modes and keys make. */
class AllStatementsTest {
    private static final Path UNDERSTOOD = Path.of("src", "test", "resources", "statements");
    private static final List<Dialect> DIALECTS = List.of(new Oracle(), new MySql(), new PostgreSql());

    /** A statement that nobody tries before go-live fails after it. */
    @Test
    void checkTriesEveryStatementThatASourceCanMake() {
        Set<String> tried = new HashSet<>();
        Set<String> made = new TreeSet<>();
        Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
        for (Dialect dialect : DIALECTS) {
            for (Source source : SourceStatements.sources(dialect)) {
                List<String> probes = TableProbes.of(source.settings(), source.tables()).stream()
                        .peek(probe -> purposes.add(probe.statement().purpose()))
                        .map(probe -> probe.statement().sql())
                        .toList();
                TableSql inVain = source.tables().sql().inVain();
                for (Method method : SourceStatements.methods()) {
                    for (TableStatement statement : SourceStatements.of(source, inVain, method, 2)) {
                        String kind = dialect + " " + method.getName() + " " + statement.purpose();
                        made.add(kind);
                        if (probes.contains(statement.sql())) {
                            tried.add(kind);
                        }
                        assertThat(statement.sql())
                                .as("it changes and finds nothing")
                                .contains("1 = 0");
                    }
                }
            }
        }
        assertThat(made)
                .as("tried by check")
                .allSatisfy(kind -> assertThat(tried).contains(kind));
        assertThat(purposes).containsExactlyInAnyOrder(Purpose.values());
    }

    @Test
    void oceanBaseInOracleModeUnderstandsAllThatOracleIsTold() throws IOException {
        understands(new OBOracleSQLParser(), "oceanbase-oracle.sql", statements(new Oracle()));
    }

    @Test
    void oceanBaseInMySqlModeUnderstandsAllThatMySqlIsTold() throws IOException {
        // It knows no SKIP LOCKED, and is spoken to without it.
        Set<String> statements = statements(new MySql()).stream()
                .map(sql -> sql.replace(" SKIP LOCKED", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        understands(new OBMySQLParser(), "oceanbase-mysql.sql", statements);
    }

    /**
     * OceanBase's own grammar takes more than a minute for all statements. What it has understood once stands in a file, with
     * the grammar's version in its first line; it reads what is not there, and the shortest of what is.
     */
    private static void understands(BaseSQLParser<?, ?> parser, String file, Set<String> statements)
            throws IOException {
        assertThat(statements).hasSizeGreaterThan(100);
        String grammar = "-- "
                + Path.of(parser.getClass()
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .getFileName();
        List<String> lines = Files.readAllLines(UNDERSTOOD.resolve(file));
        Set<String> understood = grammar.equals(lines.get(0)) ? new HashSet<>(lines) : Set.of();
        Stream<String> shortest = statements.stream()
                .sorted(Comparator.comparingInt(String::length))
                .limit(30);
        Set<String> unknown = new TreeSet<>(statements);
        unknown.removeAll(understood);
        assertThat(Stream.concat(shortest, unknown.stream()).distinct())
                .allSatisfy(sql -> assertThat(parses(parser, sql)).as(sql).isTrue());
        Path now = Files.createDirectories(Path.of("target", "statements")).resolve(file);
        Files.write(now, Stream.concat(Stream.of(grammar), statements.stream()).toList());
        assertThat(Files.readString(UNDERSTOOD.resolve(file)))
                .as("%s; the grammar has just understood %d more: copy %s there", file, unknown.size(), now)
                .isEqualTo(Files.readString(now));
    }

    /** The control: a grammar that understands everything would prove nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM t WHERE st = 'NEW' LIMIT 50 FOR UPDATE SKIP LOCKED",
                "SELECT id FROM t WHERE st = 'NEW' FOR UPDATE SKIP LOCKED DATA",
                "UPDATE t SET st = 'A' WHERE id IN (?, )",
                "UPDATE t o SET st = 'A' FROM due WHERE o.id = due.id",
                "SELECT TOP (50) id FROM t WITH (UPDLOCK)",
                "SELECT id FROM t WHERE ca < NOW() - INTERVAL 60 SECOND",
                "SELECT `id` FROM t"
            })
    void oracleModeRejectsWhatIsNotItsSql(String wrong) {
        assertThat(parses(new OBOracleSQLParser(), wrong)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM t WHERE st = 'NEW' FETCH FIRST 50 ROWS ONLY SKIP LOCKED DATA",
                "UPDATE t SET st = 'A' WHERE id IN (?, )",
                "SELECT TOP (50) id FROM t WITH (UPDLOCK)",
                "SELECT id FROM t WHERE ca < CURRENT TIMESTAMP - 60 SECONDS",
                "WITH due AS (SELECT id FROM t) UPDATE t o SET st = 'A' FROM due WHERE o.id = due.id"
            })
    void mySqlModeRejectsWhatIsNotItsSql(String wrong) {
        assertThat(parses(new OBMySQLParser(), wrong)).isFalse();
    }

    @Test
    void oracleIsGivenNoMoreKeysInAListThanItTakes() {
        for (Source source : SourceStatements.sources(new Oracle())) {
            int keys = source.tables().sql().chunk();
            assertThat(keys * source.settings().keyColumns().size())
                    .as("ORA-01795 from 1,001 on; 2,100 parameters with SQL Server")
                    .isLessThanOrEqualTo(1_000);
        }
    }

    private static Set<String> statements(Dialect dialect) {
        Set<String> statements = new TreeSet<>();
        for (Source source : SourceStatements.some(dialect)) {
            for (Method method : SourceStatements.methods()) {
                SourceStatements.of(source, source.tables().sql(), method, 2)
                        .forEach(statement -> statements.add(statement.sql()));
            }
            statements.add(source.tables().sql().probeWhere());
        }
        return statements;
    }

    private static boolean parses(BaseSQLParser<?, ?> parser, String sql) {
        try {
            // Not parse(), which goes on to make objects that nobody here wants.
            parser.buildAst(new StringReader(sql));
            return true;
        } catch (SyntaxErrorException e) {
            return false;
        }
    }
}
