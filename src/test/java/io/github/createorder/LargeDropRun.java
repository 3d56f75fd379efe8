package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * As big as one likes, run by hand: {@code mvn -q test -Dtest=LargeDropRun -Ddrop.lines=2000000 -Ddrop.files=10000}. It prints
 * rates and what the heap of 256 MB holds on the way; {@link LargeDropTest} is its small part.
 */
class LargeDropRun {
    private static final int HEAP = 256;

    @Test
    void bigFileIsTakenInASmallHeap() throws Exception {
        LargeDrop.takeBigFile(Integer.getInteger("drop.lines", 200_000), HEAP);
    }

    @Test
    void manyFilesAreTakenAtAnEvenRate() throws Exception {
        List<Long> rates = LargeDrop.takeManyFiles(Integer.getInteger("drop.files", 1_000), HEAP);
        // The first tenth has the start in it.
        assertThat(rates.get(9)).as("files/s of the last tenth, of %s", rates).isGreaterThanOrEqualTo(rates.get(1) / 2);
    }
}
