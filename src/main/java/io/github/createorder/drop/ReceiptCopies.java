package io.github.createorder.drop;

import io.github.createorder.file.FileFormat;
import io.github.createorder.file.Receipt;
import io.github.createorder.ledger.FileReceipt;
import io.github.createorder.ledger.LedgerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies of receipts for people, byte for byte as they were made for the outbox; made again from the ledger. Thread-safe. */
public final class ReceiptCopies {
    private final Receipt receipt;
    private final LedgerFiles ledger;
    private final WorkFolder work;

    ReceiptCopies(FileFormat format, LedgerFiles ledger, WorkFolder work) {
        this.receipt = new Receipt(format);
        this.ledger = ledger;
        this.work = work;
    }

    /** Its name in the outbox. */
    public String name(FileReceipt what) {
        return receipt.nameFor(what.answers());
    }

    /**
     * Makes a copy.
     *
     * @param what a receipt whose digest is known
     * @param most the most bytes that a copy may have
     * @throws IllegalArgumentException when there are more, or when they would not be those of the outbox
     */
    public byte[] of(FileReceipt what, long most) throws IOException {
        String name = name(what);
        Path local = work.next(".copy");
        try {
            receipt.write(local, new ReceiptLines(ledger, what));
            if (Files.size(local) > most) {
                throw new IllegalArgumentException("the receipt " + name + " has " + Files.size(local)
                        + " bytes, more than a page hands out: fetch it from the outbox");
            }
            if (!DropReceipts.sha256(local).equals(what.sha256())) {
                throw new IllegalArgumentException("the receipt " + name
                        + " would have other bytes than the one in the outbox: was the format file's `receipt` changed?"
                        + " Fetch it from the outbox");
            }
            return Files.readAllBytes(local);
        } finally {
            Files.deleteIfExists(local);
        }
    }
}
