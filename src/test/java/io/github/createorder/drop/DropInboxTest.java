package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.file.SafeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one listing after another tells, by an injected clock. */
class DropInboxTest {
    private Instant now = Instant.parse("2026-11-25T01:00:00Z");
    private final DropAlarms alarms = new DropAlarms("drop", () -> now);

    private DropInbox inbox(String... settings) {
        Map<String, String> properties = new HashMap<>(Map.of("inbox", "in", "format", "f"));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        Settings read =
                new Settings(key -> Optional.ofNullable(properties.get(key.replace("createorder.source.drop.", ""))));
        DropSettings drop = DropSettings.read("drop", read);
        assertThat(read.faults()).isEmpty();
        return new DropInbox(drop, new SafeName(".+[.]txt"), alarms, () -> now);
    }

    private static Entry file(String name, long size) {
        return new Entry(name, size, 1, true);
    }

    private static List<String> ready(DropInbox inbox, Entry... entries) {
        return inbox.read(Arrays.asList(entries)).ready().stream()
                .map(DropFile::name)
                .toList();
    }

    private void later(Duration by) {
        now = now.plus(by);
    }

    private List<Kind> alarms() {
        return alarms.current().stream().map(DropAlarm::kind).toList();
    }

    @Test
    void filesWithTheirMarkersAreReadyByName() {
        DropInbox inbox = inbox();
        assertThat(ready(
                        inbox,
                        file("b.txt", 1),
                        file("a.txt", 1),
                        file("c.txt", 1),
                        file("b.txt.ok", 0),
                        file("a.txt.ok", 0),
                        file("readme", 5)))
                .containsExactly("a.txt", "b.txt");
        assertThat(alarms()).isEmpty();
    }

    @Test
    void fileThatStaysTheSameForLongEnoughIsReady() {
        DropInbox inbox = inbox("ready", "stable", "stable-for", "10s");
        assertThat(ready(inbox, file("a.txt", 1))).isEmpty();
        later(Duration.ofSeconds(30));
        assertThat(ready(inbox, file("a.txt", 2))).as("it has grown").isEmpty();
        later(Duration.ofSeconds(9));
        assertThat(ready(inbox, file("a.txt", 2))).isEmpty();
        later(Duration.ofSeconds(1));
        assertThat(ready(inbox, file("a.txt", 2))).containsExactly("a.txt");
        assertThat(ready(inbox, new Entry("a.txt", 2, 99, true)))
                .as("written anew")
                .isEmpty();
    }

    @Test
    void oneLookIsNeverEnoughForAStableSize() {
        DropInbox inbox = inbox("ready", "stable", "stable-for", "1ms");
        later(Duration.ofDays(1));
        assertThat(ready(inbox, file("a.txt", 1))).isEmpty();
        later(Duration.ofSeconds(1));
        assertThat(ready(inbox)).as("gone").isEmpty();
        assertThat(ready(inbox, file("a.txt", 1))).as("there again").isEmpty();
    }

    @Test
    void whatIsLateIsAnAlarmUntilItComes() {
        DropInbox inbox = inbox("late-after", "10m");
        Entry[] lonely = {file("a.txt", 1), file("b.txt.ok", 0)};
        assertThat(ready(inbox, lonely)).isEmpty();
        later(Duration.ofMinutes(9));
        ready(inbox, lonely);
        assertThat(alarms()).isEmpty();
        later(Duration.ofMinutes(1));
        ready(inbox, lonely);
        assertThat(alarms()).containsExactlyInAnyOrder(Kind.FILE_WITHOUT_MARKER, Kind.MARKER_WITHOUT_FILE);
        ready(inbox, file("a.txt", 1), file("a.txt.ok", 0), file("b.txt", 1), file("b.txt.ok", 0));
        assertThat(alarms()).isEmpty();
    }

    @Test
    void lonelyMarkersAreTold() {
        DropInbox inbox = inbox("marker", "{stem}.flag");
        assertThat(inbox.read(List.of(file("a.flag", 0), file("b.flag", 0), file("b.txt", 1)))
                        .lonelyMarkers())
                .isEqualTo(Map.of("a.flag", "a"));
    }

    @Test
    void namesThatNoHonestServerSendsAreAnAlarmAndNeverReady() {
        DropInbox inbox = inbox();
        assertThat(ready(
                        inbox,
                        file("../x.txt", 1),
                        file("../x.txt.ok", 0),
                        file("a/b.txt", 1),
                        file("a\u202Etxt.exe.txt", 1),
                        file("*.txt", 1),
                        file("*.txt.ok", 1),
                        new Entry("link.txt", 1, 1, false),
                        file("link.txt.ok", 0),
                        file(".hidden.txt.tmp", 1)))
                .isEmpty();
        assertThat(alarms()).hasSize(7).containsOnly(Kind.UNSAFE);
        assertThat(alarms.current()).extracting(DropAlarm::text).noneMatch(text -> text.indexOf('\u202E') >= 0);
        ready(inbox);
        assertThat(alarms()).isEmpty();
    }
}
