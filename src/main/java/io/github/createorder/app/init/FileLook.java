package io.github.createorder.app.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.file.UnknownFile;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Looks at a file of which nothing is known: lines and their ends, separator or fixed widths in bytes, quotes, names in the
 * first line, header and trailer. Confined to one thread.
 */
final class FileLook {
    private static final int ROWS = 1_000;
    private static final List<String> SEPARATORS =
            List.of("|!", "||", "\u0001", "|", "\t", ",", ";", "^", "~", "@@", "#");
    private static final List<String> EMPTY_WORDS = List.of("\\N", "NULL", "null", "(null)");
    /** What a line of totals or its title begins with. */
    private static final String TITLE = "[A-Z]{1,8}|\\p{IsHan}*[总合计笔数额尾头行]\\p{IsHan}*";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How lines are written. */
    enum Kind {
        DELIMITED,
        FIXED_WIDTH,
        JSON_LINES
    }

    /** A column of a fixed width, or of none. */
    record Width(String name, int length, boolean number, boolean right) {}

    /**
     * The first or the last line, when it is none of the others.
     *
     * @param prefix what it alone begins with; empty when only its place tells it
     * @param cells what is known of its parts, in their order
     */
    record Edge(String prefix, List<Cell> cells) {
        boolean isChecked() {
            return cells.stream().anyMatch(cell -> cell.role() != null);
        }
    }

    /**
     * @param role count, or the name of the column that it is the sum of; null for neither
     * @param shift by how many digits the sum is larger: 2 where lines have fen and the total yuan
     */
    record Cell(String name, int length, String role, int shift) {}

    final UnknownFile file;
    final List<String> notes = new ArrayList<>();
    Kind kind = Kind.DELIMITED;
    String lineEnd = "lf";
    int recordLength;
    String separator;
    boolean quoted;
    boolean quotedLineEnds;
    boolean trailingSeparator;
    boolean spreadsheet;
    boolean valuePrefix;
    boolean headerRow;
    Set<String> empty = new HashSet<>();
    Edge header;
    Edge trailer;
    String end;
    final List<String> ignore = new ArrayList<>();
    List<Width> widths = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    /** Of JSON lines: the member with the policies; null for none. */
    String nested;

    List<Column> policyColumns;

    /** Places of columns with blanks behind their values, which can be no amounts. */
    private final Set<Integer> blankBehind = new HashSet<>();

    private final Charset charset;
    private List<String> headerTexts = List.of();
    private String trailerText;
    private List<byte[]> lines = new ArrayList<>();
    private List<String[]> rows = new ArrayList<>();

    /** @param named the columns as people say, each perhaps with its bytes; empty for nothing said */
    FileLook(UnknownFile file, List<String> named) {
        this.file = file;
        this.charset = file.charset();
        splitLines();
        boolean widthsSaid = !named.isEmpty() && named.stream().allMatch(name -> name.matches(".*:[0-9]+"));
        if (isJson()) {
            kind = Kind.JSON_LINES;
            json();
        } else if (!widthsSaid && delimited(named)) {
            kind = Kind.DELIMITED;
        } else {
            kind = Kind.FIXED_WIDTH;
            fixed(named, widthsSaid);
        }
    }

    int rows() {
        return rows.size();
    }

    // ---- lines

