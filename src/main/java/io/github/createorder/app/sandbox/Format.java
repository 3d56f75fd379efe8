package io.github.createorder.app.sandbox;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** The bodies of the answers, as the protocol page shows them in §4. */
enum Format {
    JSON("text/javascript;charset=") {
        @Override
        String error(TopError error, String requestId) {
            StringBuilder body = new StringBuilder(200)
                    .append("{\"error_response\":{\"code\":")
                    .append(error.code())
                    .append(",\"msg\":\"")
                    .append(quoted(error.msg()));
            if (error.subCode() != null) {
                body.append("\",\"sub_code\":\"").append(quoted(error.subCode()));
            }
            if (error.subMsg() != null) {
                body.append("\",\"sub_msg\":\"").append(quoted(error.subMsg()));
            }
            return body.append("\",\"request_id\":\"")
                    .append(requestId)
                    .append("\"}}")
                    .toString();
        }

        @Override
        String order(boolean success, String responseCode, String responseMsg, String requestId) {
            return wrapped(ORDER_ROOT, bare(success, responseCode, responseMsg, requestId));
        }

        @Override
        String time(String time, String requestId) {
            return "{\"time_get_response\":{\"time\":\"" + time + "\",\"request_id\":\"" + requestId + "\"}}";
        }
    },

    XML("text/xml;charset=") {
        @Override
        String error(TopError error, String requestId) {
            return HEAD + "<error_response><code>" + error.code() + "</code>" + element("msg", error.msg())
                    + element("sub_code", error.subCode()) + element("sub_msg", error.subMsg())
                    + element("request_id", requestId) + "</error_response><!--sandbox-->";
        }

        @Override
        String order(boolean success, String responseCode, String responseMsg, String requestId) {
            return HEAD + "<" + ORDER_ROOT + "><is_success>" + success + "</is_success>"
                    + element("response_code", responseCode) + element("response_msg", responseMsg)
                    + element("request_id", requestId) + "</" + ORDER_ROOT + ">";
        }

        @Override
        String time(String time, String requestId) {
            return HEAD + "<time_get_response>" + element("time", time) + element("request_id", requestId)
                    + "</time_get_response>";
        }
    };

    private static final String ORDER_ROOT = "alibaba_finance_insurance_createorder_response";
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n";

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType(String charset) {
        return contentType + charset;
    }

    abstract String error(TopError error, String requestId);

    abstract String order(boolean success, String responseCode, String responseMsg, String requestId);

    abstract String time(String time, String requestId);

    /** A JSON object under one root key. */
    static String wrapped(String root, String object) {
        return "{\"" + root + "\":" + object + "}";
    }

    /** An order's answer in JSON without its root key, as {@code simplify=true} has it. */
    static String bare(boolean success, String responseCode, String responseMsg, String requestId) {
        return "{\"is_success\":" + success + ",\"response_code\":\"" + quoted(responseCode) + "\",\"response_msg\":\""
                + quoted(responseMsg) + "\",\"request_id\":\"" + requestId + "\"}";
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static String element(String name, String text) {
        if (text == null) {
            return "";
        }
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + escaped + "</" + name + ">";
    }
}
