package io.github.createorder.intake;

import io.github.createorder.config.Settings;
import java.util.List;

/**
 * How the records of a source of kind route come in.
 *
 * @param shape whether several records may make one order
 * @param refColumn null: the key is the reference
 * @param policiesColumn the member of a record that holds the list of its policies
 * @param maxRecords of one body
 */
public record IntakeSettings(
        String source,
        List<String> keyColumns,
        Shape shape,
        String refColumn,
        String policiesColumn,
        int maxRecords,
        Verdicts verdicts) {

    /** What makes an order. */
    public enum Shape {
        ORDER_PER_ROW,
        POLICY_PER_ROW
    }

    /** What the body becomes. */
    public enum Verdicts {
        OBJECTS,
        JSON
    }

    /** Reads them; faults go to the settings. */
    public static IntakeSettings read(String source, Settings settings) {
        String ref = settings.text(IntakeSetting.REF_COLUMN.of(source));
        return new IntakeSettings(
                source,
                settings.list(IntakeSetting.KEY_COLUMNS.of(source)),
                settings.choice(IntakeSetting.SHAPE.of(source), Shape.class),
                ref.isEmpty() ? null : ref,
                settings.text(IntakeSetting.POLICIES_COLUMN.of(source)),
                settings.number(IntakeSetting.MAX_RECORDS.of(source), 1, 100_000),
                settings.choice(IntakeSetting.VERDICTS.of(source), Verdicts.class));
    }
}
