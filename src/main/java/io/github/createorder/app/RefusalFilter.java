package io.github.createorder.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.github.createorder.config.ConfigurationException;

/** A start that is refused is told once, by its command: not by Camel as an error with a stack trace. Named in logback's files. */
public final class RefusalFilter extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getThrowableProxy() instanceof ThrowableProxy proxy
                        && ConfigurationException.in(proxy.getThrowable()).isPresent()
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
