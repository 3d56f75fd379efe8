package io.github.createorder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.Reconciliation.Theirs;
import io.github.createorder.order.Words;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core system's own file: what is read of it, and what is wrong with it. */
class TheirOrdersTest {
    private static TheirOrders read(String text) throws IOException {
        return TheirOrders.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amount", "yuan", "yuan,amount"})
    void theAmountIsReadByEitherName(String column) throws IOException {
        assertThat(read("ref," + column + "\nA," + (column.contains(",") ? "9," : "") + "12.50\n")
                        .orders())
                .containsEntry("A", new Theirs(null, 1250L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"order_no;amount", "order_no;amount\n", "order_no;amount\nA;1\n", "\uFEFForder_no;amount\nA;1\n"
            })
    void aHeaderWithoutAKeyIsShownWhetherOrNotRowsFollow(String text) throws IOException {
        assertThat(read(text).faults())
                .extracting(Words::text)
                .containsExactly("row 1: the header names neither identifier nor ref; its columns, which a comma"
                        + " separates, are read as 'order_no;amount'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF"})
    void anEmptyFileIsEmpty(String text) throws IOException {
        assertThat(read(text).faults()).extracting(Words::code).containsExactly("their-empty");
    }

    @Test
    void aFileInAnotherCharsetIsToldHoweverFarInItShows() throws IOException {
        for (int rows : new int[] {0, 5_000}) {
            StringBuilder text = new StringBuilder("identifier,status\n");
            for (int i = 0; i < rows; i++) {
                text.append("TB-").append(i).append(",ACCEPTED\n");
            }
            byte[] gbk = text.append("中文,ACCEPTED\n").toString().getBytes(Charset.forName("GBK"));
            assertThat(TheirOrders.read(new ByteArrayInputStream(gbk), StandardCharsets.UTF_8)
                            .faults())
                    .as(rows + " rows before it")
                    .extracting(Words::text)
                    .containsExactly("the file is not in UTF-8: choose the other charset");
        }
    }

    /** As the console's own list of orders has them, and as people write them. */
    @Test
    void statusesAreThoseOfTheLedgerAndNoOthers() throws IOException {
        TheirOrders read = read("identifier,status\nA,READY\nB, sending\nC,Accepted \nD,\nE,CLOSED\nF,已受理\nG,PAID\n");
        assertThat(read.faults())
                .extracting(Words::text)
                .containsExactly(
                        "row 7: the status '已受理' is none of ACCEPTED, ERROR, PENDING, CLOSED",
                        "row 8: the status 'PAID' is none of ACCEPTED, ERROR, PENDING, CLOSED");
        assertThat(read("identifier,status\nA,READY\nB, sending\nC,Accepted \nD,\nE,CLOSED\n")
                        .orders())
                .isEqualTo(Map.of(
                        "A",
                        new Theirs("PENDING", null),
                        "B",
                        new Theirs("PENDING", null),
                        "C",
                        new Theirs("ACCEPTED", null),
                        "D",
                        new Theirs(null, null),
                        "E",
                        new Theirs("CLOSED", null)));
    }
}
