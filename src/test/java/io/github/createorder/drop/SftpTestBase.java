package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.drop.DropAlarm.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A drop source on an SFTP server: what holds whichever server it is. */
abstract class SftpTestBase extends DropTestBase {
    private final List<SftpFolder> folders = new ArrayList<>();
    private SftpLogin login;

    /** How to log in, with the right key or password. */
    abstract Map<String, String> login() throws Exception;

    /** How the server calls a folder of this machine. */
    abstract String path(Path folder);

    /** A folder that nothing can be renamed to. */
    abstract Path onAnotherVolume() throws Exception;

    /** No file can be renamed, from the next connection on; or they can again. */
    abstract void denyRename(boolean deny) throws Exception;

    /** How often a folder was listed. */
    abstract int listings() throws Exception;

    /** How often a password was tried. */
    abstract int passwords() throws Exception;

    @AfterEach
    void disconnect() {
        folders.forEach(SftpFolder::close);
    }

    /** With a connection of its own; all share what is known of the login. */
    final SftpFolder sftp(String... more) throws Exception {
        Map<String, String> properties = new HashMap<>(Map.of("inbox", path(root.resolve("in"))));
        properties.putAll(login());
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        properties.values().removeIf(String::isEmpty);
        settings = settings(properties);
        if (login == null) {
            login = new SftpLogin(settings.sftp().toString(), clock.clock());
        }
        SftpFolder folder = new SftpFolder(settings.sftp(), settings.folders(), login);
        folders.add(folder);
        return folder;
    }

    @Test
    void lookAtOneFileListsNoFolderAndTwentyThousandOldReceiptsCostNothing() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Files.createFile(folder("out").resolve("OLD" + i + ".ret"));
        }
        for (int i = 0; i < 20; i++) {
            put("F" + i + ".txt", "O" + i + "|1.00\n");
        }
        DropSource source = source(sftp());
        DropReceipts receipts = receipts("a", sftp(), alarms);
        assertThat(sftp().faults()).isEmpty();
        int before = listings();
        assertThat(look(source)).isEmpty();
        assertThat(deliver(receipts)).hasSize(20);
        assertThat(names(folder("done"))).hasSize(40);
        assertThat(folder("out").resolve("F7.txt.ret")).exists();
        assertThat(listings() - before).as("the inbox, once").isLessThanOrEqualTo(3);
    }

    @Test
    void wrongPasswordIsTriedOnceAndThenAfterLongPausesOnly() throws Exception {
        String[] wrong = {"sftp.password", "wrong-4711", "sftp.private-key", ""};
        DropSource source = source(sftp(wrong));
        DropReceipts receipts = receipts("a", sftp(wrong), alarms);
        ledger.complete(ledger.begin("drop", "OLD.txt", "aa", 1, 0, 0));
        for (int second = 0; second < 60; second++) {
            lookAtAll(source, receipts);
            clock.pass(Duration.ofSeconds(1));
        }
        assertThat(passwords()).as("in a minute, by both connections").isEqualTo(1);
        assertThat(alarms.current()).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(alarm.text()).contains("refuses the login", "sftp.*").doesNotContain("wrong-4711");
        });
        for (int minute = 0; minute < 180; minute++) {
            lookAtAll(source, receipts);
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(passwords()).as("in three hours").isBetween(3, 6);
    }

    private void lookAtAll(DropSource source, DropReceipts receipts) {
        try {
            look(source);
        } catch (IOException e) {
            assertThat(e).isInstanceOf(UnreachableException.class);
        }
        try {
            deliver(receipts);
        } catch (IOException e) {
            assertThat(e).isInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void serverThatCannotBeReachedIsAskedAgainSoonAndNotEachTime() throws Exception {
        DropSource source = source(sftp("sftp.port", "1"));
        assertThatThrownBy(source::look).isInstanceOf(UnreachableException.class);
        assertThat(source.look()).as("quiet in between").isEmpty();
        clock.pass(Duration.ofSeconds(1));
        assertThatThrownBy(source::look).isInstanceOf(UnreachableException.class);
    }

    @Test
    void renameThatIsDeniedLeavesTheFileAndSaysWhatTheServerSays() throws Exception {
        denyRename(true);
        SftpFolder denied = sftp();
        DropSource source = source(denied);
        put("A.txt", "O1|1.00\n");
        for (int i = 0; i < 5; i++) {
            assertThat(look(source)).isEmpty();
            clock.pass(Duration.ofMinutes(1));
        }
        assertThat(root.resolve("in").resolve("A.txt")).exists();
        assertThat(names(folder("done"))).isEmpty();
        assertThat(inWorkFolder()).isEmpty();
        assertThat(alarms.current())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.text())
                        .containsIgnoringCase("permission denied")
                        .contains("A.txt is taken", "right to rename"));
        denyRename(false);
        denied.close();
        clock.pass(Duration.ofMinutes(6));
        look(source);
        assertThat(names(folder("done"))).containsExactly("A.txt", "A.txt.ok");
        assertThat(alarms.current()).isEmpty();
    }

    @Test
    void fileIsCopiedAndDeletedBetweenTwoVolumes() throws Exception {
        Path done = onAnotherVolume();
        try {
            DropSource source = source(sftp("done", path(done)));
            put("A.txt", "O1|1.00\n");
            put("B.txt", "O2|1.00\n");
            assertThat(look(source)).isEmpty();
            assertThat(alarms.current()).isEmpty();
            assertThat(names(done)).containsExactly("A.txt", "A.txt.ok", "B.txt", "B.txt.ok");
            assertThat(done.resolve("A.txt")).hasContent("O1|1.00\n");
            assertThat(names(root.resolve("in"))).containsExactly("done", "error", "out");
            assertThat(inWorkFolder()).isEmpty();
        } finally {
            for (String name : names(done)) {
                Files.delete(done.resolve(name));
            }
            Files.delete(done);
        }
    }

    @Test
    void linkIsALinkAndNeverFollowed() throws Exception {
        Files.writeString(root.resolve("secret"), "O1|1.00\n");
        Files.createSymbolicLink(root.resolve("in").resolve("A.txt"), root.resolve("secret"));
        Files.writeString(root.resolve("in").resolve("A.txt.ok"), "");
        DropSource source = source(sftp());
        assertThat(look(source)).isEmpty();
        assertThat(alarms.current())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.text()).contains("'A.txt' is a link"));
        assertThat(sftp().look("A.txt").type()).isEqualTo(DropFolder.EntryType.LINK);
    }
}
