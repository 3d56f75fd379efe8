package io.github.createorder.drop;

import io.github.createorder.file.FileRecord;
import io.github.createorder.ledger.ExpectedLine;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.SourceRecord;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Some orders of a file, in its order.
 *
 * @param file the file that they are of
 * @param orders never empty
 */
public record FileBatch(OpenFile file, List<FileRecord> orders) {

    /** What the orders are mapped from. */
    public List<SourceRecord> records() {
        return FileRecord.records(orders);
    }

    long lastLine() {
        return orders.get(orders.size() - 1).line();
    }

    /** The lines that the receipt will have for what the orders have become. */
    List<ExpectedLine> lines(List<FrozenOrder> taken) {
        Map<String, FileRecord> byRef =
                orders.stream().collect(Collectors.toMap(order -> order.record().ref(), Function.identity()));
        return taken.stream()
                .map(order -> line(byRef.get(order.record().ref()), order.amountFen()))
                .toList();
    }

    private static ExpectedLine line(FileRecord order, Long amountFen) {
        return new ExpectedLine(order.line(), order.record().ref(), order.key(), amountFen);
    }
}
