package io.github.createorder.app.sandbox;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * What the gateway does wrong at present. Rules are asked in their order about every well-formed order; delays add up,
 * the first rule of another kind that strikes decides. Safe for use by many threads.
 */
public final class SandboxTrouble {

    private final Bans bans;
    private final InstantSource clock;
    private final Map<TroubleKind, LongAdder> done = new ConcurrentHashMap<>();
    private volatile List<Active> active = List.of();

    SandboxTrouble(Bans bans, InstantSource clock) {
        this.bans = bans;
        this.clock = clock;
    }

    /** Puts these rules in the place of those before; their counts start again. */
    public void set(List<TroubleRule> rules) {
        active = rules.stream().map(Active::new).toList();
    }

    /** Puts these rules in the place of those before; their counts start again. */
    public void set(TroubleRule... rules) {
        set(Arrays.asList(rules));
    }

    /** Puts a rule behind the others, whose counts go on. */
    public synchronized void add(TroubleRule rule) {
        List<Active> more = new ArrayList<>(active);
        more.add(new Active(rule));
        active = List.copyOf(more);
    }

    /** No more trouble: takes all rules away and ends a ban that is on. */
    public void clear() {
        active = List.of();
        bans.end(clock.millis());
    }

    /** The rules as they were set. */
    public List<TroubleRule> rules() {
        return active.stream().map(a -> a.rule).toList();
    }

    /** How often each kind was done; kinds that never were are left out. */
    public Map<TroubleKind, Long> done() {
        Map<TroubleKind, Long> counts = new EnumMap<>(TroubleKind.class);
        done.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    void forget() {
        active = List.of();
        done.clear();
    }

    /**
     * What shall be done to one POST.
     *
     * @param rule null when the order is served as usual
     */
    record Plan(long delayBeforeMs, long delayAfterMs, TroubleRule rule) {
        static final Plan NONE = new Plan(0, 0, null);
    }

    Plan plan(String identifier, int attempt, long nowMillis) {
        List<Active> rules = active;
        if (rules.isEmpty()) {
            return Plan.NONE;
        }
        long before = 0;
        long after = 0;
        for (Active candidate : rules) {
            if (!candidate.strikes(identifier, attempt, nowMillis)) {
                continue;
            }
            TroubleRule rule = candidate.rule;
            done.computeIfAbsent(rule.kind(), kind -> new LongAdder()).increment();
            switch (rule.kind()) {
                case DELAY -> before += candidate.delay(identifier, attempt);
                case DELAY_AFTER_ACCEPT -> after += candidate.delay(identifier, attempt);
                default -> {
                    return new Plan(before, after, rule);
                }
            }
        }
        return new Plan(before, after, null);
    }

    private static final class Active {
        private final TroubleRule rule;
        private final Pattern regex;
        private final AtomicLong seen = new AtomicLong();
        private final AtomicLong struck = new AtomicLong();
        private long second;
        private int inSecond;

        Active(TroubleRule rule) {
            this.rule = rule;
            String identifierRegex = rule.when().identifierRegex();
            regex = identifierRegex == null ? null : Pattern.compile(identifierRegex);
        }

        boolean strikes(String identifier, int attempt, long nowMillis) {
            TroubleRule.When when = rule.when();
            if (when.identifierPrefix() != null && !identifier.startsWith(when.identifierPrefix())) {
                return false;
            }
            if (regex != null && !regex.matcher(identifier).matches()) {
                return false;
            }
            long nth = seen.incrementAndGet();
            return (when.next() == 0 || nth <= when.next())
                    && (when.every() == 0 || nth % when.every() == 0)
                    && (when.firstAttempts() == 0 || attempt <= when.firstAttempts())
                    && (when.probability() == null || draw(identifier, attempt) < when.probability())
                    && (rule.kind() != TroubleKind.QPS_LIMIT || isTooFast(nowMillis))
                    && (when.max() == 0 || struck.getAndIncrement() < when.max());
        }

        long delay(String identifier, int attempt) {
            return rule.how().ms()
                    + (long) (draw(identifier, attempt) * (rule.how().jitterMs() + 1));
        }

        private synchronized boolean isTooFast(long nowMillis) {
            long now = Math.floorDiv(nowMillis, 1000L);
            if (now != second) {
                second = now;
                inSecond = 0;
            }
            return ++inSecond > rule.how().perSecond();
        }

        /** 0 to 1, the same for the same seed, kind, identifier and attempt in every run (SplitMix64's last steps). */
        private double draw(String identifier, int attempt) {
            long h = rule.when().seed() * 0x9E3779B97F4A7C15L
                    + ((long) identifier.hashCode() << 32)
                    + attempt * 31L
                    + rule.kind().name().hashCode();
            h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
            h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
            return ((h ^ h >>> 31) >>> 11) * 0x1p-53;
        }
    }
}
