package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
    @TempDir
    Path parent;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALiveOneHoldsIsNot() throws IOException {
        Path dead = Files.createDirectory(parent.resolve("dead"));
        Files.writeString(dead.resolve("1.in"), "half a file");
        Files.createFile(parent.resolve("dead.lock"));
        try (WorkFolder live = WorkFolder.open(parent)) {
            Path held = Files.writeString(live.next(".in"), "mine");
            try (WorkFolder second = WorkFolder.open(parent)) {
                assertThat(held).exists();
                assertThat(second.next(".in")).isNotEqualTo(held).doesNotExist();
            }
            assertThat(held).exists();
            assertThat(names()).noneMatch(name -> name.startsWith("dead")).hasSize(2);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void onlyItsOwnerMayLookIntoIt() throws IOException {
        try (WorkFolder work = WorkFolder.open(parent)) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(work.next("").getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aLookLeavesNothingBehind() throws IOException {
        Path made;
        try (WorkFolder work = WorkFolder.temporary()) {
            made = work.next("").getParent();
            assertThat(made).isDirectory();
        }
        assertThat(made.getParent()).doesNotExist();
    }
}
