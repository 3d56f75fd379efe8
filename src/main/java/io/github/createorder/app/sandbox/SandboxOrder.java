package io.github.createorder.app.sandbox;

/**
 * What the sandbox knows of one accepted order.
 *
 * @param digest SHA-256 of the create_order_request's UTF-8 bytes, lower-case hex
 * @param posts well-formed POSTs of this identifier that got past the limits, accepted or not
 * @param acceptedMillis epoch milliseconds by the sandbox's clock
 * @param requestId of the first answer
 * @param payload the create_order_request; null unless payloads are kept
 */
public record SandboxOrder(
        String identifier,
        String orderId,
        String digest,
        int posts,
        long acceptedMillis,
        String requestId,
        String payload) {}
