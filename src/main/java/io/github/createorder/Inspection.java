package io.github.createorder;

import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.file.FileFormat;
import io.github.createorder.intake.RecordReader;
import io.github.createorder.ledger.Gate;
import io.github.createorder.ledger.LedgerActions;
import io.github.createorder.ledger.LedgerErrors;
import io.github.createorder.ledger.LedgerSchema;
import io.github.createorder.ledger.LedgerView;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.SourceRecord;
import io.github.createorder.table.TableSource;
import io.github.createorder.take.OrderMaker;
import io.github.createorder.top.GatewayClock;
import io.github.createorder.top.TopHttpClient;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/**
 * A look at the bundle's configuration and at what it would do, in a Camel context without its routes: for a check before
 * go-live, a preview, and for people who ask the ledger. Takes nothing, sends nothing, and makes nothing in the ledger.
 */
public final class Inspection implements AutoCloseable {
    /** The gateway allows ten minutes. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final Configuration configuration;

    private Inspection(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Of everything; connects to the sources. {@link #faults()} tells what is wrong. */
    public static Inspection of(CamelContext context) {
        return new Inspection(Configuration.read(context, true));
    }

    /** Of the ledger and the gateway's name only. */
    public static Inspection ofLedger(CamelContext context) {
        return new Inspection(Configuration.ofLedger(context));
    }

    /** Every fault that would refuse the start. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>(configuration.settings.faults());
        clockFault(configuration).ifPresent(faults::add);
        return faults;
    }

    /** Why the ledger's tables cannot be read, as a rule because no start has made them yet; empty when they can. */
    public Optional<String> ledgerUnread() {
        return LedgerSchema.unread(configuration.ledger.data());
    }

    /** What is worth knowing and no fault: what the first start will make, and what cannot be reached now. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(configuration.settings.notes());
        configuration
                .sources
                .tables
                .values()
                .forEach(table -> table.trouble()
                        .ifPresent(trouble -> notes.add("source " + table.name()
                                + ": its database cannot be used now, and was not checked: " + trouble.reason()
                                + configuration.sources.databases.get(table.name()))));
        configuration.sources.drops.forEach((name, drop) ->
                drop.alarms().current().forEach(alarm -> notes.add("source " + name + ": " + alarm.text())));
        return notes;
    }

    /**
     * What a DBA has to run so that this version can work with the ledger; empty when that is nothing.
     *
     * @throws SQLException if the database cannot be reached, or the ledger has no schema for it
     * @throws ConfigurationException if no database is configured
     */
    public Optional<String> ledgerScript() throws SQLException {
        if (configuration.ledger.data() == null) {
            configuration.settings.refuseIfFaulty();
        }
        return configuration.ledger.script();
    }

    /** @throws io.github.createorder.config.ConfigurationException with every fault, if there is one */
    public void refuseIfFaulty() {
        configuration.settings.refuseIfFaulty();
    }

