package io.github.createorder;

import org.junit.jupiter.api.Test;

/**
 * The quick part of the fault suite, in every run of the tests: the schedule of a fixed seed, with every kind of disturbance.
 * {@link FaultRun} says what it does. Its brothers are classes of their own, so that they run side by side.
 */
class TwoNodesFaultTest {
    @Test
    void twoNodesOnPostgresKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            FaultRun.run(FaultRun.Plan.withEverything(2, 1_200, 3), scene);
        }
    }
}
