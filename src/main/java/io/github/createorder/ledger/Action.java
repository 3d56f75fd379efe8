package io.github.createorder.ledger;

/**
 * Something that a person did, or wanted to: a row of {@code createorder_action}, which never changes.
 *
 * @param at epoch milliseconds
 * @param who the login, or what a command was told
 * @param via by which way: console, cli
 * @param from the address that it came from, or null
 * @param kind what
 * @param outcome what became of it
 * @param entryId the order that it was about, or null
 * @param jobId the job that it was about, or null
 * @param reason why, in the person's words, or null
 * @param detail what exactly, without personal data, or null
 */
public record Action(
        long id,
        long at,
        String who,
        String via,
        String from,
        Kind kind,
        Outcome outcome,
        Long entryId,
        Long jobId,
        String reason,
        String detail) {

    /**
     * Characters of a reason at most. It is kept in columns of {@link Text#REASON} characters: beside a name in that of the gate,
     * whole in all others.
     */
    public static final int MOST_REASON = 400;

    /**
     * A reason as it is kept: in one line, and never cut.
     *
     * @throws IllegalArgumentException if there is none, or it is too long
     */
    public static String reason(String given) {
        String reason = given == null ? "" : given.replaceAll("\\p{Cntrl}", " ").strip();
        if (reason.codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw new IllegalArgumentException("it needs a reason: it is kept with the order and in the audit");
        } else if (reason.length() > MOST_REASON) {
            throw new IllegalArgumentException("the reason has " + reason.length() + " characters, and may have "
                    + MOST_REASON + " at most: say it in fewer words");
        }
        return reason;
    }

    /** What people do. */
    public enum Kind {
        /** Planned a replay of many. */
        PLAN,
        /** Had orders of a plan mapped, without sending them: their records were opened for it. */
        TRIAL,
        /** Had a plan done. */
        START,
        /** Stopped a job. */
        CANCEL,
        /** Edited a record and had it sent again. */
        EDIT,
        /** Closed an error that nobody will send. */
        CLOSE,
        /** Opened a closed error again. */
        REOPEN,
        /** Looked at values that are masked otherwise. */
        REVEAL,
        /** Stopped sending. */
        PAUSE,
        /** Let sending go on. */
        RESUME,
        /** Took a list out as a file. */
        EXPORT,
        /** Logged in, or tried to. */
        LOGIN,
        /** Something else that was denied. */
        OTHER
    }

    /** What became of it. */
    public enum Outcome {
        DONE,
        /** The ledger does not allow it, whoever asks. */
        REFUSED,
        /** The person may not. */
        DENIED
    }
}
