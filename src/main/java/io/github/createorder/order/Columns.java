package io.github.createorder.order;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of one row, by column without regard to case, in the order of the names. The rows of one result or one file
 * share their {@link Names}, so that a row costs no more than the array of its values. Cannot be changed.
 */
public final class Columns extends AbstractMap<String, Object> {
    private final Names names;
    private final Object[] values;

    /** The names of columns, and where in a row's array the value of each stands. Thread-safe. */
    public static final class Names {
        /** Names may come out of data, by an expression that makes them; those of mapping files are far fewer. */
        private static final int MOST_SPELLINGS = 1_000;

        private static final Integer NOWHERE = -1;

        private final String[] names;
        private final int[] places;
        private final SortedMap<String, Integer> found;
        private final Map<String, Integer> spellings = new ConcurrentHashMap<>();

        private Names(SortedMap<String, Integer> found) {
            this.found = found;
            this.names = found.keySet().toArray(String[]::new);
            this.places = found.values().stream().mapToInt(Integer::intValue).toArray();
        }

        /**
         * The columns of rows that have a value for each of these names, in this order.
         *
         * @param names null for a value that belongs to no column
         * @throws IllegalArgumentException if two of them differ in nothing but case: the one would stand for the other
         */
        public static Names of(List<String> names) {
            TreeMap<String, Integer> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int place = 0; place < names.size(); place++) {
                String name = names.get(place);
                if (name != null && found.put(name, place) != null) {
                    throw new IllegalArgumentException(twins(names, name));
                }
            }
            return new Names(found);
        }

        private static String twins(List<String> names, String name) {
            String other =
                    names.stream().filter(name::equalsIgnoreCase).findFirst().orElseThrow();
            return other.equals(name)
                    ? "column " + name + " is there twice"
                    : "the columns " + other + " and " + name
                            + " differ in nothing but case, and columns are read without regard to it";
        }

        /**
         * The row of these values.
         *
         * @param values not to be changed any more
         */
        public Columns row(Object... values) {
            return new Columns(this, values);
        }

        private int place(String name) {
            Integer place = spellings.get(name);
            if (place == null) {
                place = found.getOrDefault(name, NOWHERE);
                if (spellings.size() < MOST_SPELLINGS) {
                    spellings.put(name, place);
                }
            }
            return place;
        }
    }

    private Columns(Names names, Object[] values) {
        this.names = names;
        this.values = values;
    }

    /**
     * A row of its own.
     *
     * @throws IllegalArgumentException if two columns differ in nothing but case
     */
    public static Columns of(Map<String, ?> columns) {
        return columns instanceof Columns already
                ? already
                : Names.of(Arrays.asList(columns.keySet().toArray(String[]::new)))
                        .row(columns.values().toArray());
    }

    @Override
    public Object get(Object column) {
        int place = column instanceof String name ? names.place(name) : -1;
        return place < 0 ? null : values[place];
    }

    @Override
    public boolean containsKey(Object column) {
        return column instanceof String name && names.place(name) >= 0;
    }

    @Override
    public int size() {
        return names.names.length;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, Object>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return names.names.length;
            }
        };
    }

    private final class Entries implements Iterator<Entry<String, Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < names.names.length;
        }

        @Override
        public Entry<String, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int at = next++;
            return new SimpleImmutableEntry<>(names.names[at], values[names.places[at]]);
        }
    }
}
