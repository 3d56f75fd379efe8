package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import io.github.createorder.file.Totals.Sum;
import io.github.createorder.file.Totals.Summed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads what a marker (.ok, .flag, .ctl, 控制文件, 清单文件) says about its file: lines of {@code key=value}, or a line of cells
 * such as {@code name|size|count|md5}, or a list with a line for each of several files.
 */
final class MarkerFile {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private final FormatSpec format;

    /**
     * Which columns say what about the file; null for what none says.
     *
     * @param name its name
     * @param size its bytes as it was sent
     * @param digests by algorithm: MD5, SHA-1, SHA-256
     */
    record Roles(String name, String size, Map<String, String> digests) {}

    /**
     * What a marker says; null for what it does not say.
     *
     * @param size bytes of the file as it was sent
     * @param lines lines of orders and policies
     * @param digests in lower-case hexadecimal, by algorithm
     * @param sums yuan
     */
    record Marker(
            Long size,
            Long lines,
            Long orders,
            Long policies,
            Map<String, String> digests,
            Map<Summed, BigDecimal> sums) {
        static final Marker EMPTY = new Marker(null, null, null, null, Map.of(), Map.of());

        boolean saysTotals() {
            return lines != null || orders != null || policies != null || !sums.isEmpty();
        }
    }

    MarkerFile(FormatSpec format) {
        this.format = format;
    }

    /**
     * What the content says about the file.
     *
     * @param content null when there is no marker
     * @param name the file's name; null when it is not to be compared
     * @throws FileRefusedException with everything that is wrong with it
     */
    Marker read(byte[] content, String name) {
        if (format.marker() == null || content == null) {
            return Marker.EMPTY;
        }
        FaultLog faults = new FaultLog(FileCheck.MOST_FAULTS);
        Marker marker = content.length > MOST_BYTES ? null : read(content, name, faults);
        if (content.length > MOST_BYTES) {
            faults.add(FileFault.ofFile(Code.LIMIT, "the marker has more than " + MOST_BYTES + " bytes"));
        } else if (marker == null && faults.isEmpty() && format.totalsRequired()) {
            faults.add(FileFault.ofFile(
                    Code.MARKER,
                    "the marker says nothing about the file, and by the format it must:"
                            + " let it, or set `totals: optional`"));
        }
        if (!faults.isEmpty()) {
            throw new FileRefusedException(
                    faults.faults().stream().map(MarkerFile::ofMarker).toList());
        }
        return marker == null ? Marker.EMPTY : marker;
    }

    /** A line is one of the marker, not of the file. */
    private static FileFault ofMarker(FileFault fault) {
        return fault.line() == 0
                ? fault
                : FileFault.ofFile(
                        Code.MARKER,
                        "marker, line " + fault.line() + ", byte " + fault.lineByte() + ": " + fault.message());
    }

    private Marker read(byte[] content, String name, FaultLog faults) {
        StrictDecoder decoder = new StrictDecoder(format.charset());
        List<LineColumn> columns = format.marker().columns();
        Layout layout = format.marker().keys()
                ? null
                : new DelimitedLayout(format.marker().cells(), columns, decoder);
        Map<String, String> pairs = new LinkedHashMap<>();
        Line line = new Line();
        try {
            LineReader lines = new LineReader(
                    new ByteArrayInputStream(content), format.charset(), MOST_BYTES, 0, new byte[0], (byte) '\n');
            while (lines.next(line)) {
                if (line.length == 0) {
                    continue;
                }
                if (layout == null) {
                    pair(line, decoder, pairs, faults);
                    continue;
                }
                String[] values = layout.parse(line, faults);
                int nameAt = format.marker().roles().name() == null
                        ? -1
                        : layout.index(format.marker().roles().name());
                if (values != null && (nameAt < 0 || name == null || values[nameAt].equals(name))) {
                    Map<String, String> row = new LinkedHashMap<>();
                    for (int i = 0; i < values.length; i++) {
                        row.put(columns.get(i).name(), values[i]);
                    }
                    return marker(row, faults);
                }
            }
        } catch (DamagedException e) {
            faults.add(FileFault.ofFile(Code.MARKER, "marker: " + e.getMessage()));
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (layout != null) {
            if (name != null && faults.isEmpty() && line.number > 0) {
                faults.add(FileFault.ofFile(Code.NAME, "the marker does not name the file"));
            }
            return null;
        }
        String nameKey = format.marker().roles().name();
        if (nameKey != null && name != null && !pairs.isEmpty() && !name.equals(find(pairs, nameKey))) {
            faults.add(FileFault.ofFile(Code.NAME, "the marker names another file"));
        }
        return pairs.isEmpty() ? null : marker(pairs, faults);
    }

    private static void pair(Line line, StrictDecoder decoder, Map<String, String> pairs, FaultLog faults) {
        String text = decoder.decode(line.bytes, line.start, line.length);
        int equals = text == null ? -1 : text.indexOf('=');
        if (equals < 1) {
            faults.add(
                    line,
                    text == null ? decoder.errorAt() : 0,
                    Code.MARKER,
                    "not a `key=value` in " + decoder.charset().name());
        } else if (pairs.put(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip())
                != null) {
            faults.add(line, 0, Code.MARKER, "the key is there twice");
        }
    }

    private Marker marker(Map<String, String> row, FaultLog faults) {
        Roles roles = format.marker().roles();
        Totals totals = format.marker().totals();
        Map<String, String> digests = new LinkedHashMap<>();
        roles.digests().forEach((algorithm, column) -> {
            String digest = value(row, column, faults);
            if (digest != null) {
                digests.put(algorithm, digest.toLowerCase(Locale.ROOT));
            }
        });
        Map<Summed, BigDecimal> sums = new LinkedHashMap<>();
        for (Sum sum : totals.sums()) {
            LineColumn column =
                    format.marker().columns().get(Layout.index(format.marker().columns(), sum.total()));
            String text = value(row, sum.total(), faults);
            BigDecimal yuan = text == null ? null : column.yuan(column.clean(text));
            if (yuan != null) {
                sums.put(sum.of(), yuan);
            } else if (text != null) {
                faults.add(FileFault.ofFile(Code.MARKER, "the marker's " + sum.total() + " is no amount"));
            }
        }
        return new Marker(
                whole(row, roles.size(), faults),
                whole(row, totals.lines(), faults),
                whole(row, totals.orders(), faults),
                whole(row, totals.policies(), faults),
                digests,
                sums);
    }

    private Long whole(Map<String, String> row, String column, FaultLog faults) {
        String text = column == null ? null : value(row, column, faults);
        if (text == null) {
            return null;
        }
        if (!WHOLE.matcher(text).matches()) {
            faults.add(FileFault.ofFile(Code.MARKER, "the marker's " + column + " is no whole number"));
            return null;
        }
        return Long.valueOf(text);
    }

    private String value(Map<String, String> row, String column, FaultLog faults) {
        String text = find(row, column);
        if ((text == null || text.isBlank()) && format.totalsRequired()) {
            faults.add(FileFault.ofFile(Code.MARKER, "the marker does not say " + column));
        }
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static String find(Map<String, String> row, String column) {
        return row.entrySet().stream()
                .filter(entry -> column.equalsIgnoreCase(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
