package io.github.createorder;

import org.junit.jupiter.api.Test;

/** As {@link TwoNodesFaultTest}, with four nodes. */
class FourNodesFaultTest {
    @Test
    void fourNodesOnPostgresKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            FaultRun.run(FaultRun.Plan.withEverything(4, 1_200, 5), scene);
        }
    }
}
