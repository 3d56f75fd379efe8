package io.github.createorder.sql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The charsets of databases by the names that these give them. */
final class Charsets {
    private Charsets() {}

    /** The charset; empty when it holds all that we write, or is not known. */
    static Optional<Charset> narrow(String name) {
        String own = name == null ? "" : name.toUpperCase(Locale.ROOT);
        return switch (own) {
            case "LATIN1" -> Optional.of(Charset.forName("windows-1252"));
            case "ASCII" -> Optional.of(StandardCharsets.US_ASCII);
            case "LATIN2" -> Optional.of(Charset.forName("ISO-8859-2"));
            case "EUC_CN", "GB2312" -> Optional.of(Charset.forName("GB2312"));
            case "",
                    "SQL_ASCII",
                    "BINARY",
                    "UCS2",
                    "UTF8",
                    "UTF8MB3",
                    "UTF8MB4",
                    "UTF16",
                    "UTF16LE",
                    "UTF32",
                    "GB18030" -> Optional.empty();
            default -> Charset.isSupported(own) ? Optional.of(Charset.forName(own)) : Optional.empty();
        };
    }
}