    private void splitLines() {
        byte[] bytes = file.bytes();
        int feeds = count(bytes, (byte) '\n');
        byte mark = '\n';
        if (feeds == 0 && count(bytes, (byte) '\r') > 0) {
            lineEnd = "cr";
            mark = '\r';
        }
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length ? start < i : bytes[i] == mark) {
                int to = i;
                while (to > start && bytes[to - 1] == '\r') {
                    to--;
                }
                lines.add(Arrays.copyOfRange(bytes, start, to));
                start = i + 1;
            }
        }
    }

    private static int count(byte[] bytes, byte wanted) {
        int count = 0;
        for (byte b : bytes) {
            count += b == wanted ? 1 : 0;
        }
        return count;
    }

    private String text(byte[] line) {
        String text = new String(line, charset);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    // ---- JSON

    private boolean isJson() {
        return !lines.isEmpty() && text(lines.get(0)).stripLeading().startsWith("{");
    }

    private void json() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        Map<String, List<String>> ofPolicies = new LinkedHashMap<>();
        for (byte[] line : lines.subList(0, Math.min(ROWS, lines.size()))) {
            try {
                JsonNode object = JSON.readTree(text(line));
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    boolean list = member.getValue().isArray()
                            && !member.getValue().isEmpty()
                            && member.getValue().get(0).isObject();
                    if (list) {
                        nested = member.getKey();
                        member.getValue()
                                .forEach(policy -> policy.properties()
                                        .forEach(part -> add(ofPolicies, part.getKey(), part.getValue())));
                    } else if (member.getValue().isValueNode()) {
                        add(values, member.getKey(), member.getValue());
                    }
                }
                rows.add(new String[0]);
            } catch (JsonProcessingException e) {
                notes.add("a line is no JSON object");
            }
        }
        columns = columns(values);
        policyColumns = nested == null ? null : columns(ofPolicies);
    }

    private static void add(Map<String, List<String>> values, String name, JsonNode value) {
        // Members are read without regard to case.
        String known = values.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
        values.computeIfAbsent(known, none -> new ArrayList<>()).add(value.isNull() ? null : value.asText());
    }

    private static List<Column> columns(Map<String, List<String>> values) {
        List<Column> columns = new ArrayList<>();
        values.forEach(
                (name, all) -> columns.add(new Column(name, "", Column.Kind.TEXT, 0, "", true, false, all, null)));
        return columns;
    }

    // ---- delimited

    private boolean delimited(List<String> named) {
        List<String> texts = new ArrayList<>(lines.stream().map(this::text).toList());
        texts = joined(texts);
        String best = null;
        double bestShare = 0;
        double sharePipe = share(texts, "|");
        for (String candidate : SEPARATORS) {
            double share = share(texts, candidate);
            boolean alone = !candidate.startsWith("|")
                    || candidate.length() == 1
                    || texts.stream()
                            .allMatch(text -> !text.replace(candidate, "").contains("|"));
            if (share > bestShare && (alone || share > sharePipe)) {
                best = candidate;
                bestShare = share;
            }
        }
        if (best == null && !named.isEmpty()) {
            // A day without orders, say: what its header has between the parts.
            best = SEPARATORS.stream()
                    .filter(candidate ->
                            lines.stream().anyMatch(line -> text(line).contains(candidate)))
                    .findFirst()
                    .orElse(null);
        }
        if (best == null) {
            return false;
        }
        separator = best;
        cells(texts, named.size());
        names(named);
        return true;
    }

    /** How many of the lines have the separator as often as most of them; 0 when that is too few to tell. */
    private static double share(List<String> texts, String separator) {
        List<Integer> counts = texts.stream()
                .filter(text -> !text.isBlank())
                .map(text -> occurrences(text, separator))
                .toList();
        int usual = mode(counts.stream().filter(count -> count >= 2).toList());
        long with = counts.stream().filter(count -> count == usual).count();
        double share = usual == 0 ? 0 : (double) with / counts.size();
        return share > 0.5 || (usual >= 4 && share >= 0.2) ? share : 0;
    }

    /** Lines with a quote left open go on in those behind them. */
    private List<String> joined(List<String> texts) {
        boolean quotes = texts.stream().anyMatch(text -> text.startsWith("\"") || text.matches(".*[,;|\t]\".*"));
        if (!quotes || texts.stream().noneMatch(FileLook::isOpen)) {
            return texts;
        }
        List<String> joined = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String text : texts) {
            open.append(open.length() == 0 ? "" : "\n").append(text);
            if (!isOpen(open.toString())) {
                joined.add(open.toString());
                open.setLength(0);
            }
        }
        quotedLineEnds = true;
        return joined;
    }

    /** Outside of quotes. */
    private static int occurrences(String text, String separator) {
        int count = 0;
        boolean open = false;
        boolean cellStart = true;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"' && (open || cellStart)) {
                open = !open;
            }
            cellStart = false;
            if (!open && text.startsWith(separator, i)) {
                count++;
                i += separator.length() - 1;
                cellStart = true;
            }
        }
        return count;
    }

    private void cells(List<String> joined, int named) {
        String sign = "\"";
        quoted = joined.stream()
                .anyMatch(text -> text.startsWith(sign)
                        || text.contains(separator + sign)
                        || text.contains(separator + "=" + sign));
        List<String[]> all = joined.stream().map(this::split).toList();
        int usual = mode(all.stream()
                .filter(cells -> cells.length > 2)
                .map(cells -> cells.length)
                .toList());
        int most = usual == 0 ? named : usual;
        int first = 0;
        while (first < all.size() && all.get(first).length != most) {
            first++;
        }
        if (first == all.size()) {
            // No line of an order: it begins with a header, as on an empty day.
            edges(
                    joined.subList(0, Math.min(1, joined.size())),
                    joined.subList(Math.min(1, joined.size()), joined.size()));
            return;
        }
        int last = all.size() - 1;
        while (last > first && all.get(last).length != most) {
            last--;
        }
        List<String[]> body = new ArrayList<>();
        for (int i = first; i <= last && i < all.size(); i++) {
            if (all.get(i).length == most) {
                body.add(all.get(i));
            } else {
                ignored(joined.get(i));
            }
        }
        boolean lastCellsEmpty = !body.isEmpty() && body.stream().allMatch(cells -> cells[cells.length - 1].isEmpty());
        if (lastCellsEmpty) {
            trailingSeparator = true;
            body.replaceAll(cells -> Arrays.copyOf(cells, cells.length - 1));
        }
        rows = body;
        List<String> before = joined.subList(0, first);
        List<String> after = new ArrayList<>(joined.subList(Math.min(joined.size(), last + 1), joined.size()));
        edges(before, after);
    }

    private static boolean isOpen(String text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private void ignored(String text) {
        String prefix = text.isBlank() ? "" : text.substring(0, 1);
        if (text.isBlank() || prefix.matches("[#;*-]")) {
            if (!ignore.contains(prefix)) {
                ignore.add(prefix);
            }
        } else {
            notes.add("a line between the others has another number of cells: look at it");
        }
    }

    private String[] split(String text) {
        List<String> cells = new ArrayList<>();
        int start = 0;
        while (true) {
            int equals = text.startsWith("=\"", start) ? 1 : 0;
            if (quoted && text.startsWith("\"", start + equals)) {
                StringBuilder cell = new StringBuilder();
                int i = start + equals + 1;
                while (i < text.length()) {
                    if (text.charAt(i) != '"') {
                        cell.append(text.charAt(i++));
                    } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                        cell.append('"');
                        i += 2;
                    } else {
                        break;
                    }
                }
                spreadsheet |= equals > 0;
                cells.add(cell.toString());
                int next = text.indexOf(separator, i);
                if (next < 0) {
                    break;
                }
                start = next + separator.length();
            } else {
                int next = text.indexOf(separator, start);
                cells.add(text.substring(start, next < 0 ? text.length() : next));
                if (next < 0) {
                    break;
                }
                start = next + separator.length();
            }
        }
        return cells.toArray(String[]::new);
    }

    private static int mode(List<Integer> counts) {
        Map<Integer, Integer> times = new TreeMap<>();
        counts.forEach(count -> times.merge(count, 1, Integer::sum));
        return times.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    private void names(List<String> named) {
        int count = rows.isEmpty() ? named.size() : rows.get(0).length;
        List<String> names = new ArrayList<>();
        if (!rows.isEmpty() && isNames(rows.get(0))) {
            headerRow = true;
            names.addAll(Arrays.stream(rows.get(0)).map(String::strip).toList());
            rows = new ArrayList<>(rows.subList(1, rows.size()));
        } else if (named.size() == count) {
            names.addAll(named);
        } else {
            if (!named.isEmpty()) {
                notes.add("--columns has " + named.size() + " names, and the lines have " + count + " cells: not used");
            }
            IntStream.rangeClosed(1, count).forEach(i -> names.add("C" + i));
        }
        valuePrefix = !rows.isEmpty() && rows.stream().allMatch(row -> row[0].startsWith("`"));
        for (int i = 0; i < count; i++) {
            int at = i;
            List<String> values =
                    rows.stream().limit(ROWS).map(row -> value(row[at])).toList();
            columns.add(new Column(
                    names.get(i), "", Column.Kind.TEXT, 0, "", true, false, values(names.get(i), values), null));
        }
        sums();
    }

    private static List<String> values(String name, List<String> values) {
        return Candidates.isPersonal(Words.load(), name, "") ? List.of() : new ArrayList<>(values);
    }

    private String value(String cell) {
        if (EMPTY_WORDS.contains(cell)) {
            empty.add(cell);
            return null;
        }
        String text = valuePrefix && cell.startsWith("`") ? cell.substring(1) : cell;
        if (text.startsWith("'") && text.length() > 1) {
            spreadsheet = true;
            text = text.substring(1);
        }
        return text.strip();
    }

    /** A line of names: no number among them, none twice, and below are numbers in some columns. */
    private boolean isNames(String[] cells) {
        boolean texts =
                Arrays.stream(cells).allMatch(cell -> cell.strip().matches("[\\p{IsHan}A-Za-z_][^\\p{Cntrl}|]{0,60}"))
                        && new HashSet<>(Arrays.asList(cells)).size() == cells.length;
        boolean numbersBelow = rows.size() > 1
                && IntStream.range(0, cells.length)
                        .anyMatch(i -> rows.subList(1, rows.size()).stream()
                                .allMatch(row -> row[i].strip().matches("[`]?[0-9][0-9.:/ -]*")));
        return texts && (numbersBelow || rows.size() == 1);
    }

    // ---- fixed width

    private void fixed(List<String> named, boolean widthsSaid) {
        if (widthsSaid) {
            for (String name : named) {
                int colon = name.lastIndexOf(':');
                String own = name.substring(0, colon);
                widths.add(new Width(
                        own.equals("-") || own.isEmpty() ? null : own,
                        Integer.parseInt(name.substring(colon + 1)),
                        false,
                        false));
            }
        }
        int said = widths.stream().mapToInt(Width::length).sum();
        if (lines.size() == 1 && said > 0 && lines.get(0).length > said && lines.get(0).length % said == 0) {
            recordLength = said;
        } else if (lines.size() == 1 && said == 0) {
            recordLength = period(lines.get(0));
        }
        if (recordLength > 0) {
            byte[] all = lines.get(0);
            lines = new ArrayList<>();
            for (int at = 0; at + recordLength <= all.length; at += recordLength) {
                lines.add(Arrays.copyOfRange(all, at, at + recordLength));
            }
        }
        lines.removeIf(line -> {
            boolean blank = line.length == 0;
            if (blank && !ignore.contains("")) {
                ignore.add("");
            }
            return blank;
        });
        int length =
                said > 0 ? said : mode(lines.stream().map(line -> line.length).toList());
        byte[] first = lines.isEmpty() ? new byte[0] : lines.get(0);
        byte[] last = lines.isEmpty() ? new byte[0] : lines.get(lines.size() - 1);
        List<byte[]> body = new ArrayList<>(lines);
        boolean hasHeader = body.size() > 1 && isEdge(first, length);
        if (hasHeader) {
            body.remove(0);
        }
        boolean hasTrailer = body.size() > 1 && isEdge(last, length);
        if (hasTrailer) {
            body.remove(body.size() - 1);
        }
        if (body.stream().anyMatch(line -> line.length != length)) {
            notes.add("lines have different lengths in bytes; " + length
                    + " is the usual one. Order lines and policy lines? See `orders: type` in docs/files.md");
            body.removeIf(line -> line.length != length);
        }
        if (widths.isEmpty()) {
            guessWidths(body, length);
        }
        for (byte[] line : body) {
            String[] row = new String[widths.size()];
            int from = 0;
            for (int i = 0; i < row.length; i++) {
                int to = Math.min(line.length, from + widths.get(i).length());
                if (to > from && line[to - 1] == ' ') {
                    blankBehind.add(i);
                }
                row[i] = new String(line, from, to - from, charset).replaceAll("^[\\s\u3000]+|[\\s\u3000]+$", "");
                from = to;
            }
            rows.add(row);
        }
        List<Width> told = new ArrayList<>();
        for (int i = 0; i < widths.size(); i++) {
            int at = i;
            Width width = widths.get(i);
            boolean number = width.name() != null && isZeroPadded(i);
            told.add(new Width(width.name(), width.length(), number, isRight(body, i)));
            if (width.name() != null) {
                List<String> values =
                        rows.stream().limit(ROWS).map(row -> row[at]).toList();
                columns.add(new Column(
                        width.name(), "", Column.Kind.TEXT, 0, "", true, false, values(width.name(), values), null));
            }
        }
        widths = told;
        if (hasHeader) {
            header = fixedEdge(first, body);
        }
        if (hasTrailer) {
            trailer = fixedEdge(last, body);
        }
    }

    /** Zeros are taken off where all values are numbers and one has zeros in front that no key would have. */
    private boolean isZeroPadded(int at) {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> row[at].matches("[0-9]+([.][0-9]+)?"))
                && rows.stream().anyMatch(row -> row[at].startsWith("00"))
                && rows.stream().noneMatch(row -> row[at].matches("(19|20|99)[0-9]{6}([0-9]{6})?"));
    }

    /** Blanks stand in front of some values, and behind none. */
    private boolean isRight(List<byte[]> body, int at) {
        int from = widths.subList(0, at).stream().mapToInt(Width::length).sum();
        int to = from + widths.get(at).length();
        return body.stream().anyMatch(line -> line[from] == ' ' && line[to - 1] != ' ')
                && body.stream().noneMatch(line -> line[from] != ' ' && line[to - 1] == ' ');
    }

    /** Told by its first byte, which no other line has, or by its length. */
    private boolean isEdge(byte[] line, int length) {
        if (line.length != length) {
            return true;
        }
        String text = text(line);
        long same = lines.stream()
                .filter(other -> other.length > 0 && other[0] == line[0])
                .count();
        return same == 1
                && text.matches("[A-Za-z][0-9A-Za-z\\p{IsHan} .+{}-]*")
                && lines.size() > 2
                && !text.substring(1).matches(".*[A-Za-z].*[0-9]{14}.*");
    }

    private Edge fixedEdge(byte[] line, List<byte[]> body) {
        String text = text(line);
        String letters = text.replaceFirst("(?s)^([A-Za-z]*).*", "$1");
        String prefix =
                letters.isEmpty() || body.stream().anyMatch(other -> text(other).startsWith(letters)) ? "" : letters;
        List<Cell> cells = new ArrayList<>();
        int at = prefix.length();
        if (at > 0) {
            cells.add(new Cell(null, at, null, 0));
        }
        String digits = text.substring(at).replaceFirst("(?s)^([0-9]*).*", "$1");
        String fraction = text.substring(at + digits.length()).replaceFirst("(?s)^([.][0-9]+)?.*", "$1");
        for (int to = digits.length(); to >= 1; to--) {
            String rest = digits.substring(to) + fraction;
            Map.Entry<String, Integer> sum =
                    digits(digits.substring(0, to)) == rows.size() && !rest.isEmpty() ? sumFor(rest) : null;
            if (digits(digits.substring(0, to)) == rows.size() && (rest.isEmpty() || sum != null)) {
                cells.add(new Cell("COUNT", to, "count", 0));
                if (sum != null) {
                    cells.add(new Cell("TOTAL", rest.length(), sum.getKey(), sum.getValue()));
                }
                at += digits.length() + (sum == null ? 0 : fraction.length());
                break;
            }
        }
        if (line.length > at) {
            cells.add(new Cell(null, line.length - at, null, 0));
        }
        return new Edge(prefix, cells);
    }

    private static long digits(String text) {
        return text.length() > 18 ? -1 : Long.parseLong(text);
    }

    /** The length after which the kinds of bytes come again, of all that divide the whole; 0 when there is none. */
    private static int period(byte[] all) {
        int best = 0;
        double bestShare = 0.7;
        for (int length = 20; length <= Math.min(4000, all.length / 2); length++) {
            if (all.length % length != 0) {
                continue;
            }
            int same = 0;
            int seen = 0;
            for (int i = 0; i + length < all.length; i++) {
                seen++;
                same += kind(all[i]) == kind(all[i + length]) ? 1 : 0;
            }
            double share = (double) same / seen;
            if (share > bestShare + 0.02) {
                best = length;
                bestShare = share;
            }
        }
        return best;
    }

    private static int kind(byte b) {
        return b < 0 ? 0 : b == ' ' ? 1 : b >= '0' && b <= '9' ? 2 : Character.isLetter(b) ? 3 : 4;
    }

    /** Where all lines have blanks and then some have not, and around days and moments. What is between stays together. */
    private void guessWidths(List<byte[]> body, int length) {
        Set<Integer> begins = new TreeSet<>(List.of(0, length));
        for (int i = 1; i < length; i++) {
            int at = i;
            boolean blankBefore = body.stream().allMatch(line -> line[at - 1] == ' ');
            boolean blankHere = body.stream().allMatch(line -> line[at] == ' ');
            if (blankBefore && !blankHere) {
                begins.add(at);
            }
        }
        for (int i = 0; i < length; ) {
            int moment = isDigits(body, i, 14, length) && allMatch(body, i, 14, "yyyyMMddHHmmss") ? 14 : 0;
            int day = moment == 0 && isDigits(body, i, 8, length) && allMatch(body, i, 8, "yyyyMMdd") ? 8 : moment;
            if (day > 0) {
                begins.add(i);
                begins.add(i + day);
            }
            i += Math.max(1, day);
        }
        Integer from = null;
        for (int at : begins) {
            if (from != null) {
                widths.add(new Width("C" + (widths.size() + 1), at - from, false, false));
            }
            from = at;
        }
        notes.add("widths were told by blanks and dates alone: give the description's by --columns NAME:BYTES,...");
    }

    private static boolean isDigits(List<byte[]> body, int from, int count, int length) {
        if (from + count > length || body.isEmpty()) {
            return false;
        }
        return body.stream()
                .allMatch(line -> IntStream.range(from, from + count).allMatch(i -> line[i] >= '0' && line[i] <= '9'));
    }

    private boolean allMatch(List<byte[]> body, int from, int count, String pattern) {
        List<String> values = body.stream()
                .map(line -> new String(line, from, count, charset))
                .toList();
        Column column = new Column("", "", Column.Kind.TEXT, 0, "", true, false, values, null);
        return Dates.form(column)
                .filter(form -> form.written().equals(pattern) && form.empty().isEmpty())
                .isPresent();
    }

    // ---- header, trailer, totals

    private void edges(List<String> before, List<String> after) {
        headerTexts = before.stream().filter(text -> !text.isBlank()).toList();
        List<String> rest = new ArrayList<>(after);
        rest.removeIf(text -> {
            boolean blank = text.isBlank();
            if (blank && !ignore.contains("")) {
                ignore.add("");
            }
            return blank;
        });
        if (!rest.isEmpty() && rest.get(rest.size() - 1).matches("[A-Za-z#=\\-*]{1,20}")) {
            end = rest.remove(rest.size() - 1);
        }
        if (!rest.isEmpty()) {
            trailerText = rest.remove(rest.size() - 1);
        }
        for (String other : rest) {
            String start = split(other)[0].strip();
            // No other words of a file are written down: they might be somebody's name.
            if (start.matches(TITLE)) {
                ignore.add(start);
            } else {
                notes.add("a line behind the orders is none of them: say in `lines` what it is");
            }
        }
    }

    private void sums() {
        if (!headerTexts.isEmpty()) {
            header = delimitedEdge(headerTexts.get(0));
            if (headerTexts.size() > 1) {
                notes.add("several lines stand before the first of the orders: look at them");
            }
        }
        if (trailerText != null) {
            trailer = delimitedEdge(trailerText);
        }
    }

    private Edge delimitedEdge(String text) {
        String[] cells = split(text);
        String first = cells[0].strip();
        String prefix = first.matches("[A-Za-z]{1,8}") || first.matches(TITLE) || first.matches("99+")
                ? cells[0] + (cells.length > 1 ? separator : "")
                : "";
        boolean told = !prefix.isEmpty()
                && rows.stream()
                        .noneMatch(other -> String.join(separator, other).startsWith(prefix));
        List<Cell> parts = new ArrayList<>();
        boolean counted = false;
        int extra = trailingSeparator && cells[cells.length - 1].isEmpty() ? 1 : 0;
        for (int i = 0; i < cells.length - extra; i++) {
            String cell = valuePrefix || cells[i].startsWith("`") ? cells[i].replaceFirst("^`", "") : cells[i];
            String value = cell.strip();
            Map.Entry<String, Integer> sum = sumFor(value);
            if (!counted && value.matches("[0-9]{1,12}") && Long.parseLong(value) == rows.size()) {
                parts.add(new Cell("COUNT", 0, "count", 0));
                counted = true;
            } else if (sum != null) {
                parts.add(new Cell("TOTAL", 0, sum.getKey(), sum.getValue()));
            } else {
                parts.add(new Cell("X" + (i + 1), 0, null, 0));
            }
        }
        return new Edge(told ? prefix : "", parts);
    }

    /** The column that a total is the sum of, and by how many digits it is larger; null for none. */
    private Map.Entry<String, Integer> sumFor(String total) {
        if (!file.isWhole() || !total.matches("[0-9]{1,20}([.][0-9]{1,4})?") || new BigDecimal(total).signum() == 0) {
            return null;
        }
        BigDecimal wanted = new BigDecimal(total);
        List<String> names = kind == Kind.FIXED_WIDTH || !widths.isEmpty()
                ? widths.stream().map(Width::name).toList()
                : columns.stream().map(Column::name).toList();
        for (int shift : List.of(0, 2)) {
            for (int i = 0; i < names.size(); i++) {
                BigDecimal sum = names.get(i) == null || blankBehind.contains(i) ? null : sum(i);
                if (sum != null && sum.compareTo(wanted.scaleByPowerOfTen(shift)) == 0) {
                    prove(names.get(i), total, shift, sum);
                    return Map.entry(names.get(i), shift);
                }
            }
        }
        return null;
    }

    private BigDecimal sum(int at) {
        BigDecimal sum = BigDecimal.ZERO;
        for (String[] cells : rows) {
            String value = cells[at];
            value = value == null ? "" : value.replaceFirst("^`", "").strip();
            if (!value.matches("[0-9]{1,18}([.][0-9]{1,4})?")) {
                return null;
            }
            sum = sum.add(new BigDecimal(value));
        }
        return sum;
    }

    /** A total in yuan over whole numbers that are a hundred times as much proves fen. */
    private void prove(String name, String total, int shift, BigDecimal sum) {
        boolean fen = shift == 2 && sum.scale() <= 0 && total.contains(".");
        if (fen) {
            columns.replaceAll(column -> column.name().equals(name)
                    ? column.with(new Column.Unit(
                            "fen",
                            "the file's total has two decimals, and the lines' whole numbers are a hundred times it"))
                    : column);
        }
    }
}
