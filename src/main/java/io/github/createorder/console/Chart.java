package io.github.createorder.console;

import io.github.createorder.ledger.LedgerReader.Hour;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Columns of a chart, ready for SVG: what is accepted from the ground up, what is in error on it. */
record Chart(List<Column> columns, long most) {
    static final int WIDTH = 720;
    static final int HEIGHT = 120;

    /** Below the columns, for the hours. */
    static final int LABELS = 14;

    private static final int HOURS_A_LABEL = 3;
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.ofHours(8));

    /**
     * Places in the chart's own units.
     *
     * @param label the hour in Beijing, at every third column; else null
     */
    record Column(
            Hour hour,
            int x,
            int width,
            int acceptedY,
            int acceptedHeight,
            int errorY,
            int errorHeight,
            String label) {}

    static Chart of(List<Hour> hours) {
        long most = Math.max(
                1,
                hours.stream().mapToLong(h -> h.accepted() + h.errors()).max().orElse(0));
        int step = WIDTH / Math.max(1, hours.size());
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < hours.size(); i++) {
            Hour hour = hours.get(i);
            int accepted = height(hour.accepted(), most);
            int error = height(hour.errors(), most);
            columns.add(new Column(
                    hour,
                    i * step + 2,
                    step - 4,
                    HEIGHT - accepted,
                    accepted,
                    HEIGHT - accepted - error,
                    error,
                    i % HOURS_A_LABEL == 0 ? HOUR.format(Instant.ofEpochMilli(hour.from())) : null));
        }
        return new Chart(columns, most);
    }

    /** What is there is seen. */
    private static int height(long number, long most) {
        return number == 0 ? 0 : (int) Math.max(2, number * (HEIGHT - 4) / most);
    }
}
