package io.github.createorder.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Rates and memory for a big GBK file, run by hand: {@code java -Xmx256m … LargeFile <folder> <lines>}. The file is made when
 * it is not there.
 */
public final class LargeFile {
    private static final Charset GBK = Charset.forName("GBK");
    private static final String COLUMNS =
            "[ORDER_NO, OPENID, NAME, PLAN, POL_NO, { name: FEE, unit: fen }, AMNT, BEGIN,"
                    + " END, APPLY, CHANNEL, REMARK]";

    private LargeFile() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int lines = Integer.parseInt(args[1]);
        Path file = folder.resolve("large-" + lines + ".txt");
        if (!Files.exists(file)) {
            generate(file, lines);
        }
        System.out.printf("%d lines, %d MB%n", lines, Files.size(file) / 1_000_000);
        String format = "format: large\nkind: delimited\ncharset: GBK\nseparator: \"|\"\ncolumns: " + COLUMNS
                + "\nlines: { trailer: { prefix: \"T|\", columns: [T, COUNT, TOTAL], count: COUNT,"
                + " sums: [{ total: TOTAL, column: FEE }] } }\n";
        run("a line an order", FileFormat.load("large", format), file);
        run("grouped by key", FileFormat.load("large", format + "orders: { key: ORDER_NO }\n"), file);
        run(
                "grouped, window 1000",
                FileFormat.load("large", format + "orders: { key: ORDER_NO, window: 1000 }\n"),
                file);
        String fixed = "format: large\nkind: fixed-width\ncharset: GBK\ncolumns: [{ name: ORDER_NO, length: 17 },"
                + " { name: OPENID, length: 33 }, { name: REST, length: 154 }]\nlines: { ignore: [\"T|\"] }\n";
        run("fixed width, 3 columns", FileFormat.load("large", fixed), file);
    }

    private static void run(String what, FileFormat format, Path file) throws IOException {
        resetPeaks();
        long start = System.nanoTime();
        FileVerdict verdict = new FileCheck(format).check(file, null, null);
        report(what + ", check", verdict.lines(), start);
        if (!verdict.ok()) {
            System.out.println(verdict.reason().lines().limit(3).toList());
            return;
        }
        resetPeaks();
        start = System.nanoTime();
        long orders = 0;
        try (FileReader.Batches batches = new FileReader(format).open(file, "drop", "f", 1, 500)) {
            while (batches.hasNext()) {
                orders += batches.next().size();
            }
        }
        report(what + ", read of " + orders + " orders", verdict.lines(), start);
    }

    private static void report(String what, long lines, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        long peak =
                heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.out.printf(
                "%-45s %6.2f s %9.0f lines/s, peak heap %d MB%n", what, seconds, lines / seconds, peak / 1_000_000);
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static void resetPeaks() {
        System.gc();
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static void generate(Path file, int lines) throws IOException {
        long total = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < lines; i++) {
                int fee = 10_000 + i % 90_000;
                total += fee;
                String line = String.format(
                        "LIFE%012d|openid%026d|欧阳明月|安心保障医疗保险（庆典版）第%04d期|POL%013d|%012d|50|20261201|20271130|20261123101112|手机淘宝小程序|",
                        i / 2, i, i % 10_000, i, fee);
                byte[] bytes = line.getBytes(GBK);
                out.write(bytes);
                out.write("备注".repeat(20).getBytes(GBK), 0, (204 - bytes.length) / 2 * 2);
                for (int filler = (204 - bytes.length) % 2; filler > 0; filler--) {
                    out.write('.');
                }
                out.write('\n');
            }
            out.write(
                    ("T|" + lines + "|" + total / 100 + "." + String.format("%02d", total % 100) + "\n").getBytes(GBK));
        }
    }
}
