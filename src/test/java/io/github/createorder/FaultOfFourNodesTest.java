package io.github.createorder;

import org.junit.jupiter.api.Test;

/** As {@link FaultTest}, with four nodes. */
class FaultOfFourNodesTest {
    @Test
    void fourNodesOnPostgresKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            FaultRun.run(FaultRun.Plan.withEverything(4, 1_200, 5), scene);
        }
    }
}
