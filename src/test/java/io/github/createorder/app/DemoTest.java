package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's first command, with fewer orders. */
class DemoTest {

    @Test
    void everythingComesOutAsItMust() throws Exception {
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "scenes")), "demo-")
                .resolve("data");
        StringWriter out = new StringWriter();
        int code = App.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute("demo", "--orders", "600", "--data", data.toString());
        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("All as it must be")
                .contains("receipt   host/out/HOST_20261125_001.txt.ret, 151 lines")
                .contains("refused   host/error/HOST_20261125_002.txt")
                .contains("receipt   web/out/WEB_20261125_001.csv.2.ret")
                .contains("orders of the refused file                   at the gateway: 0");
        // Its data can be run on without the demo's SFTP server.
        assertThat(data.resolve("application.properties"))
                .content()
                .contains("createorder.source.host.inbox")
                .doesNotContain("sftp.host");
    }
}
