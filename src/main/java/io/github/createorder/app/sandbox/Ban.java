package io.github.createorder.app.sandbox;

/**
 * One ban, by the sandbox's clock.
 *
 * @param fromMillis epoch milliseconds when it was called out
 * @param untilMillis epoch milliseconds from which orders get through again
 * @param postsDuring calls that came nevertheless, without the one that started it
 * @param lastPostMillis when the last of them came, 0 when there was none
 */
public record Ban(long fromMillis, long untilMillis, long postsDuring, long lastPostMillis) {}
