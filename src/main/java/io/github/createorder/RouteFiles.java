package io.github.createorder;

import java.util.List;

/** The bundle's route files as they lie on the class path, by exact name and in this order: the first declares what the others use. */
public final class RouteFiles {
    /** For {@code camel.main.routesIncludePattern} and the like; a pattern with wildcards would not find files in a jar everywhere. */
    public static final String PATTERN = "classpath:camel/createorder.camel.yaml,"
            + "classpath:camel/createorder-take.camel.yaml,"
            + "classpath:camel/createorder-send.camel.yaml,"
            + "classpath:camel/createorder-report.camel.yaml,"
            + "classpath:camel/createorder-errors.camel.yaml";

    static final List<String> LOCATIONS = List.of(PATTERN.split(","));

    private RouteFiles() {}
}
