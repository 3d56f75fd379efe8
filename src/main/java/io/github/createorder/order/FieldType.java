package io.github.createorder.order;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/** The types of the createorder fields (API page), each with the Java type of its values in an {@link OrderDraft}. */
public enum FieldType {
    /** Text. On the wire a string. */
    STRING(String.class, "text", "a text"),
    /** Money in yuan (API page: 单位元). On the wire a string with two decimals. */
    AMOUNT(BigDecimal.class, "amount", "10.00 (yuan)"),
    /** A date with its time of day, Beijing time. On the wire {@code yyyy-MM-dd HH:mm:ss}. */
    DATE(LocalDateTime.class, "date", "2026-01-01 10:00:00"),
    /** On the wire a bare true or false. */
    BOOLEAN(Boolean.class, "yes/no field", "true or false"),
    /** On the wire a bare integer. */
    NUMBER(Long.class, "whole number", "1"),
    /** A JSON object as text. On the wire a string, so that it is encoded twice. */
    JSON(String.class, "JSON text", "{\"spm\":\"xxx\"}"),
    /** The policies. */
    LIST(List.class, "list", "a list");

    private final Class<?> javaType;
    private final String words;
    private final String sample;

    FieldType(Class<?> javaType, String words, String sample) {
        this.javaType = javaType;
        this.words = words;
        this.sample = sample;
    }

    /** The Java type of a value of this type in an {@link OrderDraft}. */
    public Class<?> javaType() {
        return javaType;
    }

    /** What people call it, singular and without an article. */
    public String words() {
        return words;
    }

    /** How a value is written in the request. */
    String sample() {
        return sample;
    }
}
