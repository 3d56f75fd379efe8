package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class AskingTest {

    /** An interrupt while H2 reads its file closes the file, and with it the ledger for all who work on it. */
    @Test
    void whoNoLongerWaitsForAnAnswerDoesNotCloseAnEmbeddedLedger(@TempDir Path folder) throws Exception {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:" + folder.resolve("ledger") + ";CACHE_SIZE=0;DB_CLOSE_DELAY=-1");
        JdbcTemplate jdbc = new JdbcTemplate(h2);
        jdbc.execute("CREATE TABLE t (id INT PRIMARY KEY, text VARCHAR(1000))");
        jdbc.execute("INSERT INTO t SELECT x, REPEAT('x', 1000) FROM SYSTEM_RANGE(1, 50000)");
        // To be read from the file again.
        jdbc.execute("SHUTDOWN");
        CountDownLatch given = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (Connection node = h2.getConnection();
                Asking asking = new Asking(Duration.ofMillis(50), System::nanoTime)) {
            assertThat(node.isValid(1)).isTrue();
            assertThatThrownBy(() -> asking.ask(() -> {
                        try {
                            while (given.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                            return jdbc.queryForObject("SELECT SUM(LENGTH(text)) FROM t", Long.class);
                        } finally {
                            over.countDown();
                        }
                    }))
                    .isInstanceOfSatisfying(
                            LedgerReader.AwayException.class,
                            away -> assertThat(away.isSlow()).isTrue());
            given.countDown();
            over.await();
            assertThat(jdbc.queryForObject("SELECT SUM(LENGTH(text)) FROM t", Long.class))
                    .isEqualTo(50_000_000L);
        }
        jdbc.execute("SHUTDOWN");
    }
}
