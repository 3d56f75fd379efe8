package io.github.createorder.send;

import io.github.createorder.ledger.ClaimedOrder;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.SentOrder;
import io.github.createorder.top.Judge;
import io.github.createorder.top.Outcome;
import io.github.createorder.top.TopSigner;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The steps of one attempt, as the send route calls them: the claimed order goes in as the message body, and comes out as a
 * {@link SentOrder}. Thread-safe.
 */
public final class Attempt {
    private static final String ORDER = "createorderClaimed";
    private static final String SIGNED_AT = "createorderSignedAt";
    private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded", "UTF-8");

    private final TopSigner signer;
    private final Judge judge;
    private final Gate gate;
    private final AttemptListener listener;
    private final Predicate<ClaimedOrder> stillHeld;
    private final long callNanos;
    private final LongSupplier nanoTime;

    /**
     * @param stillHeld whether the order was not settled, nor taken over, since it was claimed
     * @param callNanos the longest that a call can take; an order whose lease ends sooner is given back
     * @param nanoTime {@link System#nanoTime()}, but in tests
     */
    public Attempt(
            TopSigner signer,
            Judge judge,
            Gate gate,
            AttemptListener listener,
            Predicate<ClaimedOrder> stillHeld,
            long callNanos,
            LongSupplier nanoTime) {
        this.signer = signer;
        this.judge = judge;
        this.gate = gate;
        this.listener = listener;
        this.stillHeld = stillHeld;
        this.callNanos = callNanos;
        this.nanoTime = nanoTime;
    }

    /** Whether the order may be sent now: it is still ours, sending is open, and the lease outlasts the call. */
    public boolean admit(@Body ClaimedOrder order) {
        // The order may have waited long behind slow calls. Before the lease, because looking may take a while.
        gate.look();
        return stillHeld.test(order) && order.leaseEndsNanos() - nanoTime.getAsLong() > callNanos && gate.enter();
    }

    /** Puts the signed form in the place of the order. */
    public void sign(Exchange exchange) {
        ClaimedOrder order = exchange.getMessage().getBody(ClaimedOrder.class);
        exchange.setProperty(ORDER, order);
        exchange.setProperty(SIGNED_AT, nanoTime.getAsLong());
        // An entity, so that camel-http has nothing to convert and no header to look for.
        exchange.getMessage().setBody(new ByteArrayEntity(signer.sign(order.request()), FORM));
    }

    /** Puts what the answer proves in its place. */
    public void judge(Exchange exchange) {
        settle(exchange, judge.judge(exchange));
    }

    /** Puts what the broken call proves in its place. */
    public void failed(Exchange exchange) {
        settle(exchange, judge.failed(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
    }

    /** Puts the order in its place, unsent. */
    public SentOrder giveBack(@Body ClaimedOrder order) {
        return SentOrder.unsent(order);
    }

    private void settle(Exchange exchange, Outcome outcome) {
        ClaimedOrder order = exchange.getProperty(ORDER, ClaimedOrder.class);
        boolean open = gate.state().isOpen();
        // Refused before while others went through: it says something about this order, and nothing about the gateway.
        if (!(open && order.refusals() > 0 && outcome.kind() == Outcome.Kind.MISCONFIGURED)) {
            gate.seen(outcome);
        }
        listener.attempted(order, outcome, nanoTime.getAsLong() - exchange.getProperty(SIGNED_AT, Long.class));
        exchange.getMessage().setBody(new SentOrder(order, outcome, open));
    }
}
