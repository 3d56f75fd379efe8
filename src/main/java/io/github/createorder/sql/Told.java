package io.github.createorder.sql;

/** A failure whose own message says what is the matter and what to do; that of its cause is in it. */
public interface Told {}
