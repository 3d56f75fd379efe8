package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import io.github.createorder.file.FileScan.EdgeLine;
import io.github.createorder.file.FileScan.Part;
import io.github.createorder.file.FormatSpec.Kind;
import io.github.createorder.file.MarkerFile.Marker;
import io.github.createorder.file.Totals.Sum;
import io.github.createorder.file.Totals.Summed;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks a file as a whole before one order of it is taken: the structure of every line, the charset, counts and sums against
 * header, trailer and marker, digest and size. One streaming pass; memory does not grow with the file but by 16 to 32 bytes an
 * order where orders are grouped by a key. Thread-safe.
 */
public final class FileCheck {
    static final int MOST_FAULTS = 100;

    private static final Pattern EIGHT_DIGITS = Pattern.compile("[0-9]{8}");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private final FormatSpec format;

    public FileCheck(FileFormat format) {
        this.format = format.spec();
    }

    /**
     * Checks a local file.
     *
     * @param name the file's own name, which a marker may speak of; null when it has none
     * @param marker content of the file's marker; null when there is none or it is not to be read
     * @throws IOException when the machine fails; what is wrong with the file is in the verdict
     */
    public FileVerdict check(Path file, String name, byte[] marker) throws IOException {
        return new Pass(name, marker).check(file);
    }

    /** One check of one file. */
    private final class Pass {
        private final FaultLog faults = new FaultLog(MOST_FAULTS);
        private final Map<String, MessageDigest> digests = new LinkedHashMap<>();
        private final List<Summed> summed = format.summed();
        private final BigDecimal[] sums = new BigDecimal[summed.size()];
        private final CharsetEncoder encoder = format.kind() == Kind.JSON_LINES && format.receipt() != null
                ? format.charset().newEncoder()
                : null;
        private Marker said = Marker.EMPTY;
        private long lines;
        private long orders;
        private long policies;
        private long bytes;
        private boolean whole;
        private boolean sumsKnown = true;
        private boolean ordersKnown = true;

        Pass(String name, byte[] marker) {
            Arrays.fill(sums, BigDecimal.ZERO);
            checkDate(name);
            try {
                said = new MarkerFile(format).read(marker, name);
            } catch (FileRefusedException e) {
                e.faults().forEach(faults::add);
            }
            digests.put("SHA-256", digest("SHA-256"));
            said.digests().keySet().forEach(algorithm -> digests.computeIfAbsent(algorithm, Pass::digest));
        }

        /** A name may be as the pattern says, and its date none that there is. */
        private void checkDate(String name) {
            String date = name == null || format.fileName() == null
                    ? null
                    : format.fileName()
                            .parts(name)
                            .map(parts -> parts.get("date"))
                            .orElse(null);
            if (date != null && EIGHT_DIGITS.matcher(date).matches() && !isDay(date)) {
                faults.add(FileFault.ofFile(
                        Code.NAME, "the date in the file's name is no day: send the file under its right name"));
            }
        }

        private static boolean isDay(String date) {
            try {
                LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE);
                return true;
            } catch (DateTimeParseException e) {
                return false;
            }
        }

