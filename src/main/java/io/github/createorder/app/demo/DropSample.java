package io.github.createorder.app.demo;

import io.github.createorder.order.ErrorCause;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What core systems drop: policies in fixed width by bytes of GBK with a trailer, and in UTF-8 with {@code ||} and a marker that
 * says count and digest; a few orders in a hundred faulty. The formats and the mapping are the samples of the same names. The
 * same seed makes the same bytes.
 */
public final class DropSample {
    /** Format of {@link #fixed}, in the jar. */
    public static final String FIXED_FORMAT = "classpath:io/github/createorder/samples/core-policies-fixed.format.yaml";
    /** Format of {@link #delimited}, in the jar. */
    public static final String DELIMITED_FORMAT =
            "classpath:io/github/createorder/samples/core-policies-delimited.format.yaml";
    /** Mapping of both, in the jar. */
    public static final String MAPPING = "classpath:io/github/createorder/samples/core-policies.mapping.yaml";

    private static final Charset GBK = Charset.forName("GBK");
    private static final String[] PLAN_NAMES = {"安心医疗险（基础版）", "家庭意外险（尊享版）", "重大疾病险·少儿", "百万医疗险２０２６"};
    private static final List<String> COLUMNS = List.of(
            "ORDER_NO",
            "OPEN_ID",
            "PAY_MODE",
            "PAY_TERMS",
            "CREATED_AT",
            "SPM",
            "SCENE",
            "PROD_CODE",
            "PLAN_CODE",
            "POL_NO",
            "PLAN_NAME",
            "PREM_FEN",
            "PAID_FEN",
            "COVER_FEN",
            "START_DATE",
            "END_DATE",
            "RENEW",
            "AUTO_RENEW",
            "REMARK");
    private static final int[] LENGTHS = {20, 40, 1, 4, 14, 30, 2, 10, 10, 20, 40, 12, 12, 15, 8, 8, 2, 2, 30};
    private static final List<String> OF_ORDER = List.of("SPM", "SCENE", "PLAN_CODE");
    private static final Set<String> NUMBERS = Set.of("PREM_FEN", "PAID_FEN", "COVER_FEN");

    private final Random random;
    private final Set<String> good = new LinkedHashSet<>();
    private final Set<String> refused = new LinkedHashSet<>();
    private final Map<ErrorCause, Set<String>> faulty = new EnumMap<>(ErrorCause.class);
    private final Map<String, Integer> ordersByFile = new LinkedHashMap<>();

    public DropSample(long seed) {
        this.random = new Random(seed);
    }

    /** Identifiers of the orders that are right, in files that are whole. */
    public Set<String> good() {
        return good;
    }

    /** Identifiers of the orders in files that must be refused: none may ever be sent. */
    public Set<String> refused() {
        return refused;
    }

    /** Order numbers of the faulty ones in files that are whole, by the cause that they must end in. */
    public Map<ErrorCause, Set<String>> faulty() {
        return faulty;
    }

