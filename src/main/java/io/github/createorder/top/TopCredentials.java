package io.github.createorder.top;

import java.util.ArrayList;
import java.util.List;

/**
 * Who we are to the gateway. The secret and the session can be used within this package only and are in no text of this
 * object.
 */
public final class TopCredentials {

    private final String appKey;
    private final String appSecret;
    private final String session;

    /**
     * White space around the values is cut off: secrets read from a mounted file end with a line break.
     *
     * @param appKey the app_key
     * @param appSecret the app's secret
     * @param session the user's token, or null or blank when the API needs none (protocol page §2)
     * @throws IllegalArgumentException when app key or secret is missing; the message holds no value
     */
    public TopCredentials(String appKey, String appSecret, String session) {
        List<String> faults = new ArrayList<>();
        this.appKey = required("app_key", appKey, faults);
        this.appSecret = required("app_secret", appSecret, faults);
        this.session = session == null || session.isBlank() ? null : session.strip();
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    private static String required(String name, String value, List<String> faults) {
        if (value == null || value.isBlank()) {
            faults.add(name + " is missing");
            return "";
        }
        return value.strip();
    }

    /** The app_key. */
    public String appKey() {
        return appKey;
    }

    String appSecret() {
        return appSecret;
    }

    /** Null when there is none. */
    String session() {
        return session;
    }

    @Override
    public String toString() {
        return "TopCredentials[appKey=" + appKey + ", appSecret=***, session=" + (session == null ? "none" : "***")
                + "]";
    }
}
