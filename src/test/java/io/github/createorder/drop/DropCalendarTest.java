package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.file.SafeName;
import io.github.createorder.ledger.LedgerDb;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.sql.H2;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has not come in time, by an injected clock; the ledger's own is the database's. */
class DropCalendarTest {
    private static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:calendar;DB_CLOSE_DELAY=-1", "sa", "");
    private final LedgerFiles ledger = new LedgerFiles(new LedgerDb(pool, new H2()));
    private final ManualClock clock = new ManualClock(Instant.now());
    private final DropAlarms alarms = new DropAlarms("drop", clock::now);

    @BeforeEach
    void tables() throws Exception {
        LedgerSchema.migrate(pool);
    }

    @AfterEach
    void drop() throws Exception {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        pool.dispose();
    }

    private DropCalendar calendar(String... settings) {
        Map<String, String> properties = new HashMap<>(Map.of("inbox", "in", "format", "f"));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        Settings read =
                new Settings(key -> Optional.ofNullable(properties.get(key.replace("createorder.source.drop.", ""))));
        DropSettings drop = DropSettings.read("drop", read);
        assertThat(read.faults()).isEmpty();
        return new DropCalendar(
                drop, new SafeName("LIS_(?<date>[0-9]{8})_(?<seq>[0-9]{3})[.]txt"), ledger, alarms, clock.clock());
    }

    private void at(LocalDateTime beijing) {
        clock.pass(Duration.ofMinutes(1));
        clock.set(beijing.atZone(BEIJING).toInstant());
    }

    private void came(String name) {
        ledger.begin("drop", name, "aa", 1, 1, 1);
    }

    @Test
    void fileThatHasNotComeByItsTimeIsAnAlarmUntilItComes() {
        LocalDateTime today = LocalDateTime.now(BEIJING).toLocalDate().atStartOfDay();
        DropCalendar calendar = calendar("expected-by", "06:30");
        at(today.plusHours(6).plusMinutes(29));
        calendar.look();
        assertThat(alarms.current()).isEmpty();
        at(today.plusHours(6).plusMinutes(31));
        calendar.look();
        assertThat(alarms.current()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Kind.MISSING);
            assertThat(alarm.text()).contains("06:30 Beijing time on " + today.toLocalDate());
        });
        came("LIS_20261125_001.txt");
        at(today.plusHours(23).plusMinutes(59));
        calendar.look();
        assertThat(alarms.current()).isEmpty();
    }

    @Test
    void onDaysWithoutAFileNoneIsMissed() {
        DropCalendar calendar = calendar("expected-by", "06:30", "expected-on", "SAT,SUN");
        at(LocalDateTime.of(2026, 11, 25, 12, 0));
        calendar.look();
        assertThat(alarms.current()).isEmpty();
        at(LocalDateTime.of(2026, 11, 28, 12, 0));
        calendar.look();
        assertThat(alarms.current()).extracting(DropAlarm::kind).containsExactly(Kind.MISSING);
    }

    @Test
    void numberThatIsLeftOutIsAnAlarmUntilItComes() {
        DropCalendar calendar = calendar();
        came("LIS_20261125_001.txt");
        came("LIS_20261125_004.txt");
        came("LIS_20261126_007.txt");
        calendar.look();
        assertThat(alarms.current()).hasSize(2).allMatch(alarm -> alarm.kind() == Kind.GAP);
        assertThat(alarms.current()).extracting(DropAlarm::subject).anyMatch(subject -> subject.endsWith(" 2"));
        came("LIS_20261125_002.txt");
        came("LIS_20261125_003.txt");
        calendar.look();
        assertThat(alarms.current()).as("asked once a minute").hasSize(2);
        clock.pass(Duration.ofSeconds(61));
        calendar.look();
        assertThat(alarms.current()).isEmpty();
    }
}
