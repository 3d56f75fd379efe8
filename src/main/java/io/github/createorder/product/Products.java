package io.github.createorder.product;

import io.github.createorder.health.SteadyClock;
import io.github.createorder.order.Fault;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.sql.NearestTable;
import io.github.createorder.sql.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Gives orders their institution, product_code, item_id and sub_product by the core system's own codes. The whole mapping is
 * in memory; {@link #reload()} takes in changes, and a code that is not found brings one about, so that a mapping that was
 * just added works at once. Thread-safe.
 */
public final class Products {
    private static final Logger LOG = LoggerFactory.getLogger(Products.class);
    private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

    private final ProductSettings settings;
    private final DataSource dataSource;
    private final ProductReader reader;
    private final InstantSource clock;
    private final InstantSource pace;
    private volatile ProductTable table;
    private volatile Instant readAt = Instant.MIN;
    private volatile String problem;

    private Products(ProductSettings settings, DataSource dataSource, ProductReader reader, InstantSource clock) {
        this.settings = settings;
        this.dataSource = dataSource;
        this.reader = reader;
        this.clock = clock;
        this.pace = SteadyClock.of(clock);
    }

    /** @param dataSource where the table is; may be null for a file */
    public static Products of(ProductSettings settings, DataSource dataSource, InstantSource clock) {
        ProductReader reader =
                settings.file() == null ? ProductReader.sql(dataSource, settings.query()) : ProductReader.csv(settings);
        return new Products(settings, dataSource, reader, clock);
    }

    /**
     * Puts the four fields into each draft that has codes and where the mapping file has not set them; codes without a row
     * are a fault of the draft.
     *
     * @throws RuntimeException if the mapping could not be read even once: no order may be taken then
     */
    public void enrich(List<OrderDraft> drafts) {
        if (table == null) {
            load();
        }
        ProductTable before = table;
        List<OrderDraft> unmapped =
                drafts.stream().filter(draft -> !enriched(draft)).toList();
        if (!unmapped.isEmpty() && changedAfterMiss(before)) {
            unmapped = unmapped.stream().filter(draft -> !enriched(draft)).toList();
        }
        unmapped.forEach(draft -> draft.fault(Fault.Kind.UNMAPPED_PRODUCT, "product_code", fault(draft.productKey())));
    }

    /** Takes in what has changed. A mapping that cannot be read, or has faults, leaves the last good one in force. */
    public void reload() {
        try {
            load();
        } catch (RuntimeException e) {
            if (!e.toString().equals(problem)) {
                LOG.warn("The product mapping could not be reloaded; the last good one stays in force", e);
            }
            problem = e.toString();
        }
    }

    /** What keeps the mapping from being up to date, for health; empty when nothing does. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Every fault of the mapping as it is now, for the check at start; empty when there is none. */
    public List<String> check() {
        try {
            load();
            return List.of();
        } catch (ProductException e) {
            return e.faults();
        } catch (DataAccessException e) {
            return List.of("the product mapping cannot be read: " + Reason.of(e) + wayOut());
        } catch (RuntimeException e) {
            return List.of("the product mapping cannot be read: " + e.getMessage());
        }
    }

    private String wayOut() {
        return settings.table() == null
                ? ""
                : ": correct " + ProductSettings.PREFIX + ProductSettings.Key.TABLE.key() + ", or let the user read it"
                        + NearestTable.hint(dataSource, settings.table());
    }

    /** Whether an order with these codes would find its row today. */
    public boolean knows(Map<String, String> codes) {
        if (table == null) {
            load();
        }
        return find(codes, LocalDate.ofInstant(clock.instant(), BEIJING)).isPresent();
    }

    private synchronized void load() {
        readAt = pace.instant();
        table = new ProductTable(settings, reader.rows());
        if (problem != null) {
            LOG.info("The product mapping is in order again, {} rows", table.size());
        }
        problem = null;
    }

    private synchronized boolean changedAfterMiss(ProductTable before) {
        if (!pace.instant().isBefore(readAt.plus(settings.missReload()))) {
            reload();
        }
        return table != before;
    }

    private boolean enriched(OrderDraft draft) {
        Map<String, Object> order = draft.order();
        boolean needsNone = draft.productKey().isEmpty()
                || ProductSettings.FIELDS.subList(0, 3).stream().allMatch(order::containsKey);
        if (needsNone) {
            return true;
        }
        LocalDate day = order.get("apply_time") instanceof LocalDateTime time ? time.toLocalDate() : null;
        Optional<Map<String, String>> fields = find(draft.productKey(), day);
        fields.ifPresent(found -> found.forEach(order::putIfAbsent));
        return fields.isPresent();
    }

    private Optional<Map<String, String>> find(Map<String, String> codes, LocalDate day) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(codes);
        List<String> key = new ArrayList<>();
        for (String column : settings.keyColumns()) {
            String code = byName.remove(column);
            key.add(code == null ? "" : code.strip());
        }
        return byName.isEmpty() ? table.find(key, day) : Optional.empty();
    }

    private String fault(Map<String, String> codes) {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(codes);
        List<String> unknown = sorted.keySet().stream()
                .filter(name -> settings.keyColumns().stream().noneMatch(name::equalsIgnoreCase))
                .toList();
        if (!unknown.isEmpty()) {
            return "the mapping file looks products up by " + String.join(", ", unknown)
                    + ", but the key columns of the product mapping are " + String.join(", ", settings.keyColumns());
        }
        String wanted = settings.keyColumns().stream()
                .filter(sorted::containsKey)
                .map(name -> name + "=" + sorted.get(name))
                .collect(Collectors.joining(", "));
        return "the product mapping has no row for " + wanted + "; add it to " + settings.where();
    }
}
