package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the pages show of files that are run is what is run. */
class DocsTest {
    @Test
    void theTestToCopyIsTheOneThatRunsAndShort() throws IOException {
        String test = Files.readString(Path.of("src/test/java/com/example/orders/OurMappingTest.java"));
        assertThat(Files.readString(Path.of("docs/mapping.md"))).contains("```java\n" + test + "```\n");
        assertThat(test.lines().count()).isLessThan(60);
    }
}
