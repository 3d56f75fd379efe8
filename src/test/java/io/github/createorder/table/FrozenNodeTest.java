package io.github.createorder.table;

import static io.github.createorder.table.Legacy.refs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.testing.StandIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;

/**
 * A node that stands still in the middle of a transaction (a stopped process, a suspended machine, a long collection) holds the locks
 * of its rows: the database ends the transaction, the core system goes on, and so does the node when it wakes.
 */
class FrozenNodeTest {
    private static final String[] ROWS = {
        "table=t_order",
        "key-columns=id",
        "status-column=st",
        "claimed-by-column=cb",
        "claimed-at-column=ca",
        "report.reason-column=why",
        "idle-timeout=1"
    };
    /** Seconds that the core system is ready to wait: far more than ours, and an error when they are over. */
    private static final int PATIENCE = 20;

    @ParameterizedTest
    @EnumSource(
            value = Databases.class,
            names = {"POSTGRESQL", "MARIADB", "MYSQL"})
    void coreSystemGoesOnWhileANodeStandsStillInTheMiddleOfItsClaim(Databases database) throws Exception {
        Legacy legacy = new Legacy(database);
        if (database == Databases.POSTGRESQL) {
            legacy.jdbc.execute("DROP VIEW IF EXISTS v_order");
        }
        legacy.table("t_order", "id BIGINT PRIMARY KEY, st VARCHAR(16), cb VARCHAR(24), ca TS, why VARCHAR(40)");
        legacy.execute("INSERT INTO t_order (id, st) VALUES (1, 'NEW'), (2, 'NEW')");
        AtomicBoolean frozen = new AtomicBoolean();
        // The claim has locked its rows when it counts them; nothing comes from the node while this is done.
        StandIn standsStill = new StandIn(legacy.dataSource).rewriting(sql -> {
            if (sql.startsWith("SELECT COUNT(*)") && frozen.compareAndSet(false, true)) {
                coreUpdates(legacy);
            }
            return sql;
        });
        TableSource source = TableSource.of(
                TableSettings.of("core", Legacy.properties(ROWS)), standsStill, null, new Legacy.Clock());

        assertThatThrownBy(source::take).isInstanceOf(DataAccessException.class);

        assertThat(frozen).isTrue();
        assertThat(legacy.texts("SELECT why FROM t_order WHERE id = 1")).containsExactly("core");
        assertThat(legacy.texts("SELECT st FROM t_order")).containsOnly("NEW");
        assertThat(refs(source.take())).containsExactlyInAnyOrder("1", "2");
        assertThat(idleTimeOfTheSession(legacy))
                .as("the pool's connections are as they were")
                .isEqualTo(
                        switch (database) {
                            case POSTGRESQL -> "0";
                            default -> "28800 50";
                        });
    }

    private static String idleTimeOfTheSession(Legacy legacy) {
        return legacy.jdbc.queryForObject(
                legacy.database == Databases.POSTGRESQL
                        ? "SHOW idle_in_transaction_session_timeout"
                        : "SELECT CONCAT(@@SESSION.wait_timeout, ' ', @@SESSION.innodb_lock_wait_timeout)",
                String.class);
    }

    private static void coreUpdates(Legacy legacy) {
        try (Connection core = legacy.dataSource.getConnection();
                Statement statement = core.createStatement()) {
            statement.setQueryTimeout(PATIENCE);
            assertThat(statement.executeUpdate("UPDATE t_order SET why = 'core' WHERE id = 1"))
                    .isEqualTo(1);
        } catch (SQLException e) {
            throw new AssertionError("the core system waits for a node that stands still", e);
        }
    }
}
