package io.github.createorder.app.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures as the protocol page says in §3.1, over raw bytes. Used by one thread only. */
final class SignCheck {

    private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

    private final byte[] secret;
    private final MessageDigest md5;
    private final Mac hmacMd5;
    private final Mac hmacSha256;

    SignCheck(String appSecret) {
        secret = appSecret.getBytes(StandardCharsets.UTF_8);
        try {
            md5 = MessageDigest.getInstance("MD5");
            hmacMd5 = mac("HmacMD5");
            hmacSha256 = mac("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** False for a wrong signature, for a sign_method that is unknown or missing, and for lower-case hex. */
    boolean holds(FormParams params, String sign) {
        String method = params.text("sign_method");
        if (method == null) {
            return false;
        }
        byte[] digest = switch (method) {
            case "md5" -> md5(params);
            case "hmac" -> hmac(hmacMd5, params);
            case "hmac-sha256" -> hmac(hmacSha256, params);
            default -> null;
        };
        return digest != null && UPPER_HEX.formatHex(digest).equals(sign);
    }

    private byte[] md5(FormParams params) {
        md5.update(secret);
        for (int i = 0; i < params.count(); i++) {
            if (isSigned(params, i)) {
                md5.update(params.name(i).getBytes(StandardCharsets.UTF_8));
                md5.update(params.data(), params.start(i), params.length(i));
            }
        }
        return md5.digest(secret);
    }

    private static byte[] hmac(Mac mac, FormParams params) {
        for (int i = 0; i < params.count(); i++) {
            if (isSigned(params, i)) {
                mac.update(params.name(i).getBytes(StandardCharsets.UTF_8));
                mac.update(params.data(), params.start(i), params.length(i));
            }
        }
        return mac.doFinal();
    }

    private static boolean isSigned(FormParams params, int i) {
        return !params.name(i).equals("sign");
    }

    private Mac mac(String algorithm) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(secret, algorithm));
        return mac;
    }
}
