package io.github.createorder;

import io.github.createorder.app.Standalone;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;

/** A node with a route of a team's own, which brings records from a queue, as a process that can be killed. */
final class JmsFedNode {
    static final String QUEUE = "sales.orders";

    private JmsFedNode() {}

    /** Folder of the configuration. */
    public static void main(String[] args) throws Exception {
        Standalone node = new Standalone(Path.of(args[0]), Map.of());
        node.main().configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("jms:queue:" + QUEUE + "?connectionFactory=#createorderConnectionFactory&transacted=true"
                                + "&lazyCreateTransactionManager=false&cacheLevelName=CACHE_CONSUMER&concurrentConsumers=8")
                        .routeId("team-sales")
                        .to("direct:createorder-take-sales");
            }
        });
        System.exit(node.run());
    }
}
