package io.github.createorder.ledger;

/**
 * Who does something. It is never taken from a form field: the console gives the login, a command what its {@code --who} says,
 * which {@code via} marks.
 *
 * @param who the login, or what a command was told
 * @param via {@link #CONSOLE} or {@link #CLI}
 * @param from the address that it comes from, or null
 */
public record Actor(String who, String via, String from) {
    public static final String CONSOLE = "console";
    public static final String CLI = "cli";

    /** @throws IllegalArgumentException without a name */
    public Actor {
        if (who == null || who.isBlank()) {
            throw new IllegalArgumentException("nobody does it: a name is needed");
        }
        who = Text.cut(line(who), 200);
        from = from == null ? null : Text.cut(line(from), 100);
    }

    /** Somebody at the console. */
    public static Actor atConsole(String login, String from) {
        return new Actor(login, CONSOLE, from);
    }

    /** Somebody who calls himself this, at a command line. */
    public static Actor atCommandLine(String who) {
        return new Actor(who, CLI, null);
    }

    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").strip();
    }

    /** As it stands in an order's history. */
    @Override
    public String toString() {
        return via.equals(CLI) ? who + " (cli)" : who;
    }
}
