package io.github.createorder.top;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a request is signed; protocol page §3.1. */
public enum SignMethod {
    /** {@code MD5(secret + base + secret)}. */
    MD5("md5", "MD5", false),
    /** HmacMD5. */
    HMAC("hmac", "HmacMD5", true),
    /** HmacSHA256, the official SDK's default. */
    HMAC_SHA256("hmac-sha256", "HmacSHA256", true);

    private final String word;
    private final String algorithm;
    private final boolean keyed;

    SignMethod(String word, String algorithm, boolean keyed) {
        this.word = word;
        this.algorithm = algorithm;
        this.keyed = keyed;
    }

    /**
     * Finds a method by its word on the wire.
     *
     * @param word {@code md5}, {@code hmac} or {@code hmac-sha256}
     * @throws IllegalArgumentException for any other word: the gateway would see a wrong signature only
     */
    public static SignMethod of(String word) {
        for (SignMethod method : values()) {
            if (method.word.equals(word)) {
                return method;
            }
        }
        throw new IllegalArgumentException("Unknown sign_method '" + word + "', expected one of "
                + Arrays.stream(values()).map(SignMethod::word).collect(Collectors.joining(", ")));
    }

    /** The value of the parameter {@code sign_method}. */
    public String word() {
        return word;
    }

    String algorithm() {
        return algorithm;
    }

    boolean keyed() {
        return keyed;
    }
}