    /** Orders in files that are whole. */
    public int orders() {
        return ordersByFile.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Orders of each file that is whole. */
    public Map<String, Integer> ordersByFile() {
        return ordersByFile;
    }

    /** A file of the fixed-width format: a trailer tells that it is whole. */
    public Path fixed(Path folder, String name, String prefix, int orders) {
        List<Map<String, String>> lines = lines(prefix, orders, good);
        ordersByFile.put(name, orders);
        return write(folder.resolve(name), fixedText(lines, 0).getBytes(GBK));
    }

    /** The same, but the trailer's sum is off by one fen. */
    public Path wrongTotal(Path folder, String name, String prefix, int orders) {
        List<Map<String, String>> lines = lines(prefix, orders, refused);
        return write(folder.resolve(name), fixedText(lines, 1).getBytes(GBK));
    }

    /** A file of the delimited format, without its marker. */
    public Path delimited(Path folder, String name, String prefix, int orders) {
        List<Map<String, String>> lines = lines(prefix, orders, good);
        ordersByFile.put(name, orders);
        StringBuilder text = new StringBuilder(String.join("||", COLUMNS)).append('\n');
        for (Map<String, String> line : lines) {
            text.append(COLUMNS.stream().map(line::get).collect(Collectors.joining("||")))
                    .append('\n');
        }
        return write(folder.resolve(name), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A file of the fixed-width format as big as one likes, of orders with one policy each, all of them right. */
    public static Path big(Path folder, String name, int lines) {
        DropSample sample = new DropSample(1);
        Path file = folder.resolve(name);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            long total = 0;
            Map<String, String> line =
                    new LinkedHashMap<>(sample.order("B", 1, sample.refused).get(0));
            for (int i = 1; i <= lines; i++) {
                String orderNo = "B%09d".formatted(i);
                String fen = String.valueOf(1000 + i % 90_000);
                line.put("ORDER_NO", orderNo);
                line.put("OPEN_ID", "AAH" + orderNo);
                line.put("POL_NO", "P" + orderNo);
                line.put("PREM_FEN", fen);
                line.put("PAID_FEN", fen);
                total += Long.parseLong(fen);
                out.write(fixedLine(line).getBytes(GBK));
            }
            out.write(fixedTrailer(lines, total).getBytes(GBK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** What the marker of a delimited file says. */
    public static byte[] marker(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            long rows = new String(bytes, StandardCharsets.UTF_8).lines().count() - 1;
            return "NAME=%s%nSIZE=%d%nROWS=%d%nSHA256=%s%n"
                    .formatted(file.getFileName(), bytes.length, rows, digest)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fixedText(List<Map<String, String>> lines, long offBy) {
        StringBuilder text = new StringBuilder();
        long total = offBy;
        for (Map<String, String> line : lines) {
            text.append(fixedLine(line));
            total += Long.parseLong(line.get("PREM_FEN"));
        }
        return text.append(fixedTrailer(lines.size(), total)).toString();
    }

    private static String fixedLine(Map<String, String> line) {
        StringBuilder text = new StringBuilder(320);
        for (int i = 0; i < LENGTHS.length; i++) {
            text.append(padded(COLUMNS.get(i), line.get(COLUMNS.get(i)), LENGTHS[i]));
        }
        return text.append(" ".repeat(20)).append('\n').toString();
    }

    private static String fixedTrailer(int lines, long total) {
        return "T%010d%015d".formatted(lines, total) + " ".repeat(274) + "\n";
    }

    /** Bytes count, not characters. */
    private static String padded(String column, String value, int bytes) {
        int missing = bytes - value.getBytes(GBK).length;
        return NUMBERS.contains(column) ? "0".repeat(missing) + value : value + " ".repeat(missing);
    }

    private List<Map<String, String>> lines(String prefix, int orders, Set<String> identifiers) {
        List<Map<String, String>> lines = new ArrayList<>();
        for (int i = 1; i <= orders; i++) {
            lines.addAll(order("%s%07d".formatted(prefix, i), i, identifiers));
        }
        return lines;
    }

    private List<Map<String, String>> order(String orderNo, int i, Set<String> identifiers) {
        String product = LegacySample.PRODUCTS.get(random.nextInt(LegacySample.PRODUCTS.size()));
        LocalDate start = LocalDate.of(2026, 12, 1).plusDays(random.nextInt(60));
        String startText = start.format(DateTimeFormatter.BASIC_ISO_DATE);
        ErrorCause cause = null;
        if (identifiers == good) {
            switch (random.nextInt(200)) {
                case 0, 1 -> {
                    product = LegacySample.UNMAPPED_PRODUCT;
                    cause = ErrorCause.UNMAPPED_PRODUCT;
                }
                case 2, 3 -> {
                    startText = "20260230";
                    cause = ErrorCause.MAPPING;
                }
                case 4 -> {
                    startText = start.plusYears(3).format(DateTimeFormatter.BASIC_ISO_DATE);
                    cause = ErrorCause.INVALID;
                }
                default -> {
                    // as it should be
                }
            }
        }
        boolean single = random.nextInt(4) > 0;
        List<Map<String, String>> lines = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int p = 1; p <= count; p++) {
            String fen = String.valueOf(990L + random.nextInt(50_000));
            Map<String, String> line = new LinkedHashMap<>();
            line.put("ORDER_NO", orderNo);
            line.put("OPEN_ID", "AAH" + orderNo + "%08x".formatted(i * 2654435761L & 0xFFFFFFFFL));
            line.put("PAY_MODE", single ? "D" : "M");
            line.put("PAY_TERMS", single ? "1" : "12");
            line.put(
                    "CREATED_AT",
                    LocalDateTime.of(2026, 11, 1, 8, 0)
                            .plusSeconds(37L * i)
                            .format(DateTimeFormatter.ofPattern("yyyyMMddHHmmss")));
            line.put("SPM", "a1z10." + random.nextInt(1000) + ".f" + i);
            line.put("SCENE", random.nextBoolean() ? "01" : "02");
            line.put("PROD_CODE", product);
            line.put("PLAN_CODE", LegacySample.PLANS.get(random.nextInt(LegacySample.PLANS.size())));
            line.put("POL_NO", "P" + orderNo + "-" + p);
            line.put("PLAN_NAME", PLAN_NAMES[random.nextInt(PLAN_NAMES.length)]);
            line.put("PREM_FEN", fen);
            line.put("PAID_FEN", fen);
            line.put("COVER_FEN", String.valueOf(10_000_000L * (1 + random.nextInt(60))));
            line.put("START_DATE", startText);
            line.put("END_DATE", start.plusYears(1).minusDays(1).format(DateTimeFormatter.BASIC_ISO_DATE));
            line.put("RENEW", random.nextBoolean() ? "Y" : "N");
            line.put("AUTO_RENEW", "N");
            line.put("REMARK", "");
            // All lines of an order say the same of it.
            for (String ofOrder : OF_ORDER) {
                line.put(ofOrder, (lines.isEmpty() ? line : lines.get(0)).get(ofOrder));
            }
            lines.add(line);
        }
        if (cause == null) {
            identifiers.add("CORE-" + orderNo);
        } else {
            faulty.computeIfAbsent(cause, key -> new LinkedHashSet<>()).add(orderNo);
        }
        return lines;
    }
}
