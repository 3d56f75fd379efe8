package io.github.createorder.app.init;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes a product mapping to begin with: a row for each code that was seen, for people to fill in Taobao's. */
final class ProductsText {
    private static final String HEADER = "product,plan,institution,product_code,item_id,sub_product\n";
    private static final int MOST = 50;
    private static final int LONGEST = 40;

    private final Set<List<String>> codes = new LinkedHashSet<>();

    private ProductsText() {}

    /** Of the columns that the guessed key names; without rows where they do not look like codes. */
    static ProductsText of(Guesses guesses) {
        ProductsText products = new ProductsText();
        if (guesses.product() != null && guesses.product().isMade()) {
            Column product = guesses.orderColumns().best("product").orElseThrow();
            Optional<Column> plan = guesses.orderColumns()
                    .best("plan-code")
                    .filter(column -> guesses.product().yaml().contains("plan: "));
            for (int row = 0; row < product.values().size(); row++) {
                String code = product.values().get(row);
                String ofPlan = plan.isEmpty() ? "" : plan.get().values().get(row);
                if (code != null && !code.isBlank()) {
                    products.codes.add(List.of(code.strip(), ofPlan == null ? "" : ofPlan.strip()));
                }
            }
        }
        boolean codes = products.codes.size() <= MOST
                && products.codes.stream().flatMap(List::stream).allMatch(code -> code.length() <= LONGEST);
        if (!codes) {
            products.codes.clear();
        }
        return products;
    }

    int rows() {
        return codes.size();
    }

    String text() {
        StringBuilder text = new StringBuilder(HEADER);
        codes.forEach(code -> text.append(cell(code.get(0)))
                .append(',')
                .append(cell(code.get(1)))
                .append(",,,,\n"));
        return text.toString();
    }

    private static String cell(String value) {
        return value.matches("[^,\"\\r\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
