package io.github.createorder.app;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.table.TableSetting;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which sources are watched, once their routes have started, and where the node listens: Camel says 0.0.0.0 of each port. */
final class StartLog extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(StartLog.class);

    @Override
    public void afterStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Settings settings = new Settings(context.getPropertiesComponent()::resolveProperty);
        for (String source : settings.list(Setting.SOURCES)) {
            if (context.getRoute("createorder-take-" + source) != null) {
                LOG.info("Source {} is watched: {}", source, place(settings, source));
            } else if (context.getRoute("createorder-intake-" + source) != null) {
                LOG.info("Source {} takes what routes send to direct:createorder-take-{}", source, source);
            }
        }
        tellAddresses(context);
    }

    private static void tellAddresses(CamelContext context) {
        if (!(context.hasComponent("platform-http") instanceof PlatformHttpComponent http)) {
            return;
        }
        MainHttpServer server = context.hasService(MainHttpServer.class);
        if (server != null) {
            tell(server.isUseGlobalSslContextParameters(), server.getHost(), server.getPort(), http.getHttpEndpoints());
        }
        ManagementHttpServer management = context.hasService(ManagementHttpServer.class);
        if (management != null) {
            tell(
                    management.isUseGlobalSslContextParameters(),
                    management.getHost(),
                    management.getPort(),
                    http.getHttpManagementEndpoints());
        }
    }

    private static void tell(boolean tls, String host, int port, Collection<HttpEndpointModel> endpoints) {
        LOG.info(
                "{}://{}:{} answers at {}",
                tls ? "https" : "http",
                host,
                port,
                endpoints.stream()
                        .map(HttpEndpointModel::getUri)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")));
    }

    private static String place(Settings settings, String source) {
        if (settings.text(SourceSetting.KIND.of(source)).equals("table")) {
            return "table "
                    + settings.find(SourceSetting.prefix(source) + TableSetting.TABLE.key())
                            .orElse("?");
        }
        String folder =
                "folder " + settings.find(DropSetting.INBOX.of(source).key()).orElse("?");
        return settings.find(DropSetting.SFTP_HOST.of(source).key())
                .map(host -> folder + " at " + host)
                .orElse(folder);
    }
}
