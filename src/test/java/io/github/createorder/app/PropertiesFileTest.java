package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.createorder.config.ConfigurationException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.spi.PropertiesComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** application.properties as an editor of today saves it. */
class PropertiesFileTest {
    @TempDir
    Path folder;

    private Optional<String> read(String key, Map<String, String> overrides) throws Exception {
        try (Standalone app = Standalone.withoutRoutes(folder, overrides).start()) {
            PropertiesComponent properties = app.main().getCamelContext().getPropertiesComponent();
            return properties.resolveProperty(key);
        }
    }

    private void write(String text, String charset) throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                text + "createorder.app.data = " + folder.resolve("data") + "\n",
                Charset.forName(charset));
    }

    @Test
    void chineseIsReadAsItIsWritten() throws Exception {
        write(
                "createorder.source.core.status.new = 就绪  \ncreateorder.source.core.status.error = \\u5931\\u8d25\n",
                "UTF-8");
        assertThat(read("createorder.source.core.status.new", Map.of())).hasValue("就绪");
        assertThat(read("createorder.source.core.status.error", Map.of())).hasValue("失败");
        assertThat(read("createorder.source.core.status.new", Map.of("createorder.source.core.status.new", "NEW")))
                .as("-D wins")
                .hasValue("NEW");
    }

    /** A password may have some; of anything else they are a slip of the keyboard, as for Camel. */
    @Test
    void blanksAtTheEndAreLeftOutButOfPasswords() throws Exception {
        write(
                "createorder.app.data-source.core.password = hush  \ncreateorder.app.data-source.core.user = core  \n",
                "UTF-8");
        assertThat(read("createorder.app.data-source.core.password", Map.of())).hasValue("hush  ");
        assertThat(read("createorder.app.data-source.core.user", Map.of())).hasValue("core");
    }

    @Test
    void theFirstPropertyBehindAByteOrderMarkIsRead() throws Exception {
        write("\uFEFFcreateorder.sources = core\n", "UTF-8");
        assertThat(read("createorder.sources", Map.of())).hasValue("core");
    }

    @Test
    void aFileInGbkIsRefusedWithItsLine() throws Exception {
        write("createorder.sources = core\ncreateorder.source.core.status.new = 就绪\n", "GBK");
        assertThatThrownBy(() -> read("createorder.sources", Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("application.properties, line 2: not UTF-8: save the file as UTF-8");
    }

    @Test
    void thePortOfHealthIsTheOneThatWasLookedAtWhateverCamelsOwnDefault() throws Exception {
        write("", "UTF-8");
        assertThat(read("camel.management.port", Map.of()))
                .hasValue(AppSetting.managementPort().defaultValue());
        write("camel.management.port = 8081\n", "UTF-8");
        assertThat(read("camel.management.port", Map.of())).hasValue("8081");
    }

    @Test
    void theFileOfTheProfileIsReadAndWinsOverTheOther() throws Exception {
        write("camel.main.profile = prod\ncreateorder.sources = core\ncreateorder.send.batch = 100\n", "UTF-8");
        assertThat(read("createorder.sources", Map.of()))
                .as("prod is Camel's own word, and needs no file")
                .hasValue("core");
        Files.writeString(folder.resolve("application-prod.properties"), "createorder.sources = 核心\n");
        Files.writeString(folder.resolve("application-test.properties"), "createorder.sources = trial\n");
        assertThat(read("createorder.sources", Map.of())).hasValue("核心");
        assertThat(read("createorder.send.batch", Map.of())).hasValue("100");
        assertThat(read("createorder.sources", Map.of("createorder.sources", "files")))
                .as("-D wins")
                .hasValue("files");
        assertThat(read("createorder.sources", Map.of("camel.main.profile", "test")))
                .as("-D chooses")
                .hasValue("trial");
        System.setProperty("camel.main.profile", "test");
        try {
            assertThat(read("createorder.sources", Map.of())).hasValue("trial");
        } finally {
            System.clearProperty("camel.main.profile");
        }
    }

    @Test
    void theFileOfTheProfileIsCheckedAsTheOtherIs() throws Exception {
        write("", "UTF-8");
        Map<String, String> profile = Map.of("camel.main.profile", "beijing");
        assertThatThrownBy(() -> read("createorder.sources", profile))
                .as("a profile that is spelt wrong is no profile in silence")
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no readable file")
                .hasMessageContaining("application-beijing.properties");
        Files.writeString(
                folder.resolve("application-beijing.properties"),
                "createorder.source.core.status.new = 就绪\n",
                Charset.forName("GBK"));
        assertThatThrownBy(() -> read("createorder.sources", profile))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("application-beijing.properties, line 1: not UTF-8");
        assertThatThrownBy(() -> read("createorder.sources", Map.of("camel.main.profile", "../prod")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'../prod' is no name for a profile");
    }

    @Test
    void routeFilesOfTheFolderAreLoadedBehindTheBundles() throws Exception {
        Files.writeString(folder.resolve("b.camel.yaml"), "");
        Files.writeString(folder.resolve("a.camel.yaml"), "");
        Files.writeString(folder.resolve("a.mapping.yaml"), "");
        assertThat(new ConfigFolder(folder, Map.of()).routes())
                .containsExactly("file:" + folder.resolve("a.camel.yaml"), "file:" + folder.resolve("b.camel.yaml"));
    }
}
