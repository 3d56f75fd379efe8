package io.github.createorder;

import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The long part of the fault suite, by hand:
 * {@code mvn -q test -Dtest=LongFaultRun -Dfaults.kills=200 -Dfaults.orders=50000 -Dfaults.nodes=2 -Dfaults.seed=7}, on
 * PostgreSQL, or on MariaDB or MySQL with {@code -Dfaults.database=mariadb} or {@code mysql}. With {@code -Dfaults.older=<its createorder-routes-app.jar>}
 * every second node is of that older version: a rolling upgrade that never ends. {@link FaultRun} says what it does.
 */
class LongFaultRun {
    private static DropScene scene(String database) throws Exception {
        return switch (database) {
            case "mariadb" -> DropScene.onMariaDb();
            case "mysql" -> DropScene.onMySql();
            default -> DropScene.onPostgres();
        };
    }

    @Test
    void killedFrozenStoppedAndCutOffAgainAndAgain() throws Exception {
        try (DropScene scene = scene(System.getProperty("faults.database", "postgres"))) {
            FaultRun.run(
                    new FaultRun.Plan(
                            Integer.getInteger("faults.nodes", 2),
                            Integer.getInteger("faults.kills", 10),
                            Integer.getInteger("faults.orders", 2_000),
                            Long.getLong("faults.seed", 1L),
                            Set.of(),
                            System.getProperty("faults.older")),
                    scene);
        }
    }
}
