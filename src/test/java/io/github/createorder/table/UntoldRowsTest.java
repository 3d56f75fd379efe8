package io.github.createorder.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.ledger.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UntoldRowsTest {
    private final List<String> marked = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final UntoldRows rows = new UntoldRows(() -> now, Duration.ofSeconds(2));

    private static List<Report> reports(String... refs) {
        return Stream.of(refs).map(Legacy::accepted).toList();
    }

    private void mark(List<String> refs) {
        marked.addAll(refs);
    }

    @Test
    void rowWhoseOutcomeComesSoonIsNeverMarked() {
        rows.add(List.of("1", "2"), this::mark);
        rows.around(reports("1"), done -> done);
        now = now.plusSeconds(2);

        rows.tell(false, this::mark);
        rows.tell(true, this::mark);

        assertThat(marked).containsExactly("2");
    }

    @Test
    void rowWhoseOutcomeCouldNotBeWrittenIsMarkedWhenItIsTime() {
        rows.add(List.of("1"), this::mark);
        now = now.plusSeconds(1);
        rows.add(List.of("2", "3"), this::mark);
        rows.around(reports("1", "2", "3"), all -> all.subList(2, 3));
        assertThatThrownBy(() -> rows.around(reports("2"), all -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");
        now = now.plusSeconds(1);
        rows.tell(false, this::mark);
        assertThat(marked).containsExactly("1");
        now = now.plusSeconds(1);
        rows.tell(false, this::mark);
        assertThat(marked).containsExactly("1", "2");
    }

    @Test
    void rowsThatCannotBeMarkedNowAreMarkedLater() {
        rows.add(List.of("1"), this::mark);
        now = now.plusSeconds(2);
        assertThatThrownBy(() -> rows.tell(false, refs -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");

        rows.tell(false, this::mark);

        assertThat(marked).containsExactly("1");
    }

    @Test
    void withoutPatienceTheyAreMarkedAtOnce() {
        new UntoldRows(() -> now, Duration.ZERO).add(List.of("1"), this::mark);

        assertThat(marked).containsExactly("1");
    }
}
