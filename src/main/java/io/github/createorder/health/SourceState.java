package io.github.createorder.health;

import java.time.Instant;
import java.util.List;

/**
 * A source as this node sees it now.
 *
 * @param kind table, drop or route
 * @param mode how a table is read: claim or watermark; empty for the others
 * @param expected when a file is expected in a drop, as it is configured; empty when none is
 * @param alarms what a person should look at, oldest first
 */
public record SourceState(String name, String kind, String mode, String expected, List<Alarm> alarms) {

    /**
     * Something that a person should look at.
     *
     * @param kind in one word
     * @param subject name of the file that it is about; empty when it concerns the source
     * @param text what is wrong and what to do; may quote a value
     */
    public record Alarm(Instant since, String kind, String subject, String text) {}
}
