package io.github.createorder.intake;

import io.github.createorder.health.SteadyClock;
import io.github.createorder.health.Trouble;
import io.github.createorder.ledger.Ledger;
import io.github.createorder.ledger.Report;
import io.github.createorder.sql.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the orders of one source, on its way to an endpoint of the team's own: one letter an outcome, or one for all of
 * a batch. A letter that the endpoint does not take is tried again ever more slowly and holds up no other; an endpoint that
 * takes none is left alone for longer and longer. The steps are for one thread; {@link #trouble} for any.
 */
public final class Outcomes {
    /** Value of the field {@code schema}. */
    public static final String SCHEMA = "createorder.outcome/1";

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    private static final DateTimeFormatter BEIJING_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.ofHours(8));
    /** Letters of one batch are written for so long, well before others may claim it. */
    private static final Duration TURN = Duration.ofSeconds(20);
    /** After so many failures in a row the endpoint is away. */
    private static final int AWAY = 5;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);

    private final String source;
    private final boolean each;
    private final Ledger ledger;
    private final InstantSource clock;
    private final InstantSource pace;

    private Duration pause = Duration.ZERO;
    private Instant notBefore = Instant.MIN;
    private List<Report> untried = List.of();
    private int failuresInARow;
    private List<Report> refused = new ArrayList<>();
    private volatile Trouble trouble;
    private volatile Instant troubleEnds = Instant.MIN;

    /**
     * Makes the steps.
     *
     * @param each a letter an outcome; else one for all of a batch
     */
    public Outcomes(String source, boolean each, Ledger ledger, InstantSource clock) {
        this.source = source;
        this.each = each;
        this.ledger = ledger;
        this.clock = clock;
        this.pace = SteadyClock.of(clock);
    }

    /** The outcomes that are to be told now, at most so many; none while the endpoint is left alone. */
    public List<Report> claim(int max) {
        return pace.instant().isBefore(notBefore) ? List.of() : ledger.claimReports(source, max);
    }

    /** What each letter is about; no more of them once the endpoint seems to be away. */
    public Iterator<List<Report>> letters(List<Report> reports) {
        failuresInARow = 0;
        refused = new ArrayList<>();
        untried = reports;
        int size = each ? 1 : reports.size();
        Instant end = pace.instant().plus(TURN);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !untried.isEmpty()
                        && failuresInARow < AWAY
                        && pace.instant().isBefore(end);
            }

            @Override
            public List<Report> next() {
                List<Report> letter = untried.subList(0, size);
                untried = untried.subList(size, untried.size());
                return letter;
            }
        };
    }

    /** A letter as it is written: an object, or a list of them. */
    public Object letter(List<Report> reports) {
        List<Map<String, Object>> outcomes =
                reports.stream().map(Outcomes::outcome).toList();
        return each ? outcomes.get(0) : outcomes;
    }

    private static Map<String, Object> outcome(Report report) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("schema", SCHEMA);
        outcome.put("source", report.source());
        outcome.put("ref", report.ref());
        outcome.put("identifier", report.identifier());
        outcome.put("outcome", report.accepted() ? "accepted" : "error");
        outcome.put("cause", report.cause() == null ? null : report.cause().name());
        outcome.put("reason", report.reason());
        outcome.put("request_id", report.requestId());
        outcome.put("amount_fen", report.amountFen());
        outcome.put("at", BEIJING_TIME.format(Instant.ofEpochMilli(report.at())));
        return outcome;
    }

    /** The endpoint has taken a letter. */
    public List<Report> taken(List<Report> letter) {
        failuresInARow = 0;
        return letter;
    }

    /** The endpoint has not taken a letter; nothing of it is told. */
    public List<Report> refused(List<Report> letter, Exception why) {
        failuresInARow++;
        refused.addAll(letter);
        LOG.debug("Source {}: an outcome could not be told", source, why);
        trouble = new Trouble(trouble().map(Trouble::since).orElseGet(clock::instant), Reason.of(why));
        return List.of();
    }

    /**
     * At the end of a batch: has the ledger give what was not told again, later and ever later.
     *
     * @param letters those that the endpoint has taken
     * @return all that they tell
     */
    public List<Report> told(List<List<Report>> letters) {
        List<Report> told = letters.stream().flatMap(Collection::stream).toList();
        if (!refused.isEmpty()) {
            ledger.reportLater(refused, this::delay);
        }
        if (!untried.isEmpty()) {
            ledger.reportLater(untried, report -> Duration.ZERO);
        }
        if (refused.isEmpty()) {
            over();
        } else {
            leaveAlone(told.isEmpty());
        }
        return told;
    }

    private void over() {
        boolean wasAway = !pause.isZero();
        pause = Duration.ZERO;
        if (trouble != null && (wasAway || trouble().isEmpty())) {
            LOG.info("Source {}: outcomes can be told again", source);
            trouble = null;
        }
    }

    private void leaveAlone(boolean takesNone) {
        pause = !takesNone
                ? Duration.ZERO
                : pause.isZero() ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        notBefore = pace.instant().plus(pause);
        Duration again =
                refused.stream().map(this::delay).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        // Until they have been tried again; another node may do that.
        troubleEnds = pace.instant().plus(again).plus(LONGEST_PAUSE);
        LOG.warn(
                "Source {}: {} outcomes could not be told, and are told later, the rest goes on; the first is of {}: {}",
                source,
                refused.size(),
                refused.get(0).ref(),
                trouble.reason());
    }

    /** Half as long again as since it came to this, so that it is tried ever more slowly, whoever tries. */
    private Duration delay(Report report) {
        Duration age = Duration.between(Instant.ofEpochMilli(report.at()), clock.instant());
        Duration half = age.dividedBy(2);
        return half.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : shorter(half, LONGEST_DELAY);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** What keeps outcomes from being told; empty when nothing does. */
    public Optional<Trouble> trouble() {
        return pace.instant().isBefore(troubleEnds) ? Optional.ofNullable(trouble) : Optional.empty();
    }
}
