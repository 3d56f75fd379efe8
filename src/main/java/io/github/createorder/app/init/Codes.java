package io.github.createorder.app.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code tables: what a comment says of codes, what is known by a name, and what values say of themselves. */
final class Codes {
    /** {@code 0-趸交, 1:月交; 12=年交}, as comments have it. */
    private static final Pattern ENTRY =
            Pattern.compile("(?<![A-Za-z0-9])(-?[A-Za-z0-9]{1,10})\\s*[-:：=、.．—]?\\s*[(（]?(\\p{IsHan}+)");

    private static final int MOST = 12;
    /** Of the systems of the LIS family, by the column's name alone. */
    private static final Map<String, String> LIS = Map.of("0", "single", "1", "monthly");

    private static final Set<String> LIS_ALL = Set.of("-1", "0", "1", "3", "6", "12", "36", "99");

    private Codes() {}

    /**
     * A code table as far as it is known.
     *
     * @param known codes with what they mean for Taobao
     * @param others codes of which Taobao has no word
     * @param reason where it is from
     */
    record Table(Map<String, String> known, Set<String> others, String reason) {}

    /** How it is paid; known is empty when nothing tells. */
    static Table payment(Column column, Set<String> meanings) {
        Set<String> seen = column.distinct();
        Map<String, String> said = said(column.comment());
        Map<String, String> known = new TreeMap<>();
        Set<String> others = new TreeSet<>();
        String reason;
        if (!said.isEmpty() && said.keySet().containsAll(seen)) {
            said.forEach((code, word) -> put(code, payment(word), known, others));
            reason = "its comment says the codes";
        } else if (!seen.isEmpty()
                && seen.size() <= MOST
                && seen.stream().allMatch(value -> payment(value) != null || isPaymentWord(value))) {
            seen.forEach(value -> put(value, payment(value), known, others));
            reason = "the values are words";
        } else if (meanings.contains("lis") && !seen.isEmpty() && LIS_ALL.containsAll(seen)) {
            known.putAll(LIS);
            others.addAll(seen);
            others.removeAll(LIS.keySet());
            reason = "PAYINTV of LIS: 0 all at once, 1 by the month";
        } else {
            return new Table(Map.of(), Set.of(), "nothing says what its codes mean");
        }
        return new Table(known, others, reason);
    }

    private static void put(String code, String meaning, Map<String, String> known, Set<String> others) {
        if (meaning == null) {
            others.add(code);
        } else {
            known.put(code, meaning);
        }
    }

    private static String payment(String word) {
        String text = word.strip().toLowerCase(Locale.ROOT);
        if (text.equals("single") || text.contains("趸") || text.contains("一次")) {
            return "single";
        }
        return text.equals("monthly") || text.matches("按?每?月(缴|交|付)?(费)?") ? "monthly" : null;
    }

    /** Words of payment that Taobao has none for. */
    private static boolean isPaymentWord(String word) {
        return word.matches("(按|每)?(年|季|半年|季度)(缴|交|付)?(费)?|不定期|yearly|annual|quarterly");
    }

    /** The codes that a comment lists; empty unless there are two. */
    static Map<String, String> said(String comment) {
        Map<String, String> said = new LinkedHashMap<>();
        Matcher entry = ENTRY.matcher(comment);
        while (entry.find()) {
            said.putIfAbsent(entry.group(1), entry.group(2));
        }
        return said.size() < 2 ? Map.of() : said;
    }

    /** The words for yes and no, yes first; empty when the values say neither. */
    static List<Set<String>> yesNo(Column column) {
        Set<String> seen = column.distinct();
        Map<String, String> said = said(column.comment());
        if (column.kind() == Column.Kind.BOOLEAN) {
            return List.of(Set.of(), Set.of());
        }
        if (said.size() == 2 && said.keySet().containsAll(seen)) {
            Set<String> yes = codesOf(said, "是|有|续保.*|勾选|已.*");
            Set<String> no = codesOf(said, "否|无|不.*|未.*|非.*");
            if (yes.size() == 1 && no.size() == 1) {
                return isUsual(yes, no) ? List.of(Set.of(), Set.of()) : List.of(yes, no);
            }
        }
        if (!seen.isEmpty()
                && Set.of("1", "0", "Y", "N", "y", "n", "true", "false").containsAll(seen)) {
            return List.of(Set.of(), Set.of());
        }
        if (!seen.isEmpty() && Set.of("是", "否").containsAll(seen)) {
            return List.of(Set.of("是"), Set.of("否"));
        }
        return List.of();
    }

    private static boolean isUsual(Set<String> yes, Set<String> no) {
        return Set.of("1", "Y", "true").containsAll(yes)
                && Set.of("0", "N", "false").containsAll(no);
    }

    private static Set<String> codesOf(Map<String, String> said, String word) {
        Set<String> codes = new TreeSet<>();
        said.forEach((code, meaning) -> {
            if (meaning.matches(word)) {
                codes.add(code);
            }
        });
        return codes;
    }
}
