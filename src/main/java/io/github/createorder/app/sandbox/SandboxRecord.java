package io.github.createorder.app.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What the gateway saw and accepted: the independent record that a test compares with the ledger. About 250 bytes an
 * identifier, so that millions fit. Safe for use by many threads.
 */
public final class SandboxRecord {

    private static final HexFormat HEX = HexFormat.of();

    /** Kept small on purpose: the order_id is null when it equals the identifier, the request id is a number. */
    private static final class Entry {
        private byte[] digest;
        private byte[] orderId;
        private long acceptedMillis;
        private long requestId;
        private int posts;
        private boolean accepted;
        private boolean succeeded;
    }

    enum Verdict {
        ACCEPTED,
        REPEATED,
        CONFLICT
    }

    record Decision(Verdict verdict, String requestId) {}

    private final Bans bans;
    private final SandboxTrouble trouble;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, String> payloads;
    private final Set<Conflict> conflictSet = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final LongAdder posts = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder repeats = new LongAdder();
    private final LongAdder repeatsAfterSuccess = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder changedBeforeAccept = new LongAdder();
    private final LongAdder strays = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger inFlightMax = new AtomicInteger();
    private final AtomicLong requestIds;
    private final Journal journal;

    /**
     * @param journalFile null for none
     * @param firstRequestId request ids count up from here, or from the journal's highest
     */
    SandboxRecord(Bans bans, SandboxTrouble trouble, boolean keepPayloads, Path journalFile, long firstRequestId)
            throws IOException {
        this.bans = bans;
        this.trouble = trouble;
        payloads = keepPayloads ? new ConcurrentHashMap<>() : null;
        requestIds = new AtomicLong(firstRequestId);
        journal = journalFile == null ? null : Journal.open(journalFile, this::remember);
    }

    public SandboxStats stats() {
        Map<String, Long> codes = new TreeMap<>();
        refused.forEach((word, count) -> codes.put(word, count.sum()));
        List<Ban> banList = bans.all();
        return new SandboxStats(
                posts.sum(),
                accepted.sum(),
                repeats.sum(),
                repeatsAfterSuccess.sum(),
                conflicts.sum(),
                changedBeforeAccept.sum(),
                codes,
                banList.size(),
                banList.stream().mapToLong(Ban::postsDuring).sum(),
                inFlight.get(),
                inFlightMax.get(),
                strays.sum(),
                trouble.done(),
                banList);
    }

    /** Empty when the identifier was never accepted. */
    public Optional<SandboxOrder> order(String identifier) {
        Entry entry = entries.get(identifier);
        return entry == null ? Optional.empty() : Optional.ofNullable(order(identifier, entry));
    }

    /** Every accepted order, in no order; orders that come meanwhile may or may not be in it. */
    public Stream<SandboxOrder> orders() {
        return entries.entrySet().stream()
                .map(e -> order(e.getKey(), e.getValue()))
                .filter(order -> order != null);
    }

    /** Well-formed POSTs of this identifier that got past the limits, accepted or not. */
    public int posts(String identifier) {
        Entry entry = entries.get(identifier);
        if (entry == null) {
            return 0;
        }
        synchronized (entry) {
            return entry.posts;
        }
    }

    /** Each pair of digests once, however often it came. */
    public Set<Conflict> conflicts() {
        return Set.copyOf(conflictSet);
    }

    void arrived() {
        posts.increment();
        int now = inFlight.incrementAndGet();
        if (now > inFlightMax.get()) {
            inFlightMax.accumulateAndGet(now, Math::max);
        }
    }

    void left() {
        inFlight.decrementAndGet();
    }

    void strayed() {
        strays.increment();
    }

    void refused(TopError error) {
        refused.computeIfAbsent(error.word(), word -> new LongAdder()).increment();
    }

    String nextRequestId() {
        return requestId(requestIds.incrementAndGet());
    }

