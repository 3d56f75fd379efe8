package io.github.createorder;

import org.junit.jupiter.api.Test;

/** As {@link TwoNodesFaultTest}, with what the database has a part in, on MariaDB. */
class MariaDbFaultTest {
    @Test
    void twoNodesOnMariaDbKilledFrozenCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onMariaDb()) {
            FaultRun.run(FaultRun.Plan.withItsDatabase(2, 800, 11), scene);
        }
    }
}
