package io.github.createorder.file;

import io.github.createorder.file.FileScan.Part;
import io.github.createorder.file.Grouping.Group;
import io.github.createorder.order.Columns;
import io.github.createorder.order.SourceRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Reads the orders of a file that {@link FileCheck} found whole, in batches and in the order of their first lines. Memory
 * holds a batch, and the open orders of a window. Thread-safe; what it opens is not.
 */
public final class FileReader {
    private final FormatSpec format;

    public FileReader(FileFormat format) {
        this.format = format.spec();
    }

    /**
     * Opens a local file.
     *
     * @param source name of the source, for the records
     * @param fileId what the records' {@link FileRecord#ref} begins with
     * @param fromLine orders that begin before this line are left out; 1 for all
     * @param batchSize orders of a batch
     * @throws FileRefusedException when it cannot be opened as the format says
     * @throws IOException when the machine fails
     */
    public Batches open(Path file, String source, String fileId, long fromLine, int batchSize) throws IOException {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize must be 1 or more, not " + batchSize);
        }
        try {
            FileInput input = FileInput.open(file, format.limits(), List.of());
            try {
                return new Batches(format, input, source, fileId, fromLine, batchSize);
            } catch (IOException | RuntimeException e) {
                input.close();
                throw e;
            }
        } catch (DamagedException e) {
            throw new FileRefusedException(List.of(e.fault()));
        }
    }

    /**
     * The batches of one file. A batch may throw {@link FileRefusedException} when the file is not as it was checked, and
     * {@link UncheckedIOException} when the machine fails; nothing of that batch was given out then.
     */
    public static final class Batches implements Iterator<List<FileRecord>>, Closeable {
        private final FormatSpec format;
        private final FileInput input;
        private final FaultLog faults = new FaultLog(1);
        private final FileScan scan;
        private final Grouping grouping;
        private final String source;
        private final List<String> keyColumns;
        private final String fileId;
        private final long fromLine;
        private final int batchSize;
        private final IdentityHashMap<List<LineColumn>, Columns.Names> names = new IdentityHashMap<>();
        private List<FileRecord> batch = new ArrayList<>();
        private boolean ended;

        private Batches(FormatSpec format, FileInput input, String source, String fileId, long fromLine, int batchSize)
                throws IOException {
            this.format = format;
            this.input = input;
            this.scan = new FileScan(format, input, faults, null);
            this.grouping = format.orders().grouped()
                    ? new Grouping(format.orders(), format.limits().policies(), false, faults)
                    : null;
            this.source = source;
            this.keyColumns = format.keyColumns();
            this.fileId = fileId;
            this.fromLine = fromLine;
            this.batchSize = batchSize;
        }

        @Override
        public boolean hasNext() {
            while (batch.size() < batchSize && !ended) {
                try {
                    read();
                } catch (DamagedException e) {
                    throw new FileRefusedException(List.of(scan.here(e)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (!faults.isEmpty()) {
                    throw new FileRefusedException(faults.faults());
                }
            }
            return !batch.isEmpty();
        }

        @Override
        public List<FileRecord> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<FileRecord> next = batch;
            batch = new ArrayList<>(batchSize);
            return next;
        }

        private void read() throws IOException {
            Part part = scan.next();
            ended = part == null;
            if (part == Part.FAULTY) {
                return;
            }
            if (grouping == null) {
                if (part != null && scan.line().number >= fromLine) {
                    add(scan.line().number, columns(scan.values(), scan.layout().columns()), nested());
                }
                return;
            }
            if (ended) {
                grouping.closeAll();
            } else {
                group(part);
            }
            for (Group group = grouping.poll(); group != null; group = grouping.poll()) {
                add(group.firstLine, group.columns, group.rows);
            }
        }

        private void group(Part part) {
            String key = scan.key();
            Group group = key == null ? null : grouping.add(part, key, scan.line());
            if (group == null || group.firstLine < fromLine) {
                return;
            }
            Map<String, Object> row = columns(scan.values(), scan.layout().columns());
            if (group.columns == null) {
                group.columns = row;
            }
            if (part == Part.POLICY || format.orders().type() == null) {
                group.rows.add(row);
            }
        }

        private List<Map<String, Object>> nested() {
            return format.orders().nested() == null
                    ? List.of()
                    : scan.layout().nested().stream()
                            .map(values -> columns(values, format.policyColumns()))
                            .toList();
        }

        private void add(long line, Map<String, Object> columns, List<Map<String, Object>> policies) {
            if (line >= fromLine) {
                SourceRecord record = new SourceRecord(
                        source,
                        FileRecord.ref(fileId, line),
                        columns,
                        policies.isEmpty() ? List.of(columns) : policies);
                batch.add(new FileRecord(line, key(record), record));
            }
        }

        private String key(SourceRecord record) {
            return keyColumns.stream()
                    .map(column -> Objects.toString(record.columns().get(column), ""))
                    .collect(Collectors.joining("-"));
        }

        private Map<String, Object> columns(String[] values, List<LineColumn> columns) {
            return names.computeIfAbsent(
                            columns,
                            all -> Columns.Names.of(
                                    all.stream().map(LineColumn::name).toList()))
                    .row((Object[]) values);
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
