package io.github.createorder.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which records and requests lie in the ledger: AES-256 in GCM, a fresh nonce each time, bound to the order
 * and the column so that no text can be moved to another row. The first key seals, all of them open; without a key texts are
 * stored as they are. What was stored before there was a key is still read.
 *
 * <p>A sealed text is {@code enc:<key id>:<Base64 of nonce, ciphertext and tag>}. No JSON begins like this. Immutable.
 */
public final class PayloadKeys {
    /** No encryption. */
    public static final PayloadKeys NONE = new PayloadKeys(Map.of(), null);

    static final String SEALED = "enc:";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, SecretKeySpec> keys;
    private final String current;

    private PayloadKeys(Map<String, SecretKeySpec> keys, String current) {
        this.keys = keys;
        this.current = current;
    }

    /**
     * Reads {@code id:key,id:key}: each key 32 random bytes in Base64.
     *
     * @param text blank for no encryption
     * @throws IllegalArgumentException telling every fault, and nothing of a key
     */
    public static PayloadKeys parse(String text) {
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        String[] parts = text.isBlank() ? new String[0] : text.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            String[] idAndKey = parts[i].strip().split(":", 2);
            String which = "key " + (i + 1);
            if (idAndKey.length < 2 || !ID.matcher(idAndKey[0]).matches()) {
                faults.add(which + " must be <id>:<Base64>, the id of letters, digits, dots and dashes");
                continue;
            }
            byte[] bytes = decode(idAndKey[1]);
            if (bytes == null || bytes.length != KEY_BYTES || isOneByte(bytes)) {
                faults.add(which + " ('" + idAndKey[0] + "') must be " + KEY_BYTES
                        + " random bytes in Base64, as `openssl rand -base64 32` makes them");
            } else if (keys.putIfAbsent(idAndKey[0], new SecretKeySpec(bytes, "AES")) != null) {
                faults.add(which + " has the id '" + idAndKey[0] + "' of a key before it");
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new PayloadKeys(
                keys, keys.isEmpty() ? null : keys.keySet().iterator().next());
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isOneByte(byte[] bytes) {
        for (byte b : bytes) {
            if (b != bytes[0]) {
                return false;
            }
        }
        return true;
    }

    /** Whether texts are sealed. */
    public boolean isSealing() {
        return current != null;
    }

    Set<String> ids() {
        return keys.keySet();
    }

    /** The id of the key that seals; null for none. */
    String current() {
        return current;
    }

    /** Whether the text lies under another key than the current one, or under none. */
    boolean isOutdated(String stored) {
        return stored != null && !stored.startsWith(SEALED + current + ":");
    }

    /** Whether the text is in clear, or its key is here. */
    boolean has(String stored) {
        return stored == null
                || !stored.startsWith(SEALED)
                || keys.keySet().stream().anyMatch(id -> stored.startsWith(SEALED + id + ":"));
    }

    /**
     * The text as it is to be stored.
     *
     * @param text null stays null
     * @param owner the order key
     * @param column where it is stored
     */
    String seal(String text, String owner, String column) {
        if (text == null || current == null) {
            return text;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, current, nonce, 0, owner, column);
            byte[] clear = text.getBytes(StandardCharsets.UTF_8);
            byte[] sealed = new byte[NONCE_BYTES + cipher.getOutputSize(clear.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
            cipher.doFinal(clear, 0, clear.length, sealed, NONCE_BYTES);
            return SEALED + current + ":" + Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot be used here", e);
        }
    }

    /**
     * The text as it was before it was stored.
     *
     * @throws IllegalStateException if its key is not there, or it was sealed for another place or changed since
     */
    String open(String stored, String owner, String column) {
        if (stored == null || !stored.startsWith(SEALED)) {
            return stored;
        }
        int colon = stored.indexOf(':', SEALED.length());
        String id = colon < 0 ? "" : stored.substring(SEALED.length(), colon);
        if (!keys.containsKey(id)) {
            throw new IllegalStateException(
                    "order " + owner + " is sealed under key '" + id + "', which is not configured");
        }
        try {
            byte[] sealed = Base64.getDecoder().decode(stored.substring(colon + 1));
            byte[] clear = cipher(Cipher.DECRYPT_MODE, id, sealed, 0, owner, column)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
            return new String(clear, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the " + column + " of order " + owner + " cannot be opened with key '" + id
                            + "': it was changed, moved, or sealed under another key of this name",
                    e);
        }
    }

    private Cipher cipher(int mode, String id, byte[] nonce, int from, String owner, String column)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, keys.get(id), new GCMParameterSpec(TAG_BITS, nonce, from, NONCE_BYTES));
        cipher.updateAAD((column + "|" + owner).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Without a key. */
    @Override
    public String toString() {
        return "PayloadKeys" + keys.keySet();
    }
}
