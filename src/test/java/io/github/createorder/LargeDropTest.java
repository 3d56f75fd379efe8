package io.github.createorder;

import org.junit.jupiter.api.Test;

/** What lets the heap grow with a file, or with the files of a look, is found here; {@link LargeDropRun} is the big part. */
class LargeDropTest {
    /** The node needs 34 MB for itself. */
    private static final int HEAP = 56;

    @Test
    void fileOf24MegabytesIsNeverInTheHeapAsAWholeAndLeavesNothingBehind() throws Exception {
        LargeDrop.takeBigFile(80_000, HEAP);
    }

    @Test
    void filesOfOneLookLeaveNothingBehind() throws Exception {
        LargeDrop.takeManyFiles(100, HEAP);
    }
}
