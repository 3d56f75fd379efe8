package io.github.createorder.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import io.github.createorder.config.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalFilterTest {
    private static FilterReply decided(Throwable failure) {
        Logger logger = (Logger) LoggerFactory.getLogger(RefusalFilterTest.class);
        return new RefusalFilter().decide(new LoggingEvent("of a test", logger, Level.ERROR, "text", failure, null));
    }

    @Test
    void onlyARefusedStartIsLeftOutOfTheLog() {
        ConfigurationException refused = new ConfigurationException(List.of("a fault"));
        assertThat(decided(refused)).isEqualTo(FilterReply.DENY);
        assertThat(decided(new IllegalStateException(refused))).isEqualTo(FilterReply.DENY);
        assertThat(decided(new IllegalStateException("a bug"))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decided(null)).isEqualTo(FilterReply.NEUTRAL);
    }
}
