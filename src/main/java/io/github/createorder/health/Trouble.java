package io.github.createorder.health;

import java.time.Instant;

/**
 * Something that the bundle leans on does not work.
 *
 * @param since when it first failed
 * @param reason the newest one, in words
 */
public record Trouble(Instant since, String reason) {}
