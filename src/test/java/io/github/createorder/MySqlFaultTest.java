package io.github.createorder;

import org.junit.jupiter.api.Test;

/** As {@link TwoNodesFaultTest}, with what the database has a part in, on MySQL 8, by MariaDB's driver, which the app brings. */
class MySqlFaultTest {
    @Test
    void twoNodesOnMySqlKilledFrozenCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onMySql()) {
            FaultRun.run(FaultRun.Plan.withItsDatabase(2, 800, 13), scene);
        }
    }
}
