package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.ErrorEntry;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {
    private static final FrozenOrder ORDER = order(List.of());

    private final FakeLedger ledger = new FakeLedger();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONFLICT")
    void whatMayBeExecutedKeepsItsBytesWhateverTheCause(ErrorCause cause) {
        Replay.Result result = replay(Entries.entry("K", cause, true), Optional.of(ORDER));
        assertThat(ledger.replayed).containsExactly("unchanged K ann: corrected");
        assertThat(result.isRefused()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONFLICT")
    void whatIsCertainlyNotExecutedIsMappedAfresh(ErrorCause cause) {
        Replay.Result result = replay(Entries.entry("K", cause, false), Optional.of(ORDER));
        assertThat(ledger.replayed).containsExactly("again K ann: corrected");
        assertThat(result.text()).contains("mapped again and is due again");
    }

    @Test
    void aConflictIsNeverSent() {
        for (boolean mayBeExecuted : new boolean[] {true, false}) {
            ErrorEntry entry = Entries.entry("K", ErrorCause.CONFLICT, mayBeExecuted);
            Replay.Result result = replay(entry, Optional.of(ORDER));
            assertThat(result.isRefused()).isTrue();
            assertThat(result.entry()).isEqualTo(entry);
            assertThat(result.text()).contains("taken before with another payload");
        }
        assertThat(ledger.replayed).isEmpty();
    }

    @Test
    void aMessageOfAnEarlierFailureIsDropped() {
        ledger.add(Entries.entry("K", ErrorCause.UNKNOWN, true, 1, "s", "{}", "{}"));
        Replay.Result result = new Replay(ledger, (source, record) -> Optional.of(ORDER))
                .replay(new Redelivery("K", 0, "corrected", "ann"));
        assertThat(result.text()).contains("no longer in the error");
        assertThat(ledger.replayed).isEmpty();
    }

    @Test
    void aSourceThatIsNotConfiguredHereIsARefusal() {
        Replay.Result result = replay(Entries.entry("K", ErrorCause.MAPPING, false), Optional.empty());
        assertThat(result.isRefused()).isTrue();
        assertThat(result.text()).contains("no source 'core-table'");
    }

    @Test
    void withoutStoredBytesNothingThatMayBeExecutedIsSent() {
        ErrorEntry entry = Entries.entry("K", ErrorCause.UNKNOWN, true, 0, "s", "{}", null);
        assertThat(replay(entry, Optional.of(ORDER)).isRefused()).isTrue();
        assertThat(ledger.replayed).isEmpty();
    }

    @Test
    void stillFaultyIsSaid() {
        FrozenOrder faulty = order(List.of(new Fault(Fault.Kind.MAPPING, "x", "still wrong")));
        Replay.Result result = replay(Entries.entry("K", ErrorCause.MAPPING, false), Optional.of(faulty));
        assertThat(result.text()).contains("is in error again");
    }

    private Replay.Result replay(ErrorEntry entry, Optional<FrozenOrder> remapped) {
        ledger.add(entry);
        return new Replay(ledger, (source, record) -> remapped)
                .replay(new Redelivery(entry.orderKey(), entry.replays(), "corrected", "ann"));
    }

    private static FrozenOrder order(List<Fault> faults) {
        SourceRecord record = new SourceRecord("core-table", "42", Map.of(), List.of(Map.of()));
        return new FrozenOrder(record, "ID-1", faults.isEmpty() ? "{}" : null, faults, "m");
    }
}
