package io.github.createorder.drop;

import com.jcraft.jsch.JSchException;
import io.github.createorder.drop.DropSettings.Sftp;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;

/**
 * When a user may be logged in at a server, for all the connections of all sources together. A login that the server refuses is
 * tried again after ten minutes at the earliest, and then after longer ones: a few tries in a row lock an account. A server
 * that is away is asked again after a second, and then ever more slowly. Thread-safe.
 */
final class SftpLogin {
    private static final String SHARED = "createorderSftpLogins";
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);
    private static final Duration MOST = Duration.ofHours(1);

    private final String server;
    private final Backoff away;
    private final Backoff refused;
    private String why = "";

    SftpLogin(String server, DropClock clock) {
        this.server = server;
        this.away = Backoff.shortly(clock);
        this.refused = new Backoff(clock, AFTER_REFUSAL, MOST);
    }

    /** The one that all sources of this context share for this user and server. */
    static SftpLogin of(CamelContext context, Sftp sftp, DropClock clock) {
        return shared(context).computeIfAbsent(sftp.toString(), server -> new SftpLogin(server, clock));
    }

    @SuppressWarnings("unchecked") // it is bound here and nowhere else
    private static Map<String, SftpLogin> shared(CamelContext context) {
        synchronized (context) {
            Map<String, SftpLogin> shared = context.getRegistry().lookupByNameAndType(SHARED, Map.class);
            if (shared == null) {
                shared = new ConcurrentHashMap<>();
                context.getRegistry().bind(SHARED, shared);
            }
            return shared;
        }
    }

    /** Makes a connection. */
    interface Connecting<T> {
        T connect() throws JSchException;
    }

    /** Whether nobody is to try just now. */
    synchronized boolean isWaiting() {
        return away.isWaiting() || refused.isWaiting();
    }

    /**
     * Tries once, or not at all while {@link #isWaiting}. One at a time: what one has found out, the next one need not try.
     *
     * @throws UnreachableException when there is no connection, in words
     */
    synchronized <T> T connect(Connecting<T> connecting) throws UnreachableException {
        if (isWaiting()) {
            throw new UnreachableException(why, null);
        }
        try {
            T connected = connecting.connect();
            away.succeeded();
            refused.succeeded();
            return connected;
        } catch (JSchException e) {
            if (isRefusal(e)) {
                refused.failed();
                why = server + ": the server refuses the login (" + e.getMessage()
                        + "). Correct the user, password or key in sftp.* and start again. So that the account is not locked,"
                        + " the next try by itself is after " + refused.pause().toMinutes() + " minutes";
            } else {
                away.failed();
                why = server + ": " + reason(e)
                        + (String.valueOf(e.getMessage()).contains("HostKey")
                                ? ". Its key is not as sftp.known-hosts says: ask the server's owner for its key, and pin that"
                                : "");
            }
            throw new UnreachableException(why, e);
        }
    }

    /** After a password was sent; also when the server has hung up instead of an answer. */
    private static boolean isRefusal(JSchException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Auth fail")
                || message.startsWith("Auth cancel")
                || message.contains("uthentication failures");
    }

    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null || cause.getMessage().isBlank()
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
    }
}
