package com.example.orders;

import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** Camel Main with the routes of createorder-routes.jar: application.properties names them, {@link Beans} has what they use. */
public final class OrdersApp {
    private OrdersApp() {}

    public static void main(String[] args) throws Exception {
        Main app = create();
        app.run();
        System.exit(app.getExitCode());
    }

    static Main create() {
        Main app = new Main() {
            @Override
            protected CamelContext createCamelContext() {
                CamelContext context = super.createCamelContext();
                // By itself Camel reads properties as Latin-1, and Chinese would be other characters.
                context.getPropertiesComponent().setEncoding("UTF-8");
                return context;
            }
        };
        app.addMainListener(new Beans());
        return app;
    }
}
