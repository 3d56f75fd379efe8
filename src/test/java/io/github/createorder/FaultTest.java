package io.github.createorder;

import org.junit.jupiter.api.Test;

/**
 * The quick part of the fault suite, in every run of the tests: the schedules of a fixed seed, each with every kind of
 * disturbance. {@link FaultRun} says what it does.
 */
class FaultTest {

    @Test
    void twoNodesOnPostgresKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            FaultRun.run(FaultRun.Plan.withEverything(2, 1_200, 3), scene);
        }
    }

    @Test
    void twoNodesOnMariaDbKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onMariaDb()) {
            FaultRun.run(FaultRun.Plan.withEverything(2, 1_200, 11), scene);
        }
    }

    @Test
    void fourNodesOnPostgresKilledFrozenStoppedCutOffStalledAndSlowed() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            FaultRun.run(FaultRun.Plan.withEverything(4, 1_200, 5), scene);
        }
    }
}
