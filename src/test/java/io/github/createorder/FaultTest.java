package io.github.createorder;

import org.junit.jupiter.api.Test;

/** The quick part of the fault suite: the schedules of a fixed seed, in every run of the tests. {@link FaultRun} says what it does. */
class FaultTest {

    @Test
    void twoNodesOnPostgresKilledFrozenStoppedAndCutOff() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            FaultRun.run(new FaultRun.Plan(2, 6, 1_200, 3), scene);
        }
    }

    @Test
    void twoNodesOnMariaDbKilledFrozenStoppedAndCutOff() throws Exception {
        try (DropScene scene = DropScene.onMariaDb()) {
            FaultRun.run(new FaultRun.Plan(2, 6, 1_200, 11), scene);
        }
    }

    @Test
    void fourNodesOnPostgresKilledFrozenStoppedAndCutOff() throws Exception {
        try (DropScene scene = DropScene.onPostgres()) {
            FaultRun.run(new FaultRun.Plan(4, 6, 1_200, 5), scene);
        }
    }
}
