package io.github.createorder.drop;

import io.github.createorder.file.ReceiptLine;
import io.github.createorder.file.ReceiptLine.Status;
import io.github.createorder.ledger.FileLine;
import io.github.createorder.ledger.FileReceipt;
import io.github.createorder.ledger.LedgerFiles;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The lines of a receipt, page by page. */
final class ReceiptLines implements Iterator<ReceiptLine> {
    private static final int PAGE = 1000;

    private final LedgerFiles ledger;
    private final FileReceipt of;
    private Iterator<FileLine> page;
    private long last;

    ReceiptLines(LedgerFiles ledger, FileReceipt of) {
        this.ledger = ledger;
        this.of = of;
        this.page = ledger.lines(of, 0, PAGE).iterator();
    }

    @Override
    public boolean hasNext() {
        if (!page.hasNext() && last > 0) {
            page = ledger.lines(of, last, PAGE).iterator();
            last = 0;
        }
        return page.hasNext();
    }

    @Override
    public ReceiptLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        FileLine line = page.next();
        last = line.line();
        return new ReceiptLine(
                line.line(),
                line.key(),
                line.status() == null ? Status.PENDING : Status.valueOf(line.status()),
                line.code(),
                line.message(),
                line.requestId(),
                line.amountFen() == null ? null : BigDecimal.valueOf(line.amountFen(), 2));
    }
}
