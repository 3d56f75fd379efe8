package io.github.createorder.drop;

import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.file.FileFormat;
import io.github.createorder.ledger.LedgerFiles;
import io.github.createorder.ledger.SourceLease;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/** The parts of one drop source, each with a connection of its own. */
public final class Drop implements AutoCloseable {
    private final FileFormat format;
    private final DropFolder folder;
    private final DropAlarms alarms;
    private final DropSource source;
    private final DropReceipts receipts;
    private final ReceiptCopies copies;

    /**
     * Opens no connection yet.
     *
     * @param lease so that one node at a time works on the source
     */
    public Drop(
            CamelContext context,
            DropSettings settings,
            FileFormat format,
            LedgerFiles ledger,
            SourceLease lease,
            WorkFolder work,
            InstantSource clock) {
        DropClock clocks = DropClock.of(clock);
        this.format = format;
        this.alarms = new DropAlarms(settings.source(), clock);
        this.folder = folder(context, settings, clocks);
        this.source = new DropSource(settings, format, folder, ledger, lease, work, alarms, clocks);
        this.receipts = format.hasReceipt()
                ? new DropReceipts(settings, format, folder(context, settings, clocks), ledger, lease, work, alarms)
                : null;
        this.copies = format.hasReceipt() ? new ReceiptCopies(format, ledger, work) : null;
    }

    private static DropFolder folder(CamelContext context, DropSettings settings, DropClock clock) {
        return settings.sftp() == null
                ? new LocalFolder(settings.folders())
                : new SftpFolder(settings.sftp(), settings.folders(), SftpLogin.of(context, settings.sftp(), clock));
    }

    public DropSource source() {
        return source;
    }

    /** Empty when the format has no receipt. */
    public Optional<DropReceipts> receipts() {
        return Optional.ofNullable(receipts);
    }

    /** Copies of receipts for people; empty when the format has no receipt. */
    public Optional<ReceiptCopies> copies() {
        return Optional.ofNullable(copies);
    }

    public DropAlarms alarms() {
        return alarms;
    }

    /**
     * What stands in the way of working with this source, all at once. A server that cannot be reached is an alarm and no
     * fault: it may be back before the first file is.
     *
     * @param orderColumns the columns that the mapping needs of an order
     * @param policyColumns the columns that the mapping needs of a policy
     */
    public List<String> check(Set<String> orderColumns, Set<String> policyColumns) {
        List<String> faults = missing(format, orderColumns, policyColumns);
        try {
            faults.addAll(folder.faults());
        } catch (IOException e) {
            alarms.raise(Kind.UNREACHABLE, "", "its folders cannot be used: " + e.getMessage());
        }
        return faults;
    }

    /** Makes the folders that are not there, if they are local. */
    public void makeFolders() throws IOException {
        folder.make();
    }

    /** Columns that a mapping names and a format has not. */
    public static List<String> missing(FileFormat format, Set<String> orderColumns, Set<String> policyColumns) {
        List<String> faults = new ArrayList<>();
        if (!format.columns().isEmpty()) {
            Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            known.addAll(format.columns());
            tellMissing(format, orderColumns, known, faults);
            known.addAll(format.policyColumns());
            tellMissing(format, policyColumns, known, faults);
        }
        return faults;
    }

    private static void tellMissing(FileFormat format, Set<String> columns, Set<String> known, List<String> faults) {
        for (String column : columns) {
            if (!known.contains(column)) {
                faults.add("the mapping names the column " + column + ", which the format " + format.name()
                        + " has not; it has " + String.join(", ", known));
            }
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
        if (receipts != null) {
            receipts.close();
        }
    }
}
