package io.github.createorder.file;

import io.github.createorder.order.SourceRecord;
import java.util.List;

/**
 * What a file says of one order, and where.
 *
 * @param line the number of its first line
 * @param key the core system's own key, as receipts name it: the format's key columns, joined by {@code -}
 * @param record in the core system's words
 */
public record FileRecord(long line, String key, SourceRecord record) {

    /** How the order at this line is called in the ledger, in messages and by people. */
    public static String ref(String fileName, long line) {
        return fileName + "#" + line;
    }

    /** What the mapping reads. */
    public static List<SourceRecord> records(List<FileRecord> orders) {
        return orders.stream().map(FileRecord::record).toList();
    }
}
