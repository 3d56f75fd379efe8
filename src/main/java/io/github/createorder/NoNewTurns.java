package io.github.createorder;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.ScheduledPollConsumer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * From the moment that the context stops, no movement of ours begins another turn.
 *
 * <p>Camel stops routes one after the other. One that does not end, such as a team's own whose broker is away, leaves those
 * behind it at work until the time for the stop is over; and then Camel refuses each of their turns before its first step, which
 * they take for one that found something, and begin the next at once.
 */
final class NoNewTurns extends EventNotifierSupport {
    NoNewTurns() {
        // Camel makes no events of exchanges as long as nobody wants them.
        setIgnoreExchangeEvents(true);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event.getType() == CamelEvent.Type.CamelContextStopping;
    }

    @Override
    public void notify(CamelEvent event) {
        CamelContext context = ((CamelEvent.CamelContextEvent) event).getContext();
        for (Route route : context.getRoutes()) {
            if (route.getId().startsWith("createorder-")
                    && route.getConsumer() instanceof ScheduledPollConsumer turns) {
                ServiceHelper.suspendService(turns);
            }
        }
    }
}
