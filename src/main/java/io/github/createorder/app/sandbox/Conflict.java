package io.github.createorder.app.sandbox;

/**
 * An identifier that came again with another payload.
 *
 * @param digest of the payload that was accepted
 * @param otherDigest of the payload that was not
 */
public record Conflict(String identifier, String digest, String otherDigest) {}
