package io.github.createorder.product;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.github.createorder.order.Columns;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the rows of a product mapping; whether they make sense is for {@link ProductTable}. */
interface ProductReader {

    /** For a query that somebody's lock may be in the way of: until it ends, no order is made. */
    int SECONDS = 60;

    /** All rows. Any failure to read is an exception that says what to correct. */
    List<ProductRow> rows();

    static ProductReader sql(DataSource dataSource, String query) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        jdbc.setQueryTimeout(SECONDS);
        return () -> jdbc.query(query, (ResultSet result) -> {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                columns.add(result.getMetaData().getColumnLabel(i));
            }
            refuseTwins("the query", columns);
            List<ProductRow> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, String> cells = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (int i = 1; i <= columns.size(); i++) {
                    String value = result.getString(i);
                    cells.put(columns.get(i - 1), value == null ? "" : value.strip());
                }
                rows.add(new ProductRow("row " + (rows.size() + 1), cells));
            }
            return rows;
        });
    }

    /** Columns are read without regard to case: the one would stand for the other. */
    private static void refuseTwins(String place, List<String> columns) {
        try {
            Columns.Names.of(columns);
        } catch (IllegalArgumentException e) {
            throw new ProductException(List.of(place + ": " + e.getMessage() + ": leave one out"));
        }
    }

    /** The charset is read strictly: a byte that it does not have is an error, not a question mark. */
    static ProductReader csv(ProductSettings settings) {
        return () -> {
            try (Reader reader = Files.newBufferedReader(settings.file(), settings.charset())) {
                return csv(settings.file(), reader);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        settings.file() + " cannot be read as " + settings.charset() + ": " + e, e);
            }
        };
    }

    private static List<ProductRow> csv(Path file, Reader reader) throws IOException {
        ObjectReader lines = new CsvMapper()
                .readerFor(String[].class)
                .withFeatures(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES);
        List<String> faults = new ArrayList<>();
        List<ProductRow> rows = new ArrayList<>();
        try (MappingIterator<String[]> cells = lines.readValues(reader)) {
            if (!cells.hasNext()) {
                throw new ProductException(List.of(file + ": empty, not even a header line"));
            }
            String[] header = cells.next();
            // Excel begins a UTF-8 file with a byte order mark.
            header[0] = header[0].startsWith("\uFEFF") ? header[0].substring(1) : header[0];
            refuseTwins(
                    file + " line 1", Arrays.stream(header).map(String::strip).toList());
            while (cells.hasNext()) {
                int line = cells.getCurrentLocation().getLineNr();
                String[] values = cells.next();
                String place = file + " line " + line;
                if (values.length != header.length) {
                    faults.add(place + ": " + values.length + " cells, but the header has " + header.length);
                    continue;
                }
                Map<String, String> row = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (int i = 0; i < header.length; i++) {
                    row.put(header[i].strip(), values[i].strip());
                }
                rows.add(new ProductRow(place, row));
            }
        }
        if (!faults.isEmpty()) {
            throw new ProductException(faults);
        }
        return rows;
    }
}
