package io.github.createorder.table;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A watermark: a number, or a time. Times without a zone are kept as UTC seconds of their own wall clock. */
record Mark(Type type, BigDecimal value) implements Comparable<Mark> {
    private static final int NANO_DIGITS = 9;

    /** What grows. */
    enum Type {
        NUMBER,
        WALL_CLOCK,
        INSTANT;

        /**
         * The type of a watermark column.
         *
         * @throws IllegalStateException if the column cannot be one
         */
        static Type of(TableColumn column) {
            return switch (column.kind()) {
                case NUMBER -> NUMBER;
                case TIMESTAMP -> WALL_CLOCK;
                case ZONED -> INSTANT;
                default ->
                    throw new IllegalStateException("column " + column.name() + " of type " + column.typeName()
                            + " cannot be a watermark: it must be a timestamp or a number");
            };
        }

        Mark parse(String text) {
            return switch (this) {
                case NUMBER -> new Mark(this, new BigDecimal(text));
                case WALL_CLOCK ->
                    of(LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC), this);
                case INSTANT -> of(OffsetDateTime.parse(text.replace(' ', 'T')).toInstant(), this);
            };
        }

        /** The present, Beijing time where there is no zone; null for numbers. */
        Mark of(Instant now) {
            return switch (this) {
                case NUMBER -> null;
                case WALL_CLOCK ->
                    of(LocalDateTime.ofInstant(now, Values.BEIJING).toInstant(ZoneOffset.UTC), this);
                case INSTANT -> of(now, this);
            };
        }

        private static Mark of(Instant time, Type type) {
            return new Mark(
                    type,
                    BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), NANO_DIGITS)));
        }
    }

    Mark minus(long units) {
        return new Mark(type, value.subtract(BigDecimal.valueOf(units)));
    }

    @Override
    public int compareTo(Mark other) {
        return value.compareTo(other.value);
    }

    /** As it is stored and bound. */
    @Override
    public String toString() {
        if (type == Type.NUMBER) {
            return Values.text(value);
        }
        long seconds = value.setScale(0, java.math.RoundingMode.FLOOR).longValueExact();
        long nanos = value.subtract(BigDecimal.valueOf(seconds))
                .movePointRight(NANO_DIGITS)
                .longValueExact();
        Instant time = Instant.ofEpochSecond(seconds, nanos);
        return type == Type.INSTANT
                ? time.atOffset(ZoneOffset.UTC).toString()
                : LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString();
    }
}
