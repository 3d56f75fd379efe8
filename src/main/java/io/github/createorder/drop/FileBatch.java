package io.github.createorder.drop;

import io.github.createorder.order.SourceRecord;
import java.util.List;

/**
 * Some orders of a file, in its order.
 *
 * @param file the file that they are of
 * @param records never empty
 */
public record FileBatch(OpenFile file, List<SourceRecord> records) {}
