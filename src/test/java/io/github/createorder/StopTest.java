package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.scheduler.SchedulerConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A context that is told to stop, and a route of the team's own that does not end. */
class StopTest extends InMemoryBundle {
    private final CountDownLatch never = new CountDownLatch(1);

    /** What a route whose broker or server is away does: it stands still until long after the time for the stop. */
    private final class Endless extends DefaultEndpoint {
        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor) {
                @Override
                protected void doStop() throws Exception {
                    try {
                        never.await(2, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        // Whoever is away does not hear it.
                        never.await(1, TimeUnit.SECONDS);
                    }
                    super.doStop();
                }
            };
        }

        @Override
        protected String createEndpointUri() {
            return "endless:route";
        }
    }

    @Test
    void noMovementGoesOnByItselfWhileAnotherRouteDoesNotEnd() throws Exception {
        Endless endless = new Endless();
        endless.setCamelContext(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(endless).routeId("of-the-team").to("log:none");
            }
        });
        start("send-claim", "jobs");
        context.getRouteController().startRoute("of-the-team");
        context.getShutdownStrategy().setTimeout(1);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger turns = (Logger) LoggerFactory.getLogger(SchedulerConsumer.class);
        turns.addAppender(log);
        try {
            context.stop();
        } finally {
            turns.detachAppender(log);
        }
        assertThat(List.copyOf(log.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }
}
