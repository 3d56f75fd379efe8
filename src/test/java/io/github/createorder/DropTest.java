package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.demo.DropSample;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A local drop folder: files become orders, and receipts go back. */
class DropTest {
    private static final Charset GBK = Charset.forName("GBK");

    @Test
    void fileIsTakenSentAndAnswered() throws Exception {
        try (DropScene scene = DropScene.onH2()) {
            DropSample sample = new DropSample(11);
            scene.start("a", Map.of());
            Path file = sample.fixed(scene.stage(), "HOST_20261125_001.txt", "F", 300);
            scene.drop(file, new byte[0]);

            Path receipt = scene.awaitReceipt("HOST_20261125_001.txt.ret");

            assertThat(scene.accepted()).isEqualTo(sample.good());
            scene.assertReceiptTellsTheTruth(receipt, 300, sample.good());
            scene.awaitGone("HOST_20261125_001.txt");
            assertThat(scene.folder("done").resolve("HOST_20261125_001.txt")).hasSameBinaryContentAs(file);
            assertThat(scene.folder("done").resolve("HOST_20261125_001.txt.ok")).exists();
            assertThat(Files.readString(receipt, GBK)).contains("\r\n");
        }
    }
}
