package io.github.createorder.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the next looks for what is to be reported begin, by source. */
final class SourceLooks {
    private final LedgerDb db;
    private final Map<String, Floor> floors = new ConcurrentHashMap<>();
    private final Map<String, DuePage> pages = new ConcurrentHashMap<>();

    SourceLooks(LedgerDb db) {
        this.db = db;
    }

    Floor floor(String source) {
        return floors.computeIfAbsent(source, name -> new Floor(db::nanoTime));
    }

    DuePage page(String source) {
        return pages.computeIfAbsent(source, name -> new DuePage());
    }
}
