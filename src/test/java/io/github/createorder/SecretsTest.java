package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.createorder.app.sandbox.TroubleKind;
import io.github.createorder.app.sandbox.TroubleRule;
import io.github.createorder.app.sandbox.TroubleRule.When;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Invariant 7: a run with trouble of every kind, and what it logged searched for what must not be there. */
class SecretsTest {

    @Test
    void logsHoldNeitherSecretNorOpenidNorPolicyData() throws Exception {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                logged.add(event.getFormattedMessage());
                for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                    logged.add(String.valueOf(cause.getMessage()));
                }
            }
        };
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        root.setLevel(Level.INFO);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        List<String> openids;
        List<String> policies;
        try (Scene scene = Scene.onH2().withOrders(120)) {
            scene.sandbox
                    .trouble()
                    .set(
                            TroubleRule.of(TroubleKind.RESET_AFTER_ACCEPT).when(When.next(5)),
                            TroubleRule.of(TroubleKind.WRONG_ROOT).when(When.next(5)),
                            TroubleRule.error(50, "Remote service error", "isv.invalid-parameter:item_id", "非法参数")
                                    .when(When.next(5)),
                            TroubleRule.ban(1).when(When.every(90).max(1)));
            scene.start("a");
            scene.awaitEnd(Duration.ofSeconds(60));
            openids = scene.database.queryForList(
                    "SELECT OPEN_ID FROM LEGACY_ORDER WHERE OPEN_ID IS NOT NULL", String.class);
            policies = scene.database.queryForList("SELECT POLICY_NO FROM LEGACY_POLICY", String.class);
        } finally {
            root.detachAppender(appender);
            root.setLevel(level);
        }

        String all = String.join("\n", logged);
        assertThat(all).as("the run was logged at all").contains("REJECTED", "UNKNOWN", "BANNED");
        assertThat(all)
                .doesNotContain(Scene.APP_SECRET)
                .doesNotContain("create_order_request")
                .doesNotContain("&sign=");
        assertThat(openids).isNotEmpty().noneMatch(all::contains);
        assertThat(policies).isNotEmpty().noneMatch(all::contains);
        assertThat(all).doesNotContain("医疗险").doesNotContain("意外险");
    }
}
