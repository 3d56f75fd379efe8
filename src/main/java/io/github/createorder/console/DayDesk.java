package io.github.createorder.console;

import io.github.createorder.health.SourceState;
import io.github.createorder.health.SourceStates;
import io.github.createorder.ledger.LedgerReader;
import io.github.createorder.ledger.LedgerReader.Line;
import io.github.createorder.ledger.LedgerView.DayTotal;
import io.github.createorder.ledger.Reconciliation;
import io.github.createorder.ledger.Reconciliation.Compared;
import io.github.createorder.ledger.Reconciliation.Found;
import io.github.createorder.ledger.TheirOrders;
import io.github.createorder.order.Masking;
import io.github.createorder.order.Words;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** A day beside what the core system says of it, and what was edited here that the core system has to correct too. */
final class DayDesk {
    private static final int MOST_FAULTS = 20;
    private static final Charset GBK = Charset.forName("GBK");

    private final LedgerReader reader;
    private final Masking masking;
    private final SourceStates sources;

    DayDesk(LedgerReader reader, Masking masking, SourceStates sources) {
        this.reader = reader;
        this.masking = masking;
        this.sources = sources;
    }

    /** Orders of all sources that stand alike, and what they are worth in fen, exactly. */
    record Sum(String standing, long orders, long fen) {}

    /** In the order in which people ask: what came through, what did not, what is still on its way; closed ones where there are any. */
    static List<Sum> inAll(List<DayTotal> totals) {
        List<Sum> sums = new ArrayList<>();
        for (String standing : List.of("ACCEPTED", "ERROR", "PENDING", "CLOSED")) {
            Sum sum = sum(
                    standing,
                    totals.stream()
                            .filter(total -> total.standing().equals(standing))
                            .toList());
            if (sum.orders > 0 || !standing.equals("CLOSED")) {
                sums.add(sum);
            }
        }
        sums.add(sum("TAKEN", totals));
        return sums;
    }

    private static Sum sum(String standing, List<DayTotal> totals) {
        return new Sum(
                standing,
                totals.stream().mapToLong(DayTotal::orders).reduce(0, Math::addExact),
                totals.stream().mapToLong(DayTotal::fen).reduce(0, Math::addExact));
    }

    /**
     * What a comparison came to.
     *
     * @param source null for any
     * @param rows orders in their file
     * @param faults of the file or the form, in words that quote them; with any, nothing was compared
     */
    record Comparison(
            LocalDate day, String source, int rows, List<Words> faults, int furtherFaults, Compared compared) {

        /** The code of why nothing was compared, for those who did not send the file. */
        String refused() {
            return faults.get(0).code();
        }

        String csv() {
            Csv csv = new Csv("kind", "key", "what");
            add(csv, "only-theirs", compared.onlyTheirs());
            add(csv, "only-ours", compared.onlyOurs());
            add(csv, "different", compared.different());
            compared.partly().stream()
                    .filter(part -> part.of() == 0)
                    .forEach(part -> csv.row("not-compared", "", part.what()));
            return csv.text();
        }

        private static void add(Csv csv, String kind, Found found) {
            found.first().forEach(one -> csv.row(kind, one.key(), one.what()));
        }
    }

    /** Compares with a file that was sent along. */
    Comparison compare(LocalDate day, String source, String charset, byte[] file) {
        // Says within seconds when the ledger is away; the comparison takes as long as it takes.
        List<DayTotal> totals = reader.day(day).totals();
        TheirOrders theirs = Reconciliation.unknownSource(
                        source, sources.now().stream().map(SourceState::name).toList(), day, totals)
                .map(TheirOrders::faulty)
                .orElseGet(() -> read(file, GBK.name().equals(charset) ? GBK : StandardCharsets.UTF_8));
        List<Words> faults = theirs.faults();
        return new Comparison(
                day,
                source,
                theirs.orders().size(),
                faults.stream().limit(MOST_FAULTS).toList(),
                Math.max(0, faults.size() - MOST_FAULTS),
                faults.isEmpty() ? reader.compare(day, source, theirs.orders(), theirs.byIdentifier()) : null);
    }

    private static TheirOrders read(byte[] file, Charset charset) {
        try {
            return TheirOrders.read(new ByteArrayInputStream(file), charset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Orders taken on a day whose record was edited here: what was changed, a row for each column, masked as on the pages. */
    String corrections(LocalDate day, Page page) {
        Csv csv = new Csv(
                "identifier", "source", "ref", "status", "column", "before", "after", "edited_at", "by", "reason");
        for (Line line : reader.edited(day)) {
            reader.order(line.id()).ifPresent(order -> {
                for (OrderView.VersionView version : new OrderView(order, masking, false).versions()) {
                    for (OrderView.Change change : version.changes()) {
                        // The request follows from the record.
                        if (!change.name().startsWith("-> ")) {
                            csv.row(
                                    line.identifier(),
                                    line.source(),
                                    line.ref(),
                                    line.status(),
                                    change.name(),
                                    change.before(),
                                    change.after(),
                                    page.time(version.at()),
                                    version.by(),
                                    version.reason());
                        }
                    }
                }
            });
        }
        return csv.text();
    }
}
