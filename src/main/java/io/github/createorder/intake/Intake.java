package io.github.createorder.intake;

import io.github.createorder.intake.RecordReader.Read;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.Verdict;
import io.github.createorder.ledger.Verdict.State;
import io.github.createorder.order.FrozenOrder;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps of the intake of one source that are its own: what comes before mapping, and what comes after freezing. */
public final class Intake {
    /** Header of the reply: the worst state of its records. */
    public static final String VERDICT = "createorder_verdict";

    private static final String ORDER_OF = "createorderOrderOf";

    private final String source;
    private final RecordReader reader;
    private final LedgerFiles files;
    private final SharedCommits commits;

    /** @param reader null for a source that reads its records itself */
    public Intake(String source, RecordReader reader, Ledger ledger, LedgerFiles files) {
        this.source = source;
        this.reader = reader;
        this.files = files;
        this.commits = new SharedCommits(ledger::take);
    }

    /** Makes records of the body. */
    public void read(Exchange exchange) {
        Message message = exchange.getMessage();
        Read read = reader.read(
                message.getBody(),
                body -> exchange.getContext().getTypeConverter().convertTo(InputStream.class, exchange, body));
        exchange.setProperty(ORDER_OF, read.orderOf());
        message.setBody(read.orders());
    }

    /** Writes orders into the ledger, and returns when it has committed. */
    public List<Verdict> take(List<FrozenOrder> orders) {
        return commits.take(orders);
    }

    /** The verdicts of orders become those of the records that they were made of. */
    public void answer(Exchange exchange, List<Verdict> ofOrders) {
        int[] orderOf = exchange.getProperty(ORDER_OF, int[].class);
        List<Verdict> ofRecords = Arrays.stream(orderOf).mapToObj(ofOrders::get).toList();
        State worst = ofRecords.stream()
                .map(Verdict::state)
                .max(Comparator.naturalOrder())
                .orElse(State.TAKEN);
        exchange.getMessage().setHeader(VERDICT, worst.word());
        exchange.getMessage().setBody(ofRecords);
    }

    /**
     * Notes that nobody waits for outcomes: callers have their verdicts.
     *
     * @param max at most so many at once
     * @return how many there were
     */
    public int note(int max) {
        return files.note(source, false, max);
    }
}
