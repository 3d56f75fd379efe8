package io.github.createorder.app.init;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which fields a name with these meanings may stand for, by {@code meanings.txt}. Immutable. */
final class Meanings {
    /** From here on it is a guess. */
    static final int SURE = 80;
    /** By so much it must be ahead of all others. */
    static final int AHEAD = 10;
    /** From here on it is worth a word in a comment. */
    static final int WORTH_A_WORD = 40;

    private static final Set<String> UNITS = Set.of("fen", "yuan", "wan");
    /** Values of such columns are not even read. */
    private static final Set<String> PERSONAL = Set.of(
            "holder",
            "insured",
            "beneficiary",
            "person",
            "phone",
            "paid-or-phone",
            "email",
            "address",
            "birthday",
            "gender",
            "idcard",
            "bank",
            "pet",
            "thing",
            "customer");

    private final List<Way> ways;

    private record Way(String field, int score, List<Set<String>> needed, Set<String> allowed) {}

    private Meanings(List<Way> ways) {
        this.ways = ways;
    }

    static Meanings load() {
        List<Way> ways = new ArrayList<>();
        for (String line : Words.lines("meanings.txt")) {
            String[] cells = line.split("\\s+");
            List<Set<String>> needed = new ArrayList<>();
            Set<String> allowed = new HashSet<>(UNITS);
            for (int i = 2; i < cells.length; i++) {
                if (cells[i].startsWith("?")) {
                    allowed.add(cells[i].substring(1));
                } else {
                    Set<String> either = Set.of(cells[i].split("\\|"));
                    needed.add(either);
                    allowed.addAll(either);
                }
            }
            ways.add(new Way(cells[0], Integer.parseInt(cells[1]), needed, allowed));
        }
        return new Meanings(ways);
    }

    static boolean isPersonal(Set<String> meanings) {
        return meanings.stream().anyMatch(PERSONAL::contains);
    }

    /** Fields with their scores, the highest of each; half of it when the name has an unknown word as well. */
    Map<String, Integer> fields(Set<String> meanings) {
        Map<String, Integer> fields = new LinkedHashMap<>();
        Set<String> known = new HashSet<>(meanings);
        boolean unknown = known.remove(Words.UNKNOWN);
        for (Way way : ways) {
            boolean all =
                    way.needed().stream().allMatch(either -> either.stream().anyMatch(known::contains));
            if (all && way.allowed().containsAll(known)) {
                fields.merge(way.field(), unknown ? way.score() / 2 : way.score(), Math::max);
            }
        }
        return fields;
    }
}
