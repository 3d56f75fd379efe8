package io.github.createorder.top;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the body of one attempt from a frozen order: all parameters, common and business, signed under the time of now
 * (protocol page §2 and §3). Safe for use by many threads.
 */
public final class TopSigner {

    /** The Content-Type that goes with the body. */
    public static final String CONTENT_TYPE = "application/x-www-form-urlencoded;charset=UTF-8";

    private static final String METHOD = "alibaba.finance.insurance.createorder";
    private static final String ORDER = "create_order_request";
    private static final String TIMESTAMP = "timestamp";
    private static final DateTimeFormatter BEIJING =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));

    private final InstantSource clock;
    // The text to sign and the body, each cut where the order and the time go.
    private final byte[] signHead;
    private final byte[] signMiddle;
    private final byte[] signTail;
    private final byte[] bodyHead;
    private final byte[] bodyMiddle;
    private final byte[] bodyTail;
    private final int digestLength;
    private final ThreadLocal<Function<byte[][], byte[]>> digests;

    /**
     * Signs for one app.
     *
     * @param credentials who we are
     * @param method how to sign
     * @param clock the time; it is sent in GMT+8 whatever the JVM's zone is
     */
    public TopSigner(TopCredentials credentials, SignMethod method, InstantSource clock) {
        this(credentials, method, clock, Map.of());
    }

    /** With further parameters, which are sent and signed like the others. */
    TopSigner(TopCredentials credentials, SignMethod method, InstantSource clock, Map<String, String> more) {
        this.clock = clock;
        TreeMap<String, String> fixed = new TreeMap<>(more);
        fixed.put("app_key", credentials.appKey());
        fixed.put("format", "json");
        fixed.put("method", METHOD);
        fixed.put("sign_method", method.word());
        fixed.put("v", "2.0");
        if (credentials.session() != null) {
            fixed.put("session", credentials.session());
        }
        // Empty parameters are neither sent nor signed (protocol page §3.1).
        fixed.values().removeIf(String::isBlank);

        StringBuilder form = new StringBuilder();
        fixed.forEach((name, value) ->
                form.append(name).append('=').append(FormEncoder.encode(value)).append('&'));
        bodyHead = ascii(form + ORDER + "=");
        bodyMiddle = ascii("&" + TIMESTAMP + "=");
        bodyTail = ascii("&sign=");

        String secret = method.keyed() ? "" : credentials.appSecret();
        signHead = utf8(secret + pairs(fixed.headMap(ORDER)) + ORDER);
        signMiddle = utf8(pairs(fixed.subMap(ORDER, TIMESTAMP)) + TIMESTAMP);
        signTail = utf8(pairs(fixed.tailMap(TIMESTAMP)) + secret);

        byte[] key = utf8(credentials.appSecret());
        digestLength = digest(method, key).apply(new byte[0][]).length;
        digests = ThreadLocal.withInitial(() -> digest(method, key));
    }

    /**
     * The complete form body of one attempt. Called again for each attempt, after any wait, because the gateway allows the
     * time to be ten minutes off at most.
     *
     * @param createOrderRequestJson the frozen {@code create_order_request}; sent exactly as it is. An unpaired surrogate
     *     becomes {@code ?} in signature and body alike
     * @return ASCII bytes for Content-Type {@link #CONTENT_TYPE}
     * @throws IllegalArgumentException when there is no order
     */
    public byte[] sign(String createOrderRequestJson) {
        if (createOrderRequestJson == null || createOrderRequestJson.isBlank()) {
            throw new IllegalArgumentException("There is no create_order_request to sign");
        }
        byte[] order = utf8(createOrderRequestJson);
        byte[] time = ascii(BEIJING.format(clock.instant()));
        byte[] sign = digests.get().apply(new byte[][] {signHead, order, signMiddle, time, signTail});

        int most = bodyHead.length + 3 * (order.length + time.length) + bodyMiddle.length + bodyTail.length;
        byte[] body = new byte[most + 2 * digestLength];
        int at = put(bodyHead, body, 0);
        at = FormEncoder.encode(order, body, at);
        at = put(bodyMiddle, body, at);
        at = FormEncoder.encode(time, body, at);
        at = put(bodyTail, body, at);
        at = FormEncoder.hex(sign, body, at);
        return Arrays.copyOf(body, at);
    }

    private static int put(byte[] bytes, byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
        return at + bytes.length;
    }

    /** A digest of one thread: both kinds are ready for the next use once they have given their value. */
    private static Function<byte[][], byte[]> digest(SignMethod method, byte[] key) {
        try {
            if (method.keyed()) {
                Mac mac = Mac.getInstance(method.algorithm());
                mac.init(new SecretKeySpec(key, method.algorithm()));
                return parts -> {
                    for (byte[] part : parts) {
                        mac.update(part);
                    }
                    return mac.doFinal();
                };
            }
            MessageDigest digest = MessageDigest.getInstance(method.algorithm());
            return parts -> {
                for (byte[] part : parts) {
                    digest.update(part);
                }
                return digest.digest();
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot sign with " + method.word(), e);
        }
    }

    private static String pairs(Map<String, String> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) -> text.append(name).append(value));
        return text.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
