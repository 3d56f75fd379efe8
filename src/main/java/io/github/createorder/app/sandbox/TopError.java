package io.github.createorder.app.sandbox;

/**
 * An {@code error_response}, as the protocol page shows it in §4 and §5.
 *
 * @param subCode null when the answer has none
 * @param subMsg null when the answer has none
 */
record TopError(int code, String msg, String subCode, String subMsg) {

    static final TopError ACTION_NOT_ALLOWED = new TopError(9, "Http Action Not Allowed");
    static final TopError MISSING_METHOD = new TopError(21, "Missing Method");
    static final TopError INVALID_METHOD = new TopError(22, "Invalid Method");
    static final TopError INVALID_FORMAT = new TopError(23, "Invalid Format");
    static final TopError MISSING_SIGNATURE = new TopError(24, "Missing Signature");
    static final TopError INVALID_SIGNATURE = new TopError(25, "Invalid Signature");
    static final TopError MISSING_SESSION = new TopError(26, "Missing Session");
    static final TopError INVALID_SESSION = new TopError(27, "Invalid Session");
    static final TopError MISSING_APP_KEY = new TopError(28, "Missing App Key");
    static final TopError INVALID_APP_KEY = new TopError(29, "Invalid App Key");
    static final TopError MISSING_TIMESTAMP = new TopError(30, "Missing Timestamp");
    static final TopError INVALID_TIMESTAMP = new TopError(31, "Invalid Timestamp");
    static final TopError MISSING_VERSION = new TopError(32, "Missing Version");
    static final TopError INVALID_VERSION = new TopError(33, "Invalid Version");
    static final TopError UNSUPPORTED_VERSION = new TopError(34, "Unsupported Version");
    static final TopError INVALID_ENCODING = new TopError(47, "Invalid encoding");

    private TopError(int code, String msg) {
        this(code, msg, null, null);
    }

    static TopError missingArgument(String name) {
        return new TopError(40, "Missing required arguments:" + name);
    }

    static TopError invalidArgument(String name) {
        return new TopError(41, "Invalid arguments:" + name);
    }

    static TopError missingField(String field) {
        return new TopError(50, "Remote service error", "isv.missing-parameter:" + field, "缺少必要的参数:" + field);
    }

    static TopError invalidField(String field) {
        return new TopError(50, "Remote service error", "isv.invalid-parameter:" + field, "非法参数:" + field);
    }

    static TopError banned(String subCode, long seconds) {
        return new TopError(7, "App Call Limited", subCode, "This ban will last for " + seconds + " more seconds");
    }

    /** Code and sub_code without the field's name, as the statistics count it. */
    String word() {
        return subCode == null ? Integer.toString(code) : code + " " + subCode.replaceFirst(":.*", "");
    }
}
