package io.github.createorder.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.net.TcpProxy;
import io.github.createorder.testing.Servers;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Connections over which nothing comes any more, and nobody says so. */
@Timeout(60)
class BoundedDataSourceTest {
    @SuppressWarnings("ImmutableEnumChecker") // A database is made by whoever asks for it.
    private enum Server {
        POSTGRESQL(Servers::newPostgresDatabase),
        MARIADB(Servers::newMariaDbDatabase),
        MYSQL(Servers::newMySqlDatabase);

        private final Supplier<String> database;

        Server(Supplier<String> database) {
            this.database = database;
        }
    }

    private static String through(TcpProxy proxy, String url) {
        return url.replace(":" + port(url) + "/", ":" + proxy.port() + "/");
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    @ParameterizedTest
    @EnumSource
    void connectionThatNobodyAnswersIsGivenUpAndTheNextOneWorks(Server server) throws Exception {
        String url = server.database.get();
        try (TcpProxy proxy = new TcpProxy(port(url))) {
            BoundedDataSource bounded =
                    new BoundedDataSource(new DriverManagerDataSource(through(proxy, url)), Duration.ofSeconds(1));
            try (Connection connection = bounded.getConnection()) {
                assertThat(connection.isValid(5)).isTrue();
                proxy.forget();
                long began = System.nanoTime();
                assertThatThrownBy(() -> connection.prepareStatement("SELECT 1").executeQuery())
                        .isInstanceOf(SQLException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            }
            assertThat(new JdbcTemplate(bounded).queryForObject("SELECT 1", Integer.class))
                    .isEqualTo(1);
        }
    }

    /** Its pool may be the team's own, and their long report must not be broken off. */
    @ParameterizedTest
    @EnumSource
    void connectionGoesBackAsItWas(Server server) throws Exception {
        SingleConnectionDataSource pool = new SingleConnectionDataSource(server.database.get(), true);
        try {
            for (int theirs : new int[] {0, 1_000, 60_000}) {
                pool.getConnection().setNetworkTimeout(Runnable::run, theirs);
                try (Connection connection = new BoundedDataSource(pool, Duration.ofSeconds(5)).getConnection()) {
                    assertThat(connection.getNetworkTimeout()).isEqualTo(theirs == 1_000 ? 1_000 : 5_000);
                    assertThat(List.of(connection)).contains(connection);
                }
                assertThat(pool.getConnection().getNetworkTimeout()).isEqualTo(theirs);
            }
        } finally {
            pool.destroy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void faultOfAStatementComesAsItIs(Server server) {
        JdbcTemplate jdbc = new JdbcTemplate(
                new BoundedDataSource(new DriverManagerDataSource(server.database.get()), Duration.ofSeconds(5)));
        assertThatThrownBy(() -> jdbc.execute("SELECT nothing FROM nowhere"))
                .isInstanceOf(DataAccessException.class)
                .hasRootCauseInstanceOf(SQLException.class);
    }
}
