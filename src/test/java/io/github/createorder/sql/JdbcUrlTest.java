package io.github.createorder.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Where a database is, and nothing by which one gets in. */
class JdbcUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "jdbc:postgresql://db:5432/ledger?user=scott&password=hush -> jdbc:postgresql://db:5432/ledger",
                "jdbc:postgresql://a:1,b:2/core?sslpassword=hush -> jdbc:postgresql://a:1,b:2/core",
                "jdbc:postgresql://[fd00::1]:5432/core -> jdbc:postgresql://[fd00::1]:5432/core",
                "jdbc:mysql://scott:hush@db/core?useSSL=true -> jdbc:mysql://db/core",
                "jdbc:mysql://address=(host=db)(user=scott)(password=hush)/core -> jdbc:mysql:...",
                "jdbc:mariadb:sequential://db:3306/core -> jdbc:mariadb:sequential://db:3306/core",
                "jdbc:sqlserver://db\\sql1:1433;databaseName=core;user=scott;password=hush -> jdbc:sqlserver://db\\sql1:1433/core",
                "jdbc:sqlserver://db;password={hu;database=sh} -> jdbc:sqlserver://db/sh",
                "jdbc:db2://db:50000/CORE:user=scott;password=hush; -> jdbc:db2://db:50000/CORE",
                "jdbc:oracle:thin:scott/hush@//db:1521/core -> jdbc:oracle:thin:@//db:1521/core",
                "jdbc:oracle:thin:@db:1521:SID -> jdbc:oracle:thin:@db:1521:SID",
                "jdbc:oracle:thin:scott/hush@(DESCRIPTION=(ADDRESS=(HOST=db))) -> jdbc:oracle:...",
                "jdbc:h2:async:/data/ledger;WRITE_DELAY=0;CIPHER=AES;PASSWORD=hush -> jdbc:h2:async:/data/ledger",
                "jdbc:h2:tcp://db:9092/~/core;USER=scott;PASSWORD=hush -> jdbc:h2:tcp://db:9092/~/core",
                "no url at all -> ..."
            })
    void isShownWithoutLoginAndParameters(String url, String shown) {
        assertThat(JdbcUrl.shown(url)).isEqualTo(shown);
    }

    /** What cannot be told apart from a login is not shown. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://scott:hu?sh@db/core",
                "jdbc:postgresql://scott:hu/sh@db/core",
                "jdbc:postgresql://scott:hu;sh@db/core",
                "jdbc:postgresql://scott:1?hush@db/core",
                "jdbc:postgresql://scott:@hush@db/core",
                "jdbc:postgresql://db/core?user=scott@corp&password=hush",
                "jdbc:oracle:thin:scott/@hush@db:1521:SID",
                "jdbc:h2:tcp://scott:hush@db/core?x@y",
                "jdbc:mysql://(host=db,user=scott,password=hush)/core"
            })
    void aLoginWithStrangeSignsIsNotShown(String url) {
        assertThat(JdbcUrl.shown(url)).doesNotContain("hush", "scott").startsWith("jdbc:");
    }

    @Test
    void isThatOfThePoolOrOfTheDriverThroughWhateverIsAroundIt() {
        JdbcDataSource driver = new JdbcDataSource();
        driver.setURL("jdbc:h2:mem:core;USER=scott;PASSWORD=hush");
        SQLException away = new SQLException("away", "08001");
        assertThat(JdbcUrl.behind(away, new BoundedDataSource(driver, Duration.ofSeconds(1))))
                .isEqualTo(" (jdbc:h2:mem:core)");
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://db/core?password=hush");
            assertThat(JdbcUrl.behind(pool)).isEqualTo(" (jdbc:postgresql://db/core)");
        }
        assertThat(JdbcUrl.behind(new SingleConnectionDataSource())).isEmpty();
        assertThat(JdbcUrl.behind(new IllegalStateException("no database's fault"), driver))
                .isEmpty();
    }
}
