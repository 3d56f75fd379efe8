package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Settings;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DropSettingsTest {
    private final Map<String, String> properties = new HashMap<>(Map.of("inbox", "up/in/", "format", "f"));
    private final Settings settings =
            new Settings(key -> Optional.ofNullable(properties.get(key.replace("createorder.source.d.", ""))));

    private DropSettings read(String... more) {
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return DropSettings.read("d", settings);
    }

    @Test
    void foldersAreInTheInboxUnlessToldOtherwise() {
        DropSettings drop = read("outbox", "/answers");
        assertThat(settings.faults()).isEmpty();
        assertThat(drop.folders())
                .isEqualTo(new DropSettings.Folders("up/in", "up/in/done", "up/in/error", "/answers"));
        assertThat(drop.sftp()).isNull();
        assertThat(drop.cutOff()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void neverAndDaysAndTimes() {
        DropSettings drop = read(
                "receipt.cut-off", "never", "receipt.late", "never", "expected-by", "06:30", "expected-on", "MON, fri");
        assertThat(settings.faults()).isEmpty();
        assertThat(drop.cutOff()).isNull();
        assertThat(drop.late()).isNull();
        assertThat(drop.expectedBy()).isEqualTo(LocalTime.of(6, 30));
        assertThat(drop.expectedOn()).containsExactlyInAnyOrder(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    }

    @Test
    void serverIsNeverTrustedWithoutItsKey() {
        read("sftp.host", "h", "sftp.user", "u", "sftp.password", "p-4711");
        assertThat(settings.faults()).singleElement().asString().contains("sftp.known-hosts is missing", "ssh-keyscan");
    }

    @Test
    void everyFaultIsToldAtOnceAndNoSecret() {
        properties.remove("inbox");
        read(
                "ready", "soon",
                "marker", "{nome}.ok",
                "stable-for", "x",
                "expected-by", "6 Uhr",
                "expected-on", "MON,NEVER",
                "orders", "0",
                "receipt.cut-off", "maybe",
                "sftp.host", "h",
                "sftp.port", "70000",
                "sftp.password", "p-4711",
                "sftp.private-key", "no/such/file",
                "sftp.names", "GKB",
                "sftp.known-hosts", "no/such/hosts");
        assertThat(settings.faults())
                .hasSize(13)
                .anyMatch(fault -> fault.contains("d.inbox is missing"))
                .anyMatch(fault -> fault.contains("'soon' must be marker or stable"))
                .anyMatch(fault -> fault.contains("{nome}.ok"))
                .anyMatch(fault -> fault.contains("d.stable-for"))
                .anyMatch(fault -> fault.contains("6 Uhr"))
                .anyMatch(fault -> fault.contains("MON,NEVER"))
                .anyMatch(fault -> fault.contains("d.orders"))
                .anyMatch(fault -> fault.contains("d.receipt.cut-off"))
                .anyMatch(fault -> fault.contains("d.sftp.port"))
                .anyMatch(fault -> fault.contains("d.sftp.names = 'GKB' is no charset"))
                .anyMatch(fault -> fault.contains("no/such/file"))
                .anyMatch(fault -> fault.contains("no/such/hosts"))
                .anyMatch(fault -> fault.contains("d.sftp.user is missing"))
                .noneMatch(fault -> fault.contains("p-4711"));
    }

    @Test
    void loginNeedsAPasswordOrAKeyAndAPassphraseAKey() {
        read("sftp.host", "h", "sftp.user", "u", "sftp.private-key-password", "x", "sftp.known-hosts", "README.md");
        assertThat(settings.faults())
                .hasSize(2)
                .anyMatch(fault ->
                        fault.contains("or sftp.private-key must be given; both when the server asks for both"))
                .anyMatch(fault -> fault.contains("private-key-password has no effect"));
    }

    @Test
    void serverSettingsWithoutAServerAreAFault() {
        read("sftp.user", "u", "ready", "stable", "marker", "{name}.ok");
        assertThat(settings.faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("sftp.user has no effect"))
                .anyMatch(fault -> fault.contains("marker has no effect"));
    }

    @Test
    void passwordIsInNoText() {
        DropSettings drop =
                read("sftp.host", "h", "sftp.user", "u", "sftp.password", "p-4711", "sftp.known-hosts", "README.md");
        assertThat(settings.faults()).isEmpty();
        assertThat(drop.sftp().knownHosts()).isEqualTo(Path.of("README.md"));
        assertThat(drop.toString()).contains("u@h:22").doesNotContain("p-4711");
    }
}
