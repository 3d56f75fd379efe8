package io.github.createorder.console;

/** What somebody may do. Those of the role operator contain those of the viewer; the other three are given apart. */
enum Grant {
    /** See every page, with personal data masked. */
    VIEWER,
    /** Replay, close, reopen, pause, resume, and take lists out. */
    OPERATOR,
    /** Edit the record of an order in error. */
    EDIT,
    /** See masked values of one order. */
    REVEAL,
    /** See what people did. */
    AUDIT;

    /** As it is called in properties, texts and by a team's groups. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
