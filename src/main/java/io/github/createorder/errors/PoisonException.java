package io.github.createorder.errors;

/** A message on the redelivery queue that is none of ours, or that cannot be read safely. It is parked, never sent. */
public final class PoisonException extends Exception {
    private final String evidence;

    /**
     * @param reason what is wrong with it, in words, without any of its text
     * @param evidence what to keep of it for the person who will look: its text, or a description of it
     */
    public PoisonException(String reason, String evidence) {
        super(reason);
        this.evidence = evidence;
    }

    /** What to keep of it; the route reads it as {@code ${exception.evidence}}. */
    public String getEvidence() {
        return evidence;
    }
}
