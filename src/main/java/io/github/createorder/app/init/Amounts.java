package io.github.createorder.app.init;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether an amount is in fen, yuan or 万元: only what the name, the comment, the type or the values prove. */
final class Amounts {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]+)?");
    private static final Pattern WAN = Pattern.compile("万");
    private static final Pattern FEN = Pattern.compile(
            "[(（\\[:：,，]\\s*(单位)?\\s*[:：]?\\s*分|单位\\s*[:：是为]?\\s*[\"“]?分|以[\"“]?分|分为单位|\\bfen\\b|\\bcents?\\b");
    private static final Pattern YUAN =
            Pattern.compile("(?<!万)元|\\byuan\\b|\\bRMB\\b|\\bCNY\\b", Pattern.CASE_INSENSITIVE);

    private Amounts() {}

    /** Whether the values are numbers at all; true when there are none. */
    static boolean areNumbers(Column column) {
        return switch (column.kind()) {
            case WHOLE, DECIMAL -> true;
            case TEXT ->
                column.filled().stream()
                        .allMatch(value -> NUMBER.matcher(value.strip()).matches());
            default -> false;
        };
    }

    /**
     * The unit; its word is null when nothing proves one, or what there is contradicts itself.
     *
     * @param meanings of the column's name
     */
    static Column.Unit unit(Column column, Set<String> meanings) {
        String said = said(column, meanings);
        long decimals = column.filled().stream()
                .filter(value -> value.strip().matches("[+-]?[0-9]+[.][0-9]+"))
                .count();
        boolean fractions = column.filled().stream().anyMatch(Amounts::hasFraction);
        if (said.equals("contradiction")) {
            return new Column.Unit(null, "name and comment say two units");
        }
        if (said.equals("fen") && fractions) {
            return new Column.Unit(null, "it is said to be in fen, and has values with fractions");
        }
        if (!said.isEmpty()) {
            return new Column.Unit(said, "its name or comment says " + said);
        }
        if (column.unit() != null) {
            return column.unit();
        }
        boolean twoByType = column.kind() == Column.Kind.DECIMAL && column.scale() == 2;
        if (twoByType) {
            return new Column.Unit("yuan", "its type has two decimals, which fen would not need");
        }
        if (fractions) {
            return new Column.Unit("yuan", "values have fractions, which fen would not have");
        }
        boolean twoByText = column.kind() == Column.Kind.TEXT
                && decimals > 0
                && decimals == column.filled().size();
        if (twoByText) {
            return new Column.Unit("yuan", "all " + decimals + " values are written with decimals");
        }
        return new Column.Unit(
                null,
                column.filled().isEmpty()
                        ? "there are no values to tell fen from yuan by"
                        : "whole numbers, and nothing says whether they are fen or yuan");
    }

    private static String said(Column column, Set<String> meanings) {
        String comment = column.comment();
        boolean wan = meanings.contains("wan") || WAN.matcher(comment).find();
        boolean fen = meanings.contains("fen") || FEN.matcher(comment).find();
        boolean yuan = meanings.contains("yuan") || YUAN.matcher(comment).find();
        int words = (wan ? 1 : 0) + (fen ? 1 : 0) + (yuan ? 1 : 0);
        return words > 1 ? "contradiction" : wan ? "wan" : fen ? "fen" : yuan ? "yuan" : "";
    }

    private static boolean hasFraction(String value) {
        String text = value.strip();
        return NUMBER.matcher(text).matches()
                && new BigDecimal(text).stripTrailingZeros().scale() > 0;
    }

    /** In yuan, of the rows where both have one: how often the first is less than the other. */
    static double shareBelow(Column column, String unit, Column other, String otherUnit) {
        List<String> values = column.values();
        int both = 0;
        int below = 0;
        for (int i = 0; i < Math.min(values.size(), other.values().size()); i++) {
            BigDecimal one = yuan(values.get(i), unit);
            BigDecimal two = yuan(other.values().get(i), otherUnit);
            if (one != null && two != null) {
                both++;
                below += one.compareTo(two) < 0 ? 1 : 0;
            }
        }
        return both == 0 ? 0 : (double) below / both;
    }

    private static BigDecimal yuan(String value, String unit) {
        if (value == null || !NUMBER.matcher(value.strip()).matches()) {
            return null;
        }
        return new BigDecimal(value.strip()).scaleByPowerOfTen(unit.equals("fen") ? -2 : unit.equals("wan") ? 4 : 0);
    }
}
