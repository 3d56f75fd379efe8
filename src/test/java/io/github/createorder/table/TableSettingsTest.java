package io.github.createorder.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.config.SettingsException;
import io.github.createorder.sql.MySql;
import io.github.createorder.sql.PostgreSql;
import io.github.createorder.sql.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

class TableSettingsTest {

    private static List<String> faults(String... settings) {
        try {
            TableSettings.of("core", Legacy.properties(settings));
        } catch (SettingsException e) {
            return e.faults();
        }
        return List.of();
    }

    @Test
    void defaultsHoldWhereNothingIsSaid() {
        TableSettings settings = TableSettings.of(
                "core",
                Legacy.properties(
                        "table=core.t_order",
                        "key-columns=a, b",
                        "status-column=st",
                        "claimed-by-column=cb",
                        "claimed-at-column=ca",
                        "where= ",
                        "order-by=made desc, a"));
        assertThat(settings.batch()).isEqualTo(200);
        assertThat(settings.claim().lease()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.words().fresh()).isEqualTo("NEW");
        assertThat(settings.where()).isNull();
        assertThat(settings.report().status()).isEqualTo(SqlName.column("st"));
        assertThat(settings.orderBy())
                .extracting(TableSettings.OrderBy::descending)
                .containsExactly(true, false);
    }

    @Test
    void everyFaultIsToldAtOnce() {
        assertThat(faults(
                        "tabel=x",
                        "shape=order-per-line",
                        "key-columns=a b",
                        "batch=many",
                        "claim-lease=0",
                        "where=1=1; DROP TABLE x",
                        "status.new=o'clock",
                        "status.taking=TAKEN",
                        "watermark.overlap=5",
                        "policy.table=p"))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).isEqualTo("tabel: unknown; the nearest known key is table"),
                        fault -> assertThat(fault).startsWith("shape: 'order-per-line' is none of"),
                        fault -> assertThat(fault).startsWith("table: missing"),
                        fault -> assertThat(fault).startsWith("key-columns: 'a b' is not a column name"),
                        fault -> assertThat(fault).startsWith("batch: 'many' is not a whole number"),
                        fault -> assertThat(fault).startsWith("claim-lease: '0'"),
                        fault -> assertThat(fault).startsWith("where: must be one condition"),
                        fault -> assertThat(fault).startsWith("status.new: at most 64"),
                        fault -> assertThat(fault).startsWith("status.*: the words must differ"),
                        fault -> assertThat(fault).startsWith("watermark.overlap: only for mode=watermark"),
                        fault -> assertThat(fault).startsWith("policy.table: only for shape="),
                        fault -> assertThat(fault).startsWith("status-column: missing"),
                        fault -> assertThat(fault).startsWith("claimed-by-column: missing"),
                        fault -> assertThat(fault).startsWith("claimed-at-column: missing"));
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThat(faults(
                        "table=t",
                        "mode=watermark",
                        "key-columns=a,b",
                        "shape=order-and-policy-tables",
                        "policy.table=p",
                        "policy.key-columns=a",
                        "group.count-column=n",
                        "status-column=st",
                        "report.reason-column=why"))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).startsWith("watermark.column: missing"),
                        fault -> assertThat(fault).startsWith("status-column: only for mode=claim"),
                        fault -> assertThat(fault).startsWith("policy.key-columns: needs as many columns"),
                        fault -> assertThat(fault).startsWith("policy.order-by: missing"),
                        fault -> assertThat(fault).startsWith("group.count-column: not with mode=watermark"),
                        fault -> assertThat(fault).startsWith("report.reason-column: mode=watermark writes no"));
    }

    @Test
    void everyKeyHasAMeaningOfOneLine() {
        assertThat(TableSetting.values())
                .allSatisfy(key -> assertThat(key.meaning()).isNotBlank().doesNotContain("\n"));
        assertThat(Arrays.stream(TableSetting.values()).map(TableSetting::key)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"t_order", "core.T_ORDER", "订单", "\"Order Table\"", "db.core.\"t x\"", "a$b#c", "\"select\""})
    void namesAreNames(String name) {
        assertThat(SqlName.table(name)).hasToString(name).isEqualTo(SqlName.table(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "1a", "a b", "a;b", "a--", "a.", ".a", "a..b", "a.b.c.d", "\"a", "\"a\"b", "a'b", "\"a`b\"",
                "a\n"
            })
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> SqlName.table(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quotedNamesKeepTheirCaseAndTakeTheDatabasesQuotes() {
        SqlName quoted = SqlName.table("core.\"Order Table\"");
        assertThat(quoted.sql(new PostgreSql())).isEqualTo("core.\"Order Table\"");
        assertThat(quoted.sql(new MySql())).isEqualTo("core.`Order Table`");
        assertThat(SqlName.column("\"Id\"").matches("ID")).isFalse();
        assertThat(SqlName.column("Id").matches("ID")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a,b", ",", "", "\\", "a\\,b", "\\,,\\\\"})
    void refsComeApartAsTheyWereJoined(String value) {
        List<String> values = List.of(value, "x", value);
        assertThat(Ref.split(Ref.join(values))).isEqualTo(values);
    }

    @Test
    void theMessageListsTheFaults() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TableSettings.of("core", Map.of()))
                .withMessageContaining("source core")
                .withMessageContaining("- table: missing")
                .withMessageContaining("- key-columns: missing");
    }

    /** What HikariCP does with a URL whose driver is not on the class path. */
    @Test
    void poolWithoutItsDriverIsAFaultAndItsUrlIsNotTold() {
        DataSource pool = new AbstractDataSource() {
            @Override
            public Connection getConnection() {
                throw new IllegalStateException(
                        "Failed to get driver instance for jdbcUrl=jdbc:db2://core?password=secret",
                        new SQLException("No suitable driver"));
            }

            @Override
            public Connection getConnection(String user, String password) {
                return getConnection();
            }
        };
        TableSource source = TableSource.of(
                TableSettings.of(
                        "core",
                        Legacy.properties(
                                "table=t",
                                "key-columns=id",
                                "status-column=s",
                                "claimed-by-column=b",
                                "claimed-at-column=a")),
                pool,
                null,
                InstantSource.system());
        assertThat(source.check(Set.of(), Set.of())).containsExactly("no connection can be had: No suitable driver");
    }
}
