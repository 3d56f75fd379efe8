package io.github.createorder.errors;

/**
 * What a message on the redelivery queue asks for. All that is sent comes from the ledger, nothing from the message.
 *
 * @param orderKey which ledger entry
 * @param replays the entry's count of replays when the message was made: tells one failure of an order from the next
 * @param reason why it is sent again, in a person's words
 * @param who who asked for it
 */
public record Redelivery(String orderKey, int replays, String reason, String who) {}
