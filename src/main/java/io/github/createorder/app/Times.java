package io.github.createorder.app;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Days and times in arguments. A day by itself is its begin, or its end for what is meant until then. */
final class Times {
    private Times() {}

    /** For every argument that is a day or a time. */
    static void register(CommandLine commandLine) {
        commandLine.registerConverter(LocalDate.class, Times::day);
        commandLine.registerConverter(LocalDateTime.class, text -> time(text, 0));
    }

    /** A time before which something lies: of a day, its end. */
    static final class Until implements ITypeConverter<LocalDateTime> {
        @Override
        public LocalDateTime convert(String text) {
            return time(text, 1);
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' must be yyyy-MM-dd, such as 2026-11-28");
        }
    }

    private static LocalDateTime time(String text, int daysOn) {
        try {
            return text.length() <= "yyyy-MM-dd".length()
                    ? LocalDate.parse(text).plusDays(daysOn).atStartOfDay()
                    : LocalDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text
                    + "' must be yyyy-MM-ddTHH:mm, such as 2026-11-28T09:00, or a whole day, such as 2026-11-28");
        }
    }
}
