package io.github.createorder.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.createorder.ledger.Reconciliation.Theirs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the core system says of its orders, in a CSV file with a header: identifier or ref, and as it has them amount (yuan) and
 * status (ACCEPTED, ERROR, PENDING).
 *
 * @param orders by identifier, or else by ref
 * @param faults of the file, all of them, each with its row; what is not read is no order
 */
public record TheirOrders(Map<String, Theirs> orders, boolean byIdentifier, List<String> faults) {

    /** Reads the file to its end. */
    public static TheirOrders read(Reader csv) throws IOException {
        Map<String, Theirs> theirs = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        CsvSchema schema = CsvSchema.emptySchema().withHeader();
        boolean byIdentifier = true;
        int number = 1;
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(schema)
                .readValues(withoutMark(new BufferedReader(csv)))) {
            while (rows.hasNext()) {
                Map<String, String> row = rows.next();
                number++;
                byIdentifier = row.containsKey("identifier");
                if (!byIdentifier && !row.containsKey("ref")) {
                    faults.add("row " + number + ": the header names neither identifier nor ref");
                    break;
                }
                String key = byIdentifier ? row.get("identifier") : row.get("ref");
                if (key == null || key.isBlank()) {
                    faults.add("row " + number + ": no identifier and no ref");
                } else if (theirs.putIfAbsent(
                                key.strip(), new Theirs(row.get("status"), fen(row.get("amount"), number, faults)))
                        != null) {
                    faults.add("row " + number + ": " + key + " is there for the second time");
                }
            }
        } catch (JsonProcessingException | RuntimeJsonMappingException e) {
            // Its words quote the row.
            faults.add("row " + (number + 1) + ": cannot be read as CSV: is a quote missing, or a cell too many?");
        }
        return new TheirOrders(theirs, byIdentifier, faults);
    }

    /** Excel begins a UTF-8 file with a byte order mark. */
    private static BufferedReader withoutMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private static Long fen(String yuan, int row, List<String> faults) {
        if (yuan == null || yuan.isBlank()) {
            return null;
        }
        try {
            return new BigDecimal(yuan.strip()).movePointRight(2).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            faults.add("row " + row + ": '" + yuan + "' is no amount in yuan with two decimals at most");
            return null;
        }
    }
}
