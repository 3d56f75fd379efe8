package io.github.createorder.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceRecordJsonTest {

    @Test
    void recordReadsBackEqualWithExactNumbers() {
        Map<String, Object> columns = new HashMap<>();
        columns.put("PREM", new BigDecimal("12.50"));
        columns.put("BIG", new BigDecimal("12345678901234567890.123456789"));
        columns.put("WHOLE", new BigDecimal("100"));
        columns.put("NAME", "安心医疗险\t\"尊享\"𠮷");
        columns.put("FLAG", true);
        columns.put("NOTHING", null);
        SourceRecord record = new SourceRecord(
                "core",
                "k=1",
                columns,
                List.of(Map.of("POL_NO", "P1"), Map.of("POL_NO", "P2", "PREM", BigDecimal.ONE)));

        assertThat(SourceRecordJson.read(SourceRecordJson.write(record))).isEqualTo(record);
    }

    @Test
    void textIsPlainJson() {
        SourceRecord record = new SourceRecord(
                "core",
                "f:2",
                Map.of("A", new BigDecimal("1E+3"), "B", "x"),
                List.of(Map.of("C", new BigDecimal("0.10"))));

        assertThat(SourceRecordJson.write(record))
                .isEqualTo("{\"source\":\"core\",\"ref\":\"f:2\",\"columns\":{\"A\":1000,\"B\":\"x\"},"
                        + "\"policies\":[{\"C\":0.10}]}");
    }

    @Test
    void rowThatIsOrderAndPolicyIsWrittenOnce() {
        Map<String, Object> row = Map.of("ORDER_NO", "A1");
        SourceRecord record = new SourceRecord("core", "1", row, List.of(row));

        String json = SourceRecordJson.write(record);

        assertThat(json).isEqualTo("{\"source\":\"core\",\"ref\":\"1\",\"columns\":{\"ORDER_NO\":\"A1\"}}");
        assertThat(SourceRecordJson.read(json)).isEqualTo(record);
    }

    @Test
    void columnsAreFoundWithoutRegardToCaseAfterReading() {
        SourceRecord record =
                SourceRecordJson.read("{\"source\":\"s\",\"ref\":\"r\",\"columns\":{\"Order_No\":\"A1\"}}");

        assertThat(record.columns()).containsEntry("ORDER_NO", "A1");
        assertThat(record.policies().get(0)).containsEntry("order_no", "A1");
    }

    @Test
    void whatIsNoRecordIsRefused() {
        for (String text : List.of(
                "",
                "[]",
                "{\"source\":\"s\"}",
                "{\"source\":\"s\",\"ref\":\"r\",\"columns\":{\"A\":[1]}}",
                "{\"x\":1}")) {
            assertThatThrownBy(() -> SourceRecordJson.read(text)).isInstanceOf(IllegalArgumentException.class);
        }
        SourceRecord wrong = new SourceRecord("s", "r", Map.of("A", 1), List.of());
        assertThatThrownBy(() -> SourceRecordJson.write(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column A holds a java.lang.Integer");
    }
}
