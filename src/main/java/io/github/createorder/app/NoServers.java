package io.github.createorder.app;

import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainHttpServerFactory;
import org.apache.camel.support.service.ServiceSupport;

/** For who only looks: the settings are those of a start, and nothing listens. */
final class NoServers implements MainHttpServerFactory {
    @Override
    public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties properties) {
        return new None();
    }

    @Override
    public Service newHttpManagementServer(
            CamelContext context, HttpManagementServerConfigurationProperties properties) {
        return new None();
    }

    private static final class None extends ServiceSupport {}
}
