package io.github.createorder.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.createorder.ledger.Reconciliation.Theirs;
import io.github.createorder.order.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the core system says of its orders, in a CSV file with a header: identifier or ref, and as it has them amount or yuan
 * (in yuan) and status (ACCEPTED, ERROR, PENDING, CLOSED).
 *
 * @param orders by identifier, or else by ref
 * @param faults of the file, all of them, each with its row; what is not read is no order. Their words quote the file, and are
 *     for who sent it alone; their codes are for everybody
 */
public record TheirOrders(Map<String, Theirs> orders, boolean byIdentifier, List<Words> faults) {
    private static final List<String> STANDINGS = List.of("ACCEPTED", "ERROR", "PENDING", "CLOSED");
    private static final String IDENTIFIER = "identifier";

    /** Of a header that is shown. */
    private static final int MOST_HEADER = 200;

    /** Reads the file to its end. */
    public static TheirOrders read(InputStream csv, Charset charset) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                csv,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
            return read(reader);
        } catch (CharacterCodingException e) {
            return faulty(Words.of("their-charset", "the file is not in {0}: choose the other charset", charset));
        }
    }

    /** Of which nothing is compared. */
    public static TheirOrders faulty(Words fault) {
        return new TheirOrders(Map.of(), true, List.of(fault));
    }

    private static TheirOrders read(BufferedReader csv) throws IOException {
        if (isEmpty(csv)) {
            return faulty(Words.of("their-empty", "the file is empty: it has no header and no order"));
        }
        Map<String, Theirs> theirs = new LinkedHashMap<>();
        List<Words> faults = new ArrayList<>();
        boolean byIdentifier = true;
        int number = 1;
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(csv)) {
            // The ones that fail as they are, and say of which kind it is.
            boolean more = rows.hasNextValue();
            List<String> header = header(rows);
            byIdentifier = header.contains(IDENTIFIER);
            String key = byIdentifier ? IDENTIFIER : "ref";
            String amount = header.contains("amount") ? "amount" : "yuan";
            if (!header.contains(key)) {
                return faulty(noKey(header));
            }
            for (; more; more = rows.hasNextValue()) {
                Map<String, String> row = rows.nextValue();
                number++;
                String of = row.get(key);
                if (of == null || of.isBlank()) {
                    faults.add(Words.of("their-key", "row {0}: no identifier and no ref", number));
                } else if (theirs.putIfAbsent(
                                of.strip(),
                                new Theirs(
                                        standing(row.get("status"), number, faults),
                                        fen(row.get(amount), number, faults)))
                        != null) {
                    faults.add(Words.of("their-twice", "row {0}: {1} is there for the second time", number, of));
                }
            }
        } catch (JsonProcessingException e) {
            // Its words quote the row.
            faults.add(Words.of(
                    "their-csv",
                    "row {0}: cannot be read as CSV: is a quote missing, or a cell too many?",
                    number + 1));
        }
        return new TheirOrders(theirs, byIdentifier, faults);
    }

    /** Excel begins a UTF-8 file with a byte order mark. */
    private static boolean isEmpty(BufferedReader reader) throws IOException {
        reader.mark(1);
        int first = reader.read();
        if (first == '\uFEFF') {
            reader.mark(1);
            first = reader.read();
        }
        reader.reset();
        return first < 0;
    }

    private static List<String> header(MappingIterator<?> rows) {
        List<String> header = new ArrayList<>();
        if (rows.getParserSchema() instanceof CsvSchema schema) {
            schema.forEach(column -> header.add(column.getName()));
        }
        return header;
    }

    private static Words noKey(List<String> header) {
        String read = String.join(",", header);
        return Words.of(
                "their-header",
                "row 1: the header names neither identifier nor ref; its columns, which a comma separates, are read as {0}",
                "'" + (read.length() > MOST_HEADER ? read.substring(0, MOST_HEADER) + "..." : read) + "'");
    }

    /** Also by the two words that the ledger has for an order that has not ended, as in lists from the console. */
    private static String standing(String status, int row, List<Words> faults) {
        if (status == null || status.isBlank()) {
            return null;
        }
        String standing = status.strip().toUpperCase(Locale.ROOT);
        if (standing.equals("READY") || standing.equals("SENDING")) {
            return "PENDING";
        }
        if (!STANDINGS.contains(standing)) {
            faults.add(Words.of(
                    "their-status",
                    "row {0}: the status {1} is none of {2}",
                    row,
                    "'" + status + "'",
                    String.join(", ", STANDINGS)));
        }
        return standing;
    }

    private static Long fen(String yuan, int row, List<Words> faults) {
        if (yuan == null || yuan.isBlank()) {
            return null;
        }
        try {
            return new BigDecimal(yuan.strip()).movePointRight(2).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            faults.add(Words.of(
                    "their-amount",
                    "row {0}: {1} is no amount in yuan with two decimals at most",
                    row,
                    "'" + yuan + "'"));
            return null;
        }
    }
}