    /** Empty when the clock is right, or the gateway cannot be asked. */
    static Optional<String> clockFault(Configuration configuration) {
        Settings settings = configuration.settings;
        try (CloseableHttpClient client = TopHttpClient.create(configuration.gateway.http())) {
            return GatewayClock.ahead(client, settings.text(Setting.GATEWAY_URL), InstantSource.system())
                    .filter(ahead -> ahead.abs().compareTo(CLOCK_TOLERANCE) > 0)
                    .map(ahead -> "this machine's clock is " + ahead.abs().toSeconds() + " s "
                            + (ahead.isNegative() ? "behind" : "ahead of")
                            + " the gateway's, which refuses what is 10 minutes off: let it follow a time server");
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public Set<String> sources() {
        return configuration.sources.mappers.keySet();
    }

    /** The format of a drop source. */
    public Optional<FileFormat> format(String source) {
        return Optional.ofNullable(configuration.sources.formats.get(source));
    }

    /** Reads what a route of the team's own gives a source; empty for a source that reads by itself. */
    public Optional<RecordReader> reader(String source) {
        return Optional.ofNullable(configuration.sources.readers.get(source));
    }

    /** Whether records of a source pass an endpoint of the team's own before they are mapped, which a look does not do. */
    public boolean transforms(String source) {
        return !configuration.settings.text(SourceSetting.TRANSFORM.of(source)).isEmpty();
    }

    public OrderMapper mapper(String source) {
        return configuration.sources.mappers.get(source);
    }

    public LedgerView ledger() {
        return configuration.ledger.view();
    }

    /** The orders in error, to have them put on the error queue again. */
    public LedgerErrors errors() {
        return configuration.ledger.errors();
    }

    /** What a person does to one order, and looks at; each is noted. */
    public LedgerActions actions() {
        return configuration.ledger.actions();
    }

    public Gate gate() {
        return configuration.ledger.gate(configuration.gateway.name());
    }

    public String gatewayName() {
        return configuration.gateway.name();
    }

    /**
     * What a record would become.
     *
     * @param values each value with where it comes from
     * @param order with its request, or with all its faults
     */
    public record Preview(List<OrderMapper.Explained> values, FrozenOrder order) {}

    /** The orders that a table source would take next. */
    public List<Preview> preview(String source) {
        return preview(source, table(source).look());
    }

    /** What these records of a source would become. */
    public List<Preview> preview(String source, List<SourceRecord> records) {
        OrderMapper mapper = mapper(source);
        return new OrderMaker(mapper, configuration.products::enrich, configuration.rules)
                .make(records).stream()
                        .map(made -> new Preview(mapper.explain(made.draft()), made.order()))
                        .toList();
    }

    /** Whether the product mapping knows these codes. */
    public boolean knows(Map<String, String> productKey) {
        return configuration.products.knows(productKey);
    }

    /**
     * The product codes that rows of a table source have, taken or not, with the number of rows.
     *
     * @throws ConfigurationException when there is no table source of this name
     * @return empty when the mapping looks no product up, or by an expression, which rows alone do not tell
     */
    public Optional<Map<Map<String, String>, Long>> codes(String source) {
        TableSource table = table(source);
        OrderMapper mapper = mapper(source);
        List<String> columns = mapper.productKeyColumns();
        if (columns == null || columns.isEmpty()) {
            return Optional.empty();
        }
        Map<Map<String, String>, Long> codes = new LinkedHashMap<>();
        table.codes(columns).forEach((values, rows) -> codes.merge(mapper.productKey(values), rows, Long::sum));
        return Optional.of(codes);
    }

    /** The product codes of each of these records of a source; empty when a part of the key is empty or cannot be made. */
    public List<Map<String, String>> productKeys(String source, List<SourceRecord> records) {
        return mapper(source).map(records).stream().map(OrderDraft::productKey).toList();
    }

    /** References and status of the rows of a table source that a condition selects. */
    public Map<String, String> statuses(String source, String where) {
        return table(source).statuses(where);
    }

    /**
     * The amounts, in fen, that the rows of these references make today by the mapping file; without those that make none.
     */
    public Map<String, Long> amounts(String source, List<String> refs) {
        // Products change no amount.
        OrderMaker maker = new OrderMaker(mapper(source), drafts -> {}, configuration.rules);
        Map<String, Long> amounts = new HashMap<>();
        table(source)
                .orders(
                        refs,
                        records -> maker.make(records).stream()
                                .map(OrderMaker.Made::order)
                                .filter(order -> order.amountFen() != null)
                                .forEach(order -> amounts.put(order.record().ref(), order.amountFen())));
        return amounts;
    }

    private TableSource table(String source) {
        TableSource table = configuration.sources.tables.get(source);
        if (table == null) {
            throw new ConfigurationException(List.of(
                    "there is no table source '" + source + "'; there are " + configuration.sources.tables.keySet()));
        }
        return table;
    }

    @Override
    public void close() throws IOException {
        configuration.close();
    }
}
