package io.github.createorder.app.sandbox;

import static io.github.createorder.app.sandbox.SandboxClient.order;
import static io.github.createorder.app.sandbox.SandboxClient.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxRecordTest {

    @TempDir
    Path dir;

    private SandboxGateway start(Path journal, int eventLoops) {
        return SandboxGateway.start(SandboxSettings.builder(SandboxClient.APP_KEY, SandboxClient.SECRET)
                .clock(new TestClock())
                .journal(journal)
                .eventLoops(eventLoops)
                .build());
    }

    @Test
    void repeatGetsTheFirstAnswerAgain() {
        try (SandboxGateway sandbox = start(null, 1)) {
            SandboxClient client = new SandboxClient(sandbox.port());
            JsonNode first = result(client.post("I-1"));
            JsonNode second = result(client.post("I-1"));

            assertThat(second).isEqualTo(first);
            SandboxStats stats = sandbox.record().stats();
            assertThat(List.of(stats.posts(), stats.accepted(), stats.repeats(), stats.repeatsAfterSuccess()))
                    .containsExactly(2L, 1L, 1L, 1L);
            assertThat(sandbox.record().posts("I-1")).isEqualTo(2);
            assertThat(sandbox.record().order("I-1").orElseThrow().orderId()).isEqualTo("O-I-1");
            assertThat(sandbox.record().order("I-1").orElseThrow().acceptedMillis())
                    .isEqualTo(1767232800000L);
        }
    }

    @Test
    void otherPayloadUnderTheSameIdentifierIsAConflict() {
        try (SandboxGateway sandbox = start(null, 1)) {
            SandboxClient client = new SandboxClient(sandbox.port());
            client.post("I-1");
            ObjectNode other = order("I-1").put("plan", "another");

            JsonNode answer = result(client.order(other));
            client.order(other);

            assertThat(answer.path("is_success").asBoolean(true)).isFalse();
            assertThat(answer.path("response_code").asText()).isEqualTo("IDENTIFIER_CONFLICT");
            assertThat(sandbox.record().stats().conflicts()).isEqualTo(2);
            assertThat(sandbox.record().conflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.digest())
                        .isEqualTo(sandbox.record().order("I-1").orElseThrow().digest());
                assertThat(conflict.otherDigest()).hasSize(64).isNotEqualTo(conflict.digest());
            });
        }
    }

    @Test
    void payloadThatChangesBeforeItIsAcceptedIsCounted() {
        try (SandboxGateway sandbox = start(null, 1)) {
            SandboxClient client = new SandboxClient(sandbox.port());
            sandbox.trouble()
                    .set(TroubleRule.error(50, null, "isp.service-error", null).when(TroubleRule.When.next(1)));
            client.post("I-1");
            client.order(order("I-1").put("plan", "another"));

            assertThat(sandbox.record().stats().changedBeforeAccept()).isEqualTo(1);
            assertThat(sandbox.record().stats().conflicts()).isZero();
        }
    }

    @Test
    void restartedSandboxRemembers() throws IOException {
        Path journal = dir.resolve("deep/journal.jsonl");
        String identifier = "I-\"1\"\n中";
        JsonNode first;
        Set<SandboxOrder> before;
        try (SandboxGateway sandbox = start(journal, 1)) {
            SandboxClient client = new SandboxClient(sandbox.port());
            first = result(client.post(identifier));
            client.post(identifier);
            client.order(order(identifier).put("plan", "another"));
            client.post("I-2");
            before = sandbox.record().orders().collect(Collectors.toSet());
            // A line is on its way to disk before its answer: nothing is left to be flushed at close.
            assertThat(Files.readAllLines(journal)).hasSize(4);
        }
        Files.writeString(journal, "{\"event\":\"ACCEPTED\",\"identif", StandardOpenOption.APPEND);

        try (SandboxGateway sandbox = start(journal, 1)) {
            SandboxClient client = new SandboxClient(sandbox.port());
            SandboxStats stats = sandbox.record().stats();

            assertThat(sandbox.record().orders()).containsExactlyInAnyOrderElementsOf(before);
            assertThat(List.of(stats.accepted(), stats.repeats(), stats.conflicts()))
                    .containsExactly(2L, 1L, 1L);
            assertThat(sandbox.record().conflicts()).hasSize(1);
            assertThat(result(client.post(identifier))).isEqualTo(first);
            JsonNode third = result(client.post("I-3"));
            assertThat(before)
                    .extracting(SandboxOrder::requestId)
                    .doesNotContain(third.get("request_id").asText());
            assertThat(Files.readAllLines(journal)).hasSize(6);
        }
    }

    @Test
    void journalBelongsToOneSandbox() {
        Path journal = dir.resolve("journal.jsonl");
        try (SandboxGateway sandbox = start(journal, 1)) {
            assertThat(sandbox.port()).isPositive();
            assertThatThrownBy(() -> start(journal, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("journal");
        }
    }

    @Test
    void resetForgetsAndEmptiesTheJournal() throws IOException {
        Path journal = dir.resolve("journal.jsonl");
        try (SandboxGateway sandbox = start(journal, 1)) {
            SandboxClient client = new SandboxClient(sandbox.port());
            client.post("I-1");
            sandbox.trouble().set(TroubleRule.of(TroubleKind.EMPTY));

            sandbox.reset();

            assertThat(sandbox.record().stats().posts()).isZero();
            assertThat(sandbox.record().order("I-1")).isEmpty();
            assertThat(journal).isEmptyFile();
            assertThat(result(client.post("I-2")).path("is_success").asBoolean())
                    .isTrue();
            assertThat(Files.readAllLines(journal)).singleElement().asString().startsWith("{\"event\":\"ACCEPTED\"");
        }
    }

    @Test
    void severalEventLoopsShareOnePortAndOneRecord() {
        try (SandboxGateway sandbox = start(dir.resolve("journal.jsonl"), 2)) {
            List<SandboxClient> clients = IntStream.range(0, 4)
                    .mapToObj(i -> new SandboxClient(sandbox.port()))
                    .toList();
            IntStream.range(0, 200).parallel().forEach(i -> clients.get(i % 4).post("I-" + i % 100));

            SandboxStats stats = sandbox.record().stats();
            assertThat(stats.accepted()).isEqualTo(100);
            assertThat(stats.repeats()).isEqualTo(100);
            assertThat(stats.inFlight()).isZero();
            assertThat(stats.inFlightMax()).isBetween(1, 4 * 16);
        }
    }
}
