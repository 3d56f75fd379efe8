package io.github.createorder.app.init;

import io.github.createorder.app.init.Guesses.Shape;
import io.github.createorder.file.UnknownFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A start on a file of one's own: tells how it is written, guesses its columns, and writes format, mapping and properties. */
public final class FileStart {
    private static final int MOST_BYTES = 32 * 1024 * 1024;

    private final Path file;
    private final String source;

    public FileStart(Path file, String source) {
        this.file = file;
        this.source = source;
    }

    /** What was found. */
    record Found(FileLook look, Guesses guesses, List<String> key, int window) {}

    /** @param columns their names, for a file that does not have them; each with its bytes for fixed width */
    public Started write(List<String> columns, Path out) throws IOException {
        Found found = look(columns);
        FileLook look = found.look();
        NewFiles files = new NewFiles(out);
        boolean whole = !files.has(PropertiesText.FILE);
        String format = source + ".format.yaml";
        String mapping = source + ".mapping.yaml";
        String products = whole ? "products.csv" : source + ".products.csv";
        boolean lookedUp = found.guesses().product() != null;
        PropertiesText properties = new PropertiesText(source, whole);
        properties.begin(null, lookedUp ? files.path(products) : null);
        properties.drop(files.path(format), files.path(mapping), files.path("inbox"));
        String name = String.valueOf(file.getFileName());
        files.add(whole ? PropertiesText.FILE : source + ".properties", properties.text());
        files.add(format, FormatText.of(look, source, name, found.key(), found.window()));
        files.add(mapping, MappingText.of(source, "file " + name, found.guesses(), Map.of()));
        ProductsText codes = ProductsText.of(found.guesses());
        if (lookedUp) {
            files.add(products, codes.text());
        }
        List<String> notes = new ArrayList<>();
        notes.add("file " + name + ": "
                + look.kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ", "
                + look.file.charset().name() + ", " + look.rows() + " lines of orders, "
                + (look.kind == FileLook.Kind.JSON_LINES
                        ? look.columns.size() + " members"
                        : look.columns.size() + " columns")
                + (look.header != null ? ", a header" : "") + (look.trailer != null ? ", a trailer" : ""));
        notes.addAll(look.notes);
        if (codes.rows() > 0) {
            notes.add(codes.rows() + " product codes seen: fill in Taobao's codes in " + files.path(products));
        }
        return new Started(
                files.write(), notes, MappingText.made(found.guesses()), MappingText.blanks(found.guesses()), !whole);
    }

    Found look(List<String> columns) throws IOException {
        FileLook look = new FileLook(UnknownFile.read(file, MOST_BYTES), columns);
        Guesses guesses = new Guesser(
                        Words.load(),
                        Meanings.load(),
                        look.columns,
                        look.policyColumns,
                        source.toUpperCase(Locale.ROOT) + "-")
                .guess();
        boolean grouped = guesses.shape() == Shape.POLICY_PER_ROW;
        Column number = grouped ? guesses.orderColumns().best("order_id").orElseThrow() : null;
        return new Found(
                look, guesses, grouped ? List.of(number.name()) : List.of(), grouped ? window(number.values()) : 0);
    }

    /** In how many lines all of an order are; 0 when they always follow each other. */
    private static int window(List<String> values) {
        Map<String, Integer> first = new HashMap<>();
        int window = 0;
        boolean apart = false;
        for (int i = 0; i < values.size(); i++) {
            Integer begin = first.putIfAbsent(values.get(i), i);
            if (begin != null) {
                window = Math.max(window, i - begin + 1);
                apart |= !values.get(i).equals(values.get(i - 1));
            }
        }
        // Twice as much as was seen, for other days.
        return apart ? 2 * window : 0;
    }
}
