package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Every runtime reads properties in its own way; what it made other characters of is told. */
class KnownPropertiesTest {
    private static Properties readAsLatin1(String file) throws IOException {
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
        return properties;
    }

    @Test
    void chineseThatTheRuntimeReadAsLatin1IsAFault() throws IOException {
        Properties read = readAsLatin1("createorder.source.core.status.new = 就绪\ncreateorder.source.core.table = T\n");
        assertThat(KnownProperties.misread(read))
                .singleElement()
                .asString()
                .startsWith("createorder.source.core.status.new was written in UTF-8 and read as Latin-1")
                .contains("\\uXXXX");
    }

    @Test
    void thePropertyBehindAByteOrderMarkIsNotLostInSilence() throws IOException {
        assertThat(KnownProperties.misread(readAsLatin1("\uFEFFcreateorder.sources = core\n")))
                .singleElement()
                .asString()
                .startsWith("createorder.sources is not read, because a byte order mark stands before it");
        assertThat(KnownProperties.misread(Map.of("\uFEFFcreateorder.sources", "core")))
                .hasSize(1);
    }

    @Test
    void whatWasReadRightIsNoFault() throws IOException {
        assertThat(KnownProperties.misread(Map.of(
                        "createorder.source.core.status.new", "就绪",
                        "createorder.source.core.status.error", "Überprüfen",
                        "createorder.source.core.table", "T",
                        "somebody.elses", "å°±ç»ª")))
                .isEmpty();
        assertThat(KnownProperties.misread(readAsLatin1("createorder.source.core.status.new = \\u5c31\\u7eea\n")))
                .isEmpty();
    }
}
