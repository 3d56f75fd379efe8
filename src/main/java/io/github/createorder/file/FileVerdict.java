package io.github.createorder.file;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the check of a whole file found.
 *
 * @param lines lines of orders and policies, without header, trailer and the like
 * @param orders orders that they make
 * @param policies policies of these orders
 * @param sums yuan, by the columns that a header, trailer or marker has a sum of ({@code policy.} before those of policy lines)
 * @param bytes of the file as it was sent
 * @param sha256 of the file as it was sent, in lower-case hexadecimal
 * @param faults everything that is wrong, the first 100; empty when the file may be taken
 * @param more how many faults there are besides
 */
public record FileVerdict(
        long lines,
        long orders,
        long policies,
        Map<String, BigDecimal> sums,
        long bytes,
        String sha256,
        List<FileFault> faults,
        long more) {

    /** Whether the file may be taken. */
    public boolean ok() {
        return faults.isEmpty();
    }

    /** Everything that is wrong, a line each, for the person who sent the file; empty when nothing is. */
    public String reason() {
        return faults.stream().map(FileFault::toString).collect(Collectors.joining("\n"))
                + (more == 0 ? "" : "\nand " + more + " more");
    }
}