    /** Notes a well-formed POST, and says the how-manieth of its identifier it is. */
    int attempted(String identifier, byte[] digest) {
        Entry entry = entries.computeIfAbsent(identifier, key -> new Entry());
        synchronized (entry) {
            if (!entry.accepted) {
                if (entry.digest != null && !Arrays.equals(entry.digest, digest)) {
                    changedBeforeAccept.increment();
                }
                entry.digest = digest;
            }
            return ++entry.posts;
        }
    }

    /** Accepts the order unless its identifier is taken. */
    Decision accept(String identifier, String orderId, byte[] digest, String payload, long nowMillis) {
        Entry entry = entries.computeIfAbsent(identifier, key -> new Entry());
        synchronized (entry) {
            // The journal comes first: what it could not write was not accepted.
            if (!entry.accepted) {
                long id = requestIds.incrementAndGet();
                if (journal != null) {
                    journal.accepted(identifier, HEX.formatHex(digest), orderId, requestId(id), nowMillis);
                }
                if (payloads != null) {
                    payloads.put(identifier, payload);
                }
                fill(entry, identifier, orderId, digest, id, nowMillis);
                return new Decision(Verdict.ACCEPTED, requestId(id));
            }
            if (Arrays.equals(entry.digest, digest)) {
                if (journal != null) {
                    journal.repeated(identifier);
                }
                repeats.increment();
                if (entry.succeeded) {
                    repeatsAfterSuccess.increment();
                }
                return new Decision(Verdict.REPEATED, requestId(entry.requestId));
            }
            if (journal != null) {
                journal.conflict(identifier, HEX.formatHex(digest));
            }
            conflicts.increment();
            conflictSet.add(new Conflict(identifier, HEX.formatHex(entry.digest), HEX.formatHex(digest)));
            return new Decision(Verdict.CONFLICT, nextRequestId());
        }
    }

    /** Notes that a success went out in full. */
    void succeeded(String identifier) {
        Entry entry = entries.get(identifier);
        if (entry != null) {
            synchronized (entry) {
                entry.succeeded = true;
            }
        }
    }

    /** Forgets everything but the requests in flight. */
    void forget() {
        if (journal != null) {
            journal.empty();
        }
        entries.clear();
        if (payloads != null) {
            payloads.clear();
        }
        conflictSet.clear();
        refused.clear();
        Stream.of(posts, accepted, repeats, repeatsAfterSuccess, conflicts, changedBeforeAccept, strays)
                .forEach(LongAdder::reset);
        inFlightMax.set(inFlight.get());
    }

    void close() throws IOException {
        if (journal != null) {
            journal.close();
        }
    }

    private void remember(Journal.Line line) {
        Entry entry = entries.computeIfAbsent(line.identifier(), key -> new Entry());
        entry.posts++;
        switch (line.event()) {
            case ACCEPTED -> {
                long id = Long.parseLong(line.requestId(), Character.MAX_RADIX);
                requestIds.accumulateAndGet(id, Math::max);
                fill(entry, line.identifier(), line.orderId(), HEX.parseHex(line.digest()), id, line.atMillis());
            }
            case REPEATED -> repeats.increment();
            case CONFLICT -> {
                conflicts.increment();
                conflictSet.add(new Conflict(line.identifier(), HEX.formatHex(entry.digest), line.digest()));
            }
        }
    }

    private void fill(Entry entry, String identifier, String orderId, byte[] digest, long id, long nowMillis) {
        entry.digest = digest;
        entry.orderId = orderId.equals(identifier) ? null : orderId.getBytes(StandardCharsets.UTF_8);
        entry.requestId = id;
        entry.acceptedMillis = nowMillis;
        entry.accepted = true;
        accepted.increment();
    }

    private SandboxOrder order(String identifier, Entry entry) {
        synchronized (entry) {
            return entry.accepted
                    ? new SandboxOrder(
                            identifier,
                            entry.orderId == null ? identifier : new String(entry.orderId, StandardCharsets.UTF_8),
                            HEX.formatHex(entry.digest),
                            entry.posts,
                            entry.acceptedMillis,
                            requestId(entry.requestId),
                            payloads == null ? null : payloads.get(identifier))
                    : null;
        }
    }

    private static String requestId(long id) {
        return Long.toString(id, Character.MAX_RADIX);
    }
}
