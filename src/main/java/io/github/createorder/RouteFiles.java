package io.github.createorder;

import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * The bundle's route files as they lie on the class path, by exact name and in this order: the first declares what the others
 * use. For {@code context.addRoutes(new RouteFiles())}; the beans that they use must be bound before.
 */
public final class RouteFiles implements RoutesBuilder {
    /** For {@code camel.main.routesIncludePattern} and the like; one with wildcards would not find files in a jar everywhere. */
    public static final String PATTERN = "classpath:camel/createorder.camel.yaml,"
            + "classpath:camel/createorder-take.camel.yaml,"
            + "classpath:camel/createorder-send.camel.yaml,"
            + "classpath:camel/createorder-report.camel.yaml,"
            + "classpath:camel/createorder-errors.camel.yaml";

    /** The operator's console, for those who want it: behind the others, and with createorder-routes-console.jar beside the bundle. */
    public static final String CONSOLE = "classpath:camel/createorder-console.camel.yaml";

    static final List<String> LOCATIONS = List.of(PATTERN.split(","));

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        if (!areThere(context)) {
            PluginHelper.getRoutesLoader(context).loadRoutes(files(context));
        }
    }

    /** Loads the console's, where its jar is on the class path and nobody else has loaded it. */
    static void addConsole(CamelContext context) throws Exception {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        Resource file = ResourceHelper.resolveResource(context, CONSOLE);
        if (file != null && file.exists() && model.getRouteDefinition("createorder-console-page") == null) {
            PluginHelper.getRoutesLoader(context).loadRoutes(file);
        }
    }

    private static List<Resource> files(CamelContext context) {
        return LOCATIONS.stream()
                .map(location -> ResourceHelper.resolveResource(context, location))
                .toList();
    }

    /** By a pattern that somebody else has set. */
    private static boolean areThere(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        return SourceRoutes.FIXED.stream().anyMatch(route -> model.getRouteDefinition(route) != null);
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        // Those of sources are made once the context runs.
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        return PluginHelper.getRoutesLoader(context).updateRoutes(files(context));
    }
}
