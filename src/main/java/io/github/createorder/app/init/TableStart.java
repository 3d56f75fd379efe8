package io.github.createorder.app.init;

import io.github.createorder.app.init.Guesses.Shape;
import io.github.createorder.app.init.TableLook.ForeignKey;
import io.github.createorder.app.init.TableLook.Table;
import io.github.createorder.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A start on a table of one's own: looks at it, guesses, and writes properties, a mapping and a product mapping. */
public final class TableStart {
    private static final int MOST_NEIGHBOURS = 8;

    private final Database database;
    private final String source;
    private final Words words = Words.load();
    private final Meanings meanings = Meanings.load();

    public TableStart(Database database, String source) {
        this.database = database;
        this.source = source;
    }

    /** The columns that say who takes a row. */
    record Claim(String status, String by, String at, String words, Map<String, String> report) {}

    /** What was found, and how the source would be described. */
    record Found(
            String dataSource,
            Table table,
            Guesses guesses,
            Guess key,
            String shapeReason,
            String policyTable,
            Guess policyKey,
            Guess policyOrder,
            Guess watermark,
            Claim claim,
            Map<String, String> elsewhere) {}

    /**
     * Looks and writes.
     *
     * @param policyTable null to have one that refers to the table found
     * @throws ConfigurationException when a file that it would write is there
     */
    public Started write(String table, String policyTable, Path out) throws SQLException, IOException {
        Found found = look(table, policyTable);
        NewFiles files = new NewFiles(out);
        boolean whole = !files.has(PropertiesText.FILE);
        Guesses guesses = found.guesses();
        String mapping = source + ".mapping.yaml";
        String products = whole ? "products.csv" : source + ".products.csv";
        ProductsText codes = ProductsText.of(guesses);
        boolean lookedUp = guesses.product() != null;
        PropertiesText properties = new PropertiesText(source, whole);
        properties.begin(database, lookedUp ? files.path(products) : null);
        properties.table(found, files.path(mapping));
        files.add(whole ? PropertiesText.FILE : source + ".properties", properties.text());
        files.add(mapping, MappingText.of(source, "table " + table, guesses, found.elsewhere()));
        if (lookedUp) {
            files.add(products, codes.text());
        }
        List<String> notes = new ArrayList<>();
        notes.add(described(found.table()));
        if (codes.rows() > 0) {
            notes.add(codes.rows() + " product codes seen: fill in Taobao's codes in " + files.path(products));
        }
        List<String> blanks = new ArrayList<>(MappingText.blanks(guesses));
        blanks.addAll(properties.blanks());
        return new Started(files.write(), notes, MappingText.made(guesses), blanks, !whole);
    }

    private static String described(Table table) {
        int rows = table.columns().stream()
                .mapToInt(column -> column.values().size())
                .max()
                .orElse(0);
        return "table " + table.name() + ": " + table.columns().size() + " columns, " + rows + " rows looked at";
    }

    Found look(String name, String policyTable) throws SQLException {
        try (Connection connection = database.connect()) {
            TableLook look = TableLook.on(connection, words);
            Table table = look.look(name);
            Optional<ForeignKey> child = child(look, table, policyTable);
            Table policies = child.isPresent() ? look.look(child.get().other()) : null;
            Guesses guesses = new Guesser(
                            words,
                            meanings,
                            table.columns(),
                            policies == null ? null : policies.columns(),
                            source.toUpperCase(Locale.ROOT) + "-")
                    .guess();
            Map<String, String> elsewhere = elsewhere(look, table, guesses);
            connection.rollback();
            return found(table, policies, child, guesses, elsewhere);
        }
    }

    private Found found(
            Table table, Table policies, Optional<ForeignKey> child, Guesses guesses, Map<String, String> elsewhere) {
        Optional<Column> number = guesses.orderColumns().best("order_id");
        Guess key;
        String reason;
        if (guesses.shape() == Shape.ORDER_AND_POLICY_TABLES) {
            ForeignKey foreign = child.orElseThrow();
            key = list("key-columns", foreign.columns(), "the columns by which policies belong to their order");
            reason = "Policies are in table " + foreign.other() + ".";
        } else if (guesses.shape() == Shape.POLICY_PER_ROW) {
            key = Guess.made("key-columns", number.orElseThrow().name(), "rows with the same one are one order");
            reason = number.get().name() + " comes back in the rows seen, and the policy's number does not.";
        } else {
            key = ownKey(table, number);
            reason = "A row is an order with one policy, as far as the rows seen tell.";
        }
        return new Found(
                database.name(),
                table,
                guesses,
                key,
                reason,
                child.map(ForeignKey::other).orElse(null),
                child.map(foreign ->
                                list("policy.key-columns", foreign.otherColumns(), "in the same order as key-columns"))
                        .orElse(null),
                policyOrder(table, policies, guesses),
                watermark(table, guesses),
                claim(guesses.orderColumns()),
                elsewhere);
    }

    private static Guess list(String field, List<String> columns, String reason) {
        return Guess.made(field, columns.stream().map(TableStart::property).collect(Collectors.joining(",")), reason);
    }

    /** A column's name as properties have it. */
    private static String property(String name) {
        return name.matches("[\\p{L}_][\\p{L}\\p{N}_$#]*") ? name : '"' + name + '"';
    }

    private static Guess ownKey(Table table, Optional<Column> number) {
        if (!table.primaryKey().isEmpty()) {
            return list("key-columns", table.primaryKey(), "the primary key");
        }
        List<Column> unique = table.columns().stream().filter(Column::isUnique).toList();
        Optional<Column> id = unique.stream()
                .filter(column -> column.name().equalsIgnoreCase("id"))
                .findFirst()
                .or(() -> number.filter(unique::contains));
        return id.map(column -> Guess.made(
                        "key-columns",
                        property(column.name()),
                        "no primary key is known (a view has none); in the rows seen it never comes back"))
                .orElseGet(() ->
                        Guess.blank("key-columns", "no primary key, and no column that never comes back", List.of()));
    }

