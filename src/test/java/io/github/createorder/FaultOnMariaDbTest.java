package io.github.createorder;

import org.junit.jupiter.api.Test;

/** As {@link FaultTest}, on MariaDB. */
class FaultOnMariaDbTest {
    @Test
    void twoNodesOnMariaDbKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onMariaDb()) {
            FaultRun.run(FaultRun.Plan.withEverything(2, 1_200, 11), scene);
        }
    }
}
