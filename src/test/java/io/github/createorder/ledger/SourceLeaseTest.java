package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SourceLeaseTest extends LedgerTestBase {

    @Test
    void onlyOneNodeReadsASource() {
        SqlSourceLease one = watermarks("node-1");
        SqlSourceLease two = watermarks("node-2");

        assertThat(one.acquire("core")).contains("");
        assertThat(two.acquire("core")).isEmpty();
        assertThat(two.advance("core", "stolen")).isFalse();
        assertThat(one.advance("core", "2026-11-23 10:00:00|17")).isTrue();
        assertThat(one.acquire("core")).contains("2026-11-23 10:00:00|17");
        assertThat(two.acquire("other")).contains("");
    }

    @Test
    void anotherNodeGoesOnWhenTheLeaseEnds() {
        SqlSourceLease one = watermarks("node-1");
        SqlSourceLease two = watermarks("node-2");
        one.acquire("core");
        one.advance("core", "17");
        jdbc.update("UPDATE createorder_watermark SET lease_until = 1");

        assertThat(two.acquire("core")).contains("17");
        assertThat(one.advance("core", "18")).isFalse();
        assertThat(one.acquire("core")).isEmpty();
        assertThat(two.advance("core", "19")).isTrue();
    }

    private SqlSourceLease watermarks(String node) {
        return new SqlSourceLease(new LedgerDb(dataSource, database.dialect()), node, Duration.ofMinutes(1));
    }
}
