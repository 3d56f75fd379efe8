package io.github.createorder;

import org.junit.jupiter.api.Test;

/** As {@link FaultTest}, on MySQL 8, by MariaDB's driver, which the app brings. */
class FaultOnMySqlTest {
    @Test
    void twoNodesOnMySqlKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onMySql()) {
            FaultRun.run(FaultRun.Plan.withEverything(2, 1_200, 13), scene);
        }
    }
}
