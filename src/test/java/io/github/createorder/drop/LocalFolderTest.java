package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.drop.DropFolder.Place;
import io.github.createorder.drop.DropSettings.Folders;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFolderTest {
    @TempDir
    Path root;

    private LocalFolder folder;
    private Path local;

    @BeforeEach
    void make() throws IOException {
        folder = new LocalFolder(new Folders(
                root.resolve("in").toString(),
                root.resolve("done").toString(),
                root.resolve("error").toString(),
                root.resolve("out").toString()));
        assertThat(folder.faults()).as("missing folders can be made").isEmpty();
        folder.make();
        local = Files.writeString(root.resolve("local"), "new");
    }

    @Test
    void putIsWholeOrNotAtAllAndNeverReplacesOtherBytes() throws IOException {
        Files.writeString(root.resolve("out/.r.ret.tmp"), "left by a crash, longer than the new one");
        folder.put(local, Place.OUTBOX, "r.ret");
        assertThat(root.resolve("out/r.ret")).hasContent("new");
        assertThat(root.resolve("out"))
                .isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
        folder.put(local, Place.OUTBOX, "r.ret");
        Files.writeString(local, "other");
        assertThatThrownBy(() -> folder.put(local, Place.OUTBOX, "r.ret"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(root.resolve("out/r.ret")).hasContent("new");
    }

    @Test
    void moveReplacesNothing() throws IOException {
        Files.writeString(root.resolve("in/a"), "1");
        Files.writeString(root.resolve("done/a"), "2");
        assertThatThrownBy(() -> folder.move("a", Place.DONE, "a")).isInstanceOf(FileAlreadyExistsException.class);
        folder.move("a", Place.DONE, "a.2");
        assertThat(root.resolve("done/a")).hasContent("2");
        assertThat(root.resolve("done/a.2")).hasContent("1");
        assertThat(folder.look("a")).isNull();
    }

    @Test
    void linkIsNoRegularFileAndIsNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("in/link"), local);
        assertThat(folder.list()).extracting(DropFolder.Entry::type).containsExactly(DropFolder.EntryType.LINK);
        assertThatThrownBy(() -> folder.fetch("link", root.resolve("copy"), 100))
                .isInstanceOf(IOException.class);
    }

    @Test
    void moreBytesThanAskedForAreAFailure() throws IOException {
        Files.writeString(root.resolve("in/a"), "12345");
        assertThat(folder.fetch("a", root.resolve("copy"), 5)).isEqualTo(5);
        assertThatThrownBy(() -> folder.fetch("a", root.resolve("copy"), 4)).hasMessageContaining("more than the 4");
    }

    @Test
    void folderThatCannotBeMadeIsAFault() throws IOException {
        Files.writeString(root.resolve("file"), "");
        LocalFolder wrong = new LocalFolder(new Folders(
                root.resolve("in").toString(),
                root.resolve("file/done").toString(),
                root.resolve("error").toString(),
                root.resolve("out").toString()));
        assertThat(wrong.faults()).singleElement().asString().contains("file/done");
    }
}
