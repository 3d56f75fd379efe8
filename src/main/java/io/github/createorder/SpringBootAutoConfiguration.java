package io.github.createorder;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * On Spring Boot, jar and properties are all that it takes: this loads the route files into the application's Camel context,
 * unless the application has loaded them by a pattern of its own; that of the console too, where its jar is there.
 */
@AutoConfiguration(afterName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@ConditionalOnClass(name = "org.apache.camel.spring.boot.CamelContextConfiguration")
public class SpringBootAutoConfiguration {
    /** Loads the routes behind the application's own, before the context starts. */
    @Bean
    public CamelContextConfiguration createorderRoutes() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                try {
                    context.addRoutes(new RouteFiles());
                    RouteFiles.addConsole(context);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException("The routes of createorder-routes cannot be loaded", e);
                }
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // Nothing is left to do.
            }
        };
    }
}
