package io.github.createorder.app;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.table.TableSetting;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which sources are watched, once their routes have started. */
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