    private static Guess policyOrder(Table table, Table policies, Guesses guesses) {
        Optional<Column> number = guesses.policyColumns().best("policy_no");
        Table of = policies == null ? table : policies;
        return number.map(column -> Guess.made(
                        "policy.order-by",
                        property(column.name()),
                        "so that policies come in the same order at every reading"))
                .orElseGet(() -> of.primaryKey().isEmpty()
                        ? Guess.blank("policy.order-by", "columns that fix the order of an order's policies", List.of())
                        : list("policy.order-by", of.primaryKey(), "the primary key"));
    }

    private static Guess watermark(Table table, Guesses guesses) {
        Candidates columns = guesses.orderColumns();
        for (String field : List.of("updated", "apply_time")) {
            Optional<Column> found = columns.best(field)
                    .filter(column -> column.kind() == Column.Kind.TIMESTAMP
                            && column.filled().size() == column.values().size());
            if (found.isPresent()) {
                return Guess.made(
                        "watermark.column",
                        property(found.get().name()),
                        found.get().described() + ": it must grow with every new row, and have an index");
            }
        }
        Optional<Column> id = table.columns().stream()
                .filter(column ->
                        column.kind() == Column.Kind.WHOLE && table.primaryKey().equals(List.of(column.name())))
                .findFirst();
        return id.map(column -> Guess.made(
                        "watermark.column",
                        property(column.name()),
                        column.described() + ", the primary key: it must grow with every new row"))
                .orElseGet(() -> Guess.blank(
                        "watermark.column",
                        "a timestamp or number with an index that grows with every new row",
                        List.of()));
    }

    private static Claim claim(Candidates columns) {
        Optional<Column> status = columns.best("status").filter(column -> column.kind() == Column.Kind.TEXT);
        Optional<Column> by = columns.best("claimed-by").filter(column -> column.kind() == Column.Kind.TEXT);
        Optional<Column> at = columns.best("claimed-at").filter(column -> column.kind() == Column.Kind.TIMESTAMP);
        if (status.isEmpty() || by.isEmpty() || at.isEmpty()) {
            return null;
        }
        Map<String, String> report = new LinkedHashMap<>();
        Map.of(
                        "reason",
                        "report.reason-column",
                        "request-id",
                        "report.request-id-column",
                        "status-time",
                        "report.time-column")
                .forEach((field, key) ->
                        columns.best(field).ifPresent(column -> report.put(key, property(column.name()))));
        return new Claim(
                property(status.get().name()),
                property(by.get().name()),
                property(at.get().name()),
                "Words in " + status.get().name()
                        + ": NEW, TAKING, TAKEN, ACCEPTED and ERROR unless status.new and so on say others.",
                new TreeMap<>(report));
    }

    // ---- other tables

    private Optional<ForeignKey> child(TableLook look, Table table, String named) throws SQLException {
        if (named != null) {
            Optional<ForeignKey> known = table.referring().stream()
                    .filter(foreign -> foreign.other().equalsIgnoreCase(named))
                    .findFirst();
            return Optional.of(known.isPresent() ? known.get() : byNumber(look, table, named));
        }
        List<ForeignKey> children = new ArrayList<>();
        for (ForeignKey foreign :
                table.referring().stream().limit(MOST_NEIGHBOURS).toList()) {
            Candidates columns = new Candidates(
                    words, meanings, look.describe(foreign.other()).columns());
            if (columns.best("policy_no").isPresent()
                    && !(columns.all("fee_amount").isEmpty()
                            && columns.all("guaranteed_amount").isEmpty())) {
                children.add(foreign);
            }
        }
        return children.size() == 1 ? Optional.of(children.get(0)) : Optional.empty();
    }

    /** Without a foreign key, the order's number is in both tables by the same name. */
    private ForeignKey byNumber(TableLook look, Table table, String named) throws SQLException {
        Table policies = look.describe(named);
        Candidates columns = new Candidates(words, meanings, table.columns());
        return columns.all("order_id").stream()
                .map(candidate -> candidate.column().name())
                .filter(name -> policies.columns().stream()
                        .anyMatch(column -> column.name().equalsIgnoreCase(name)))
                .findFirst()
                .map(name -> new ForeignKey(List.of(name), named, List.of(name)))
                .orElseThrow(() -> new ConfigurationException(List.of("table " + named
                        + " has no foreign key to " + table.name()
                        + ", and no order number of the same name is in both: have a view join them")));
    }

    /** Columns for blanks in the tables that this one refers to: a view could bring them in. */
    private Map<String, String> elsewhere(TableLook look, Table table, Guesses guesses) throws SQLException {
        List<String> blanks = MappingText.blanks(guesses);
        Map<String, String> elsewhere = new LinkedHashMap<>();
        for (ForeignKey foreign :
                table.referred().stream().limit(MOST_NEIGHBOURS).toList()) {
            Candidates columns = new Candidates(
                    words, meanings, look.describe(foreign.other()).columns());
            for (String blank : blanks) {
                columns.best(blank)
                        .ifPresent(column -> elsewhere.putIfAbsent(
                                blank,
                                "Table " + foreign.other() + ", which " + String.join(", ", foreign.columns())
                                        + " refers to, has " + column.name()
                                        + ": let the source read a view that joins it"));
            }
        }
        return elsewhere;
    }
}
