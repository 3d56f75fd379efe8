package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import io.github.createorder.file.FileScan.Part;
import io.github.createorder.file.FormatSpec.Orders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Puts the lines of an order together. Open orders are held until their window has passed; they come out by first line. */
final class Grouping {
    private final Orders orders;
    private final int maxPolicies;
    private final FaultLog faults;
    private final KeySet closed;
    private final Map<String, Group> open = new LinkedHashMap<>();
    private final Queue<Group> complete = new ArrayDeque<>();
    private long orphansUntil;

    /** An order that is being put together. */
    static final class Group {
        final long firstLine;
        private final FileFault place;
        /** Filled by who reads; empty in a check. */
        Map<String, Object> columns;

        final List<Map<String, Object>> rows = new ArrayList<>();
        int policies;

        Group(long firstLine, FileFault place) {
            this.firstLine = firstLine;
            this.place = place;
        }
    }

    /**
     * @param remember find keys that come back after their order was complete, for which every key must be remembered
     */
    Grouping(Orders orders, int maxPolicies, boolean remember, FaultLog faults) {
        this.orders = orders;
        this.maxPolicies = maxPolicies;
        this.faults = faults;
        this.closed = remember && !orders.key().isEmpty() ? new KeySet() : null;
    }

    /** The order that the line belongs to; null with a fault. */
    Group add(Part part, String key, Line line) {
        closeBefore(line.number);
        Group group = open.get(key);
        boolean starts = orders.type() == null ? group == null : part == Part.ORDER;
        if (starts) {
            group = start(key, group, line);
        } else if (group == null && line.number >= orphansUntil) {
            faults.add(
                    line,
                    0,
                    Code.KEY,
                    orders.key().isEmpty() || (closed != null && !closed.contains(key))
                            ? "a policy line without an order line before it"
                            : cameBack());
        }
        if (group != null && (part == Part.POLICY || orders.type() == null) && ++group.policies == maxPolicies + 1) {
            faults.add(
                    line,
                    0,
                    Code.LIMIT,
                    "the order has more than the " + maxPolicies + " policies of `limits: policies`");
        }
        return group;
    }

    private Group start(String key, Group group, Line line) {
        if (orders.window() == 0) {
            if (group != null && !orders.key().isEmpty()) {
                faults.add(
                        line,
                        0,
                        Code.KEY,
                        "a second order line with the same key as the one of line " + group.firstLine);
            }
            closeAll();
            orphansUntil = 0;
        } else if (group != null) {
            faults.add(
                    line, 0, Code.KEY, "a second order line with the same key as the one of line " + group.firstLine);
            return group;
        }
        if (closed != null && !closed.add(key) && group == null) {
            faults.add(line, 0, Code.KEY, cameBack());
        }
        Group started = new Group(line.number, FileFault.at(line, 0, Code.KEY, "the order line has no policy line"));
        open.put(key, started);
        return started;
    }

    private String cameBack() {
        return orders.window() == 0
                ? "the key of an earlier order comes back: sort the file by its key, or set `window`"
                : "the key of an earlier order comes back more than " + orders.window()
                        + " lines after the order's first line: sort the file by its key, or widen `window`";
    }

    /** A line that could not be read: its policy lines are not told too. */
    void faulty(Line line) {
        orphansUntil = orders.window() == 0 ? Long.MAX_VALUE : line.number + orders.window();
    }

    private void closeBefore(long line) {
        if (orders.window() == 0) {
            return;
        }
        Iterator<Group> groups = open.values().iterator();
        while (groups.hasNext()) {
            Group group = groups.next();
            if (group.firstLine + orders.window() > line) {
                return;
            }
            close(group);
            groups.remove();
        }
    }

    /** There are no more lines. */
    void closeAll() {
        open.values().forEach(this::close);
        open.clear();
    }

    private void close(Group group) {
        if (group.policies == 0 && orphansUntil == 0) {
            faults.add(group.place);
        }
        complete.add(group);
    }

    /** The next order that is complete; null for none yet. */
    Group poll() {
        return complete.poll();
    }
}
