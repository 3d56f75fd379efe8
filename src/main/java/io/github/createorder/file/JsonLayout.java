package io.github.createorder.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.createorder.file.FileFault.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One JSON object a line. Members that are no columns are left out; columns that are no members have no value. Numbers stay
 * the text they are.
 */
final class JsonLayout extends Layout {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String policies;
    private final List<LineColumn> policyColumns;
    private final List<String[]> nested = new ArrayList<>();

    /**
     * @param policies the member that holds the list of policies; null for none
     * @param policyColumns what is read of each policy
     */
    JsonLayout(List<LineColumn> columns, String policies, List<LineColumn> policyColumns, StrictDecoder decoder) {
        super(columns, decoder);
        this.policies = policies;
        this.policyColumns = policyColumns;
    }

    @Override
    String[] parse(Line line, FaultLog faults) {
        String text = decode(line, faults);
        return text == null ? null : parse(line, text, faults);
    }

    private String[] parse(Line line, String text, FaultLog faults) {
        nested.clear();
        try (JsonParser json = JSON.createParser(text)) {
            try {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new BadLine("the line is no JSON object");
                }
                String[] values = members(json, columns(), policies);
                if (json.nextToken() != null) {
                    throw new BadLine("something comes after the JSON object");
                }
                if (policies != null && nested.isEmpty()) {
                    throw new BadLine("the member " + policies + " is missing or empty: it must be a list of policies");
                }
                return values;
            } catch (BadLine e) {
                faults.add(
                        line,
                        byteAt(text, json.currentTokenLocation().getCharOffset()),
                        Code.STRUCTURE,
                        e.getMessage());
            } catch (JsonProcessingException e) {
                long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
                // Jackson's own message may quote the line, and with it what nobody may see in a log.
                faults.add(line, byteAt(text, at), Code.STRUCTURE, "the line is not JSON, or has a member twice");
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String[] members(JsonParser json, List<LineColumn> columns, String list) throws IOException, BadLine {
        String[] values = new String[columns.size()];
        boolean[] found = new boolean[columns.size()];
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            int index = index(columns, name);
            if (name.equals(list)) {
                policies(json, token);
            } else if (index < 0) {
                json.skipChildren();
            } else if (found[index]) {
                throw new BadLine("the member " + columns.get(index).name()
                        + " is there twice: the names of members are read without regard to case");
            } else if (token.isScalarValue()) {
                found[index] = true;
                values[index] = token == JsonToken.VALUE_NULL
                        ? null
                        : columns.get(index).clean(json.getText());
            } else {
                throw new BadLine("the member " + columns.get(index).name() + " is no plain value");
            }
        }
        return values;
    }

    private void policies(JsonParser json, JsonToken token) throws IOException, BadLine {
        if (token != JsonToken.START_ARRAY) {
            throw new BadLine("the member " + policies + " is no list of policies");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new BadLine("a policy is no JSON object");
            }
            nested.add(members(json, policyColumns, null));
        }
    }

    @Override
    List<String[]> nested() {
        return nested;
    }

    @Override
    String peek(Line line, int index) {
        String[] values = parse(line, new FaultLog(0));
        return values == null ? null : values[index];
    }

    @Override
    int startOf(Line line, int index) {
        return 0;
    }

    private int byteAt(String text, long index) {
        return decoder.length(text.substring(0, (int) Math.max(0, Math.min(index, text.length()))));
    }

    /** What is wrong with the line at the token that was read last. */
    private static final class BadLine extends Exception {
        BadLine(String message) {
            super(message, null, false, false);
        }
    }
}
