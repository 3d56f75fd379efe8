package io.github.createorder.console;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Passwords as they are kept: PBKDF2 with HMAC-SHA-256, {@code pbkdf2-sha256:<rounds>:<salt>:<hash>}. */
public final class Passwords {
    /** What OWASP asks for at least. */
    static final int LEAST_ROUNDS = 600_000;

    private static final String SCHEME = "pbkdf2-sha256";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** A password of this length or longer is taken. */
    public static final int LEAST_LENGTH = 10;

    /** What a line of the users' file holds for this password. */
    public static String hash(char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + ":" + LEAST_ROUNDS + ":" + base64.encodeToString(salt) + ":"
                + base64.encodeToString(derive(password, salt, LEAST_ROUNDS));
    }

    /** Why a hash of the users' file cannot be used; null when it can. */
    static String fault(String stored) {
        String[] parts = stored.split(":");
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return "holds no hash as the command 'password' makes it";
        }
        try {
            if (Integer.parseInt(parts[1]) < LEAST_ROUNDS) {
                return "has fewer than " + LEAST_ROUNDS + " rounds: make it again with the command 'password'";
            }
            boolean right = Base64.getDecoder().decode(parts[2]).length >= SALT_BYTES
                    && Base64.getDecoder().decode(parts[3]).length == HASH_BITS / 8;
            return right ? null : "is cut short: make it again with the command 'password'";
        } catch (IllegalArgumentException e) {
            return "is damaged: make it again with the command 'password'";
        }
    }

    static boolean isRight(char[] password, String stored) {
        String[] parts = stored.split(":");
        byte[] is = derive(password, Base64.getDecoder().decode(parts[2]), Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(is, Base64.getDecoder().decode(parts[3]));
    }

    private static byte[] derive(char[] password, byte[] salt, int rounds) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password, salt, rounds, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
