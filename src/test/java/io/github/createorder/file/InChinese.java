package io.github.createorder.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.order.Wording;

/** That whoever reads Chinese reads why a file was refused. */
final class InChinese {
    private InChinese() {}

    /** Gives the verdict back; each of its faults has a code, and its line no English but names and codes. */
    static FileVerdict said(FileVerdict verdict) {
        assertThat(verdict.faults()).allSatisfy(fault -> {
            String chinese = Wording.inChinese(fault.toString());
            assertThat(chinese)
                    .as("the Chinese of: " + fault)
                    .startsWith(fault.code() + "：")
                    .containsPattern("\\p{IsHan}")
                    .doesNotContainPattern("\\b(the|is|are|and|or|has|not|more lines|byte)\\b");
        });
        return verdict;
    }
}
