package io.github.createorder.ledger;

import java.time.Duration;

/**
 * How a gate deals with trouble.
 *
 * @param outageAfter unknown outcomes in a row that count as an outage
 * @param firstProbe wait before the first probe
 * @param maxProbe the longest wait between probes; they double up to it
 * @param firstBan wait after the first ban that does not say how long it lasts
 * @param maxBan the longest such wait; they double up to it while the bans go on
 * @param banMargin added to every ban; must be longer than half a second
 * @param rate orders a second at most, over all nodes together; 0 for no limit
 */
public record GateSettings(
        int outageAfter,
        Duration firstProbe,
        Duration maxProbe,
        Duration firstBan,
        Duration maxBan,
        Duration banMargin,
        double rate) {

    /** Outage after 20; probes from 5 s to 5 minutes; silent bans from 1 s to 5 minutes; a second more than the ban; no rate. */
    public static final GateSettings DEFAULT = new GateSettings(
            20,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            0);

    /** The same with another rate. */
    public GateSettings withRate(double ordersASecond) {
        return new GateSettings(outageAfter, firstProbe, maxProbe, firstBan, maxBan, banMargin, ordersASecond);
    }
}
