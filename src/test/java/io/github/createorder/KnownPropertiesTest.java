package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.createorder.config.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Camel takes it for not set, and a ledger would seal nothing with keys of an environment that has none. */
    @ParameterizedTest
    @ValueSource(strings = {"{{env:CANARY_IS_NOT_SET}}", "{{canary.is.not.set}}", "canary{{x", "canary}}x"})
    void whatIsSetAndCannotBeResolvedIsAFaultThatDoesNotShowTheValue(String value) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            PropertiesComponent properties = context.getPropertiesComponent();
            properties.addInitialProperty("createorder.ledger.encryption-keys", value);
            properties.addInitialProperty("createorder.gateway.app-key", "12345678");
            properties.addInitialProperty("createorder.gateway.proxy", "{{?env:CANARY_IS_NOT_SET}}");
            properties.addInitialProperty("createorder.gateway.app-secret", "a\\{{b\\}}c");
            CreateOrder createOrder = new CreateOrder();
            createOrder.setCamelContext(context);
            List<String> told = catchThrowableOfType(ConfigurationException.class, createOrder::start)
                    .faults();
            assertThat(told)
                    .filteredOn(fault -> fault.contains("has no value"))
                    .singleElement()
                    .asString()
                    .startsWith("createorder.ledger.encryption-keys has no value");
            assertThat(told).noneMatch(fault -> fault.toLowerCase(Locale.ROOT).contains("canary"));
            assertThat(properties.resolveProperty("createorder.gateway.app-secret"))
                    .as("as the fault says it is to be written")
                    .contains("a{{b}}c");
        }
    }
}
