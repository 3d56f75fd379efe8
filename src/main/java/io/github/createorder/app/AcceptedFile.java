package io.github.createorder.app;

import io.github.createorder.file.Formula;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.ledger.LedgerView.Accepted;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What Taobao accepted on a day as a CSV file, for the core system's own account. It may be opened in a spreadsheet: a text
 * that one would take for a formula gets an apostrophe in front, as in receipts.
 */
final class AcceptedFile {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.ofHours(8));

    private final BufferedWriter out;
    private long orders;
    private long fen;

    private AcceptedFile(BufferedWriter out) {
        this.out = out;
    }

    /** How many orders there are in the file, and their sum. */
    record Written(long orders, BigDecimal yuan) {}

    /**
     * Writes the file whole, or leaves none.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one of this name: it is never written over
     */
    static Written write(Path file, Charset charset, LedgerView ledger, LocalDate day, String source)
            throws IOException {
        boolean whole = false;
        try (BufferedWriter out = Files.newBufferedWriter(file, charset, StandardOpenOption.CREATE_NEW)) {
            AcceptedFile accepted = new AcceptedFile(out);
            try {
                out.write("identifier,ref,amount,accepted_at,source\r\n");
                ledger.accepted(day, source, accepted::add);
                out.flush();
                whole = true;
            } finally {
                if (!whole) {
                    Files.delete(file);
                }
            }
            return new Written(accepted.orders, BigDecimal.valueOf(accepted.fen, 2));
        }
    }

    private void add(Accepted order) {
        orders++;
        fen += order.fen() == null ? 0 : order.fen();
        String yuan =
                order.fen() == null ? "" : BigDecimal.valueOf(order.fen(), 2).toPlainString();
        try {
            out.write(cell(order.identifier()) + "," + cell(order.ref()) + "," + yuan + ","
                    + TIME.format(Instant.ofEpochMilli(order.at())) + "," + cell(order.source()) + "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In one line, no formula, and quoted where need be. */
    static String cell(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ").strip();
        String safe = Formula.defused(line);
        return safe.contains(",") || safe.contains("\"") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