        private static MessageDigest digest(String algorithm) {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        FileVerdict check(Path file) throws IOException {
            try (FileInput input = FileInput.open(file, format.limits(), new ArrayList<>(digests.values()))) {
                CharsetEvidence evidence = new CharsetEvidence(format.charset());
                FileScan scan = new FileScan(format, input, faults, evidence);
                try {
                    scan(scan);
                    input.finish();
                    bytes = input.bytes();
                    whole = true;
                } catch (DamagedException e) {
                    faults.add(scan.here(e));
                }
                FileFault cause = evidence.fault();
                if (cause != null) {
                    faults.replaceThoseOfLines(cause);
                } else {
                    if (evidence.faultOfLines() != null) {
                        faults.add(evidence.faultOfLines());
                    }
                    if (whole) {
                        compare(scan);
                    }
                }
            } catch (DamagedException e) {
                faults.add(e.fault());
            }
            Map<String, String> found = new LinkedHashMap<>();
            digests.forEach(
                    (algorithm, digest) -> found.put(algorithm, HexFormat.of().formatHex(digest.digest())));
            if (whole) {
                compareBytes(found);
            }
            Map<String, BigDecimal> totals = new LinkedHashMap<>();
            for (int i = 0; i < sums.length; i++) {
                totals.put(summed.get(i).toString(), sums[i]);
            }
            return new FileVerdict(
                    lines,
                    orders,
                    policies,
                    totals,
                    bytes,
                    whole ? found.get("SHA-256") : null,
                    faults.faults(),
                    faults.more());
        }

        private void scan(FileScan scan) throws IOException {
            Grouping grouping = format.orders().grouped()
                    ? new Grouping(format.orders(), format.limits().policies(), true, faults)
                    : null;
            for (Part part = scan.next(); part != null; part = scan.next()) {
                lines++;
                if (part == Part.FAULTY) {
                    sumsKnown = false;
                    ordersKnown = false;
                    if (grouping != null) {
                        grouping.faulty(scan.line());
                    }
                    continue;
                }
                for (int i = 0; i < sums.length; i++) {
                    if (summed.get(i).policy() == (part == Part.POLICY)) {
                        sum(scan, i);
                    }
                }
                if (part == Part.ORDER) {
                    checkKeyOfReceipt(scan);
                }
                if (grouping == null) {
                    orders++;
                    policies += nested(scan);
                } else {
                    String key = scan.key();
                    if (key == null || grouping.add(part, key, scan.line()) == null) {
                        ordersKnown = false;
                    } else if (part == Part.POLICY || format.orders().type() == null) {
                        policies++;
                    }
                    count(grouping);
                }
            }
            if (grouping != null) {
                grouping.closeAll();
                count(grouping);
            }
        }

        /** JSON may have any character by an escape; the receipt calls the order by it in the file's charset. */
        private void checkKeyOfReceipt(FileScan scan) {
            if (encoder == null) {
                return;
            }
            for (String name : format.keyColumns()) {
                int index = scan.layout().index(name);
                String value = index < 0 ? null : scan.values()[index];
                if (value != null && !encoder.canEncode(value)) {
                    faults.addOnce(
                            scan.line(),
                            0,
                            Code.KEY,
                            "the member " + name + " has a character that "
                                    + format.charset().name()
                                    + " has not, and the receipt must call the order by it: correct the key");
                }
            }
        }

        private void count(Grouping grouping) {
            while (grouping.poll() != null) {
                orders++;
            }
        }

        private int nested(FileScan scan) {
            if (format.orders().nested() == null) {
                return 1;
            }
            int count = scan.layout().nested().size();
            if (count > format.limits().policies()) {
                faults.add(
                        scan.line(),
                        0,
                        Code.LIMIT,
                        "the order has more than the " + format.limits().policies()
                                + " policies of `limits: policies`");
            }
            return count;
        }

        private void sum(FileScan scan, int i) {
            String name = summed.get(i).column();
            int index = scan.layout().index(name);
            String value = scan.values()[index];
            BigDecimal yuan =
                    value == null ? null : scan.layout().columns().get(index).yuan(value);
            if (yuan == null) {
                sumsKnown = false;
                int at = format.kind() == Kind.JSON_LINES ? 0 : scan.layout().startOf(scan.line(), index);
                faults.add(
                        scan.line(),
                        at,
                        Code.AMOUNT,
                        "column " + name
                                + " is no amount of its `unit`, and the file has a total of it: correct the line");
            } else {
                sums[i] = sums[i].add(yuan);
            }
        }

        private void compare(FileScan scan) {
            scan.missing();
            if (scan.endsWithoutTrailer()) {
                // What was taken for the trailer may be an order: no count can be right.
                return;
            }
            compare(scan.header(), "header");
            compare(scan.trailer(), "trailer");
            compareCount("marker", "lines", said.lines(), lines, null);
            if (ordersKnown) {
                compareCount("marker", "orders", said.orders(), orders, null);
                compareCount("marker", "policies", said.policies(), policies, null);
            }
            said.sums().forEach((of, yuan) -> compareSum("marker", of, yuan, null));
            if (lines == 0 && format.totalsRequired() && faults.isEmpty() && !saysTotals(scan)) {
                faults.add(FileFault.ofFile(
                        Code.INCOMPLETE,
                        "the file has no order, and no total says that it should have none:"
                                + " send one, or set `totals: optional`"));
            }
        }

        private boolean saysTotals(FileScan scan) {
            return said.saysTotals() || saysTotals(scan.header()) || saysTotals(scan.trailer());
        }

        private boolean saysTotals(EdgeLine edge) {
            return edge != null && edge.values != null && edge.edge.totals().sayAnything();
        }

        private void compare(EdgeLine edge, String name) {
            if (edge == null || edge.values == null) {
                return;
            }
            Totals totals = edge.edge.totals();
            compareCount(name, "lines", edge, totals.lines(), lines);
            if (ordersKnown) {
                compareCount(name, "orders", edge, totals.orders(), orders);
                compareCount(name, "policies", edge, totals.policies(), policies);
            }
            for (Sum sum : totals.sums()) {
                int index = edge.layout.index(sum.total());
                String text = edge.values[index];
                BigDecimal yuan =
                        text == null ? null : edge.layout.columns().get(index).yuan(text.strip());
                if (yuan != null) {
                    compareSum(name, sum.of(), yuan, place(edge, sum.total(), Code.SUM));
                } else {
                    faults.add(
                            edge.line,
                            edge.startOf(sum.total()),
                            Code.AMOUNT,
                            "the " + name + "'s " + sum.total() + " is no amount");
                }
            }
        }

        private FileFault place(EdgeLine edge, String column, Code code) {
            return FileFault.at(edge.line, edge.startOf(column), code, "");
        }

        private void compareCount(String where, String of, EdgeLine edge, String column, long found) {
            if (column == null) {
                return;
            }
            String text = edge.values[edge.layout.index(column)];
            FileFault place = place(edge, column, Code.COUNT);
            if (text != null && WHOLE.matcher(text.strip()).matches()) {
                compareCount(where, of, Long.valueOf(text.strip()), found, place);
            } else {
                faults.add(place.with(Code.COUNT, "the " + where + "'s " + column + " is no whole number"));
            }
        }

        private void compareCount(String where, String of, Long wanted, long found, FileFault place) {
            if (wanted != null && wanted != found) {
                tell(Code.COUNT, place, "the " + where + " says " + wanted + " " + of + ", and the file has " + found);
            }
        }

        private void compareSum(String where, Summed of, BigDecimal wanted, FileFault place) {
            BigDecimal found = sums[summed.indexOf(of)];
            if (sumsKnown && wanted.compareTo(found) != 0) {
                tell(
                        Code.SUM,
                        place,
                        "the " + where + " says a sum of " + wanted.toPlainString() + " yuan over " + of
                                + ", and the lines have " + found.toPlainString() + ", which differs by "
                                + found.subtract(wanted).toPlainString());
            }
        }

        private void compareBytes(Map<String, String> found) {
            if (said.size() != null && said.size() != bytes) {
                tell(Code.SIZE, null, "the marker says " + said.size() + " bytes, and the file has " + bytes);
            }
            said.digests().forEach((algorithm, digest) -> {
                if (!digest.equals(found.get(algorithm))) {
                    tell(
                            Code.DIGEST,
                            null,
                            "the marker says " + algorithm + " " + shown(digest) + ", and the file has "
                                    + found.get(algorithm));
                }
            });
        }

        private static String shown(String digest) {
            return digest.matches("[0-9a-f]{1,128}") ? digest : "(not hexadecimal)";
        }

        private void tell(Code code, FileFault place, String message) {
            String told = message + ": send the file again";
            faults.add(place == null ? FileFault.ofFile(code, told) : place.with(code, told));
        }
    }
}
