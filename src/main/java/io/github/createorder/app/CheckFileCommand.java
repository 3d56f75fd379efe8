package io.github.createorder.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.config.ConfigurationException;
import io.github.createorder.config.SettingsException;
import io.github.createorder.drop.Drop;
import io.github.createorder.file.FileCheck;
import io.github.createorder.file.FileFormat;
import io.github.createorder.file.FileReader;
import io.github.createorder.file.FileRecord;
import io.github.createorder.file.FileVerdict;
import io.github.createorder.mapping.CamelExpressions;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import io.github.createorder.order.FrozenOrder;
import io.github.createorder.order.OrderDraft;
import io.github.createorder.order.OrderRules;
import io.github.createorder.order.OrderRulesSettings;
import io.github.createorder.product.ProductSettings;
import io.github.createorder.product.Products;
import io.github.createorder.take.OrderMaker;
import io.github.createorder.yaml.YamlFaultException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check-file",
        description = {
            "Checks a file against its format file, as a drop source would before it takes it.",
            "With --mapping, shows the requests that its first orders make, and counts what would be in error; with",
            "--products, also by the codes that are not mapped. Sends nothing, changes nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file would be taken, and no order of it would be in error",
            "1:the file would be refused, or orders of it would be in error",
            "2:wrong usage, or a wrong format or mapping file"
        },
        mixinStandardHelpOptions = true)
final class CheckFileCommand implements Callable<Integer> {
    private static final int BATCH = 500;
    private static final int EXAMPLES = 3;
    private static final String CONFLICT =
            "identifier: an order before it in the file has the same one and another content: never sent. When its lines"
                    + " belong together, set `orders: { key: ... }`";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What the product mapping adds: when it is not looked up, something stands in for it. */
    private static final List<String> FROM_PRODUCTS = List.of("institution", "product_code", "item_id");

    @Spec
    private CommandSpec spec;

    @Option(names = "--format", required = true, description = "Format file: how the file is written")
    private Path format;

    @Option(names = "--mapping", description = "Mapping file: how its records become orders")
    private Path mapping;

    @Option(names = "--products", description = "Product mapping as CSV; without it, products are not looked up")
    private Path products;

    @Option(names = "--marker", description = "The file's marker, when the format says what is in it")
    private Path marker;

    @Option(names = "--first", description = "Requests to show (default: ${DEFAULT-VALUE})", defaultValue = "3")
    private int first;

    @Parameters(paramLabel = "FILE", description = "The file")
    private Path file;

    @Mixin
    private Speech speech;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        // For the expression languages that a mapping may use.
        CamelContext context = new DefaultCamelContext();
        context.start();
        try {
            return check(context);
        } catch (YamlFaultException e) {
            throw new ConfigurationException(
                    e.faults().stream().map(Object::toString).toList());
        } catch (SettingsException e) {
            throw new ConfigurationException(e.faults());
        } finally {
            context.stop();
        }
    }

    private int check(CamelContext context) throws IOException {
        FileFormat loaded = FileFormat.load(format);
        OrderMapper mapper = mapping == null ? null : OrderMapper.load(mapping, new CamelExpressions(context));
        if (mapper != null) {
            compareColumns(loaded, mapper);
        }
        FileVerdict verdict = new FileCheck(loaded)
                .check(file, String.valueOf(file.getFileName()), marker == null ? null : Files.readAllBytes(marker));
        show(loaded, verdict);
        if (!verdict.ok()) {
            return 1;
        }
        return mapper == null || showOrders(loaded, mapper) ? 0 : 1;
    }

    private void compareColumns(FileFormat loaded, OrderMapper mapper) {
        List<String> missing = Drop.missing(loaded, mapper.orderColumns(), mapper.policyColumns());
        if (!missing.isEmpty()) {
            throw new ConfigurationException(missing);
        }
        Set<String> unused = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        unused.addAll(loaded.columns());
        unused.addAll(loaded.policyColumns());
        unused.removeAll(mapper.columns());
        if (!unused.isEmpty()) {
            speech.print(
                    out,
                    "  the mapping names not     %s (but maybe in an expression or for the file's totals)%n",
                    String.join(", ", unused));
        }
    }

    private void show(FileFormat loaded, FileVerdict verdict) {
        speech.print(out, "  file       %s%n", file);
        speech.print(out, "  format     %s%n", loaded.name());
        speech.print(out, "  bytes      %,d%n", verdict.bytes());
        out.printf("  SHA-256    %s%n", verdict.sha256() == null ? speech.of("unknown") : verdict.sha256());
        speech.print(out, "  lines      %,d%n", verdict.lines());
        speech.print(out, "  orders     %,d%n", verdict.orders());
        speech.print(out, "  policies   %,d%n", verdict.policies());
        verdict.sums()
                .forEach((column, sum) ->
                        speech.print(out, "  sum        %s yuan over %s%n", sum.toPlainString(), column));
        if (!loaded.fileName().accepts(String.valueOf(file.getFileName()))) {
            out.println(speech.of(
                    "  name       does not match `file-name` of the format: a drop source would leave it alone"));
        }
        out.println(
                verdict.ok()
                        ? speech.of("  The file is whole: it would be taken.")
                        : speech.of("  The file would be REFUSED as a whole, none of its orders sent:"));
        if (!verdict.ok()) {
            verdict.reason().lines().forEach(line -> out.println("    " + line));
        }
    }

    /** Shows the first orders and counts the rest; true when all would be sent. */
    private boolean showOrders(FileFormat loaded, OrderMapper mapper) throws IOException {
        Products known = products == null
                ? null
                : Products.of(
                        ProductSettings.of(Map.of("type", "csv", "file", products.toString())),
                        null,
                        InstantSource.system());
        if (known != null) {
            List<String> faults = known.check();
            if (!faults.isEmpty()) {
                throw new ConfigurationException(faults);
            }
        }
        Map<ErrorCause, List<String>> examples = new EnumMap<>(ErrorCause.class);
        Map<ErrorCause, Long> errors = new EnumMap<>(ErrorCause.class);
        ProductCodes codes = new ProductCodes();
        OrderMaker maker = new OrderMaker(
                mapper,
                known == null ? CheckFileCommand::standIn : known::enrich,
                new OrderRules(OrderRulesSettings.DEFAULTS));
        TakenTwice taken = new TakenTwice();
        long ready = 0;
        long repeated = 0;
        int shown = 0;
        try (FileReader.Batches batches =
                new FileReader(loaded).open(file, "check", String.valueOf(file.getFileName()), 1, BATCH)) {
            while (batches.hasNext()) {
                for (OrderMaker.Made made : maker.make(FileRecord.records(batches.next()))) {
                    if (known != null) {
                        codes.add(made.draft().productKey(), 1, !isUnmapped(made.draft()));
                    }
                    FrozenOrder order = made.order();
                    List<Fault> faults = order.faults();
                    if (shown++ < first) {
                        showOrder(order);
                    }
                    TakenTwice.Is is = taken.add(order);
                    if (is == TakenTwice.Is.REPEATED) {
                        repeated++;
                    } else if (faults.isEmpty() && is == TakenTwice.Is.NEW) {
                        ready++;
                    } else {
                        ErrorCause cause = is == TakenTwice.Is.CONFLICT ? ErrorCause.CONFLICT : ErrorCause.of(faults);
                        errors.merge(cause, 1L, Long::sum);
                        List<String> some = examples.computeIfAbsent(cause, key -> new ArrayList<>());
                        if (some.size() < EXAMPLES) {
                            some.add(order.record().ref() + ": "
                                    + (is == TakenTwice.Is.CONFLICT
                                            ? speech.of(CONFLICT)
                                            : speech.say(faults.get(0).toString())));
                        }
                    }
                }
            }
        }
        out.println();
        speech.print(out, "  to be sent %,d%s%n", ready, known == null ? speech.of(" (products not looked up)") : "");
        if (repeated > 0) {
            speech.print(out, "  repeated   %,d, the same as an order before them in the file: sent once%n", repeated);
        }
        errors.forEach((cause, count) -> {
            speech.print(out, "  in error   %,d %s%n", count, cause);
            examples.get(cause).forEach(example -> out.println("               " + example));
        });
        codes.showMissing(out, speech, "  ", "orders");
        return errors.isEmpty();
    }

    private static void standIn(List<OrderDraft> drafts) {
        drafts.forEach(
                draft -> FROM_PRODUCTS.forEach(field -> draft.order().putIfAbsent(field, "from-the-product-mapping")));
    }

    private static boolean isUnmapped(OrderDraft draft) {
        return draft.faults().stream().anyMatch(fault -> fault.kind() == Fault.Kind.UNMAPPED_PRODUCT);
    }

    private void showOrder(FrozenOrder order) {
        out.println();
        out.printf("  %s%n", order.record().ref());
        if (order.request() != null) {
            out.println(indented(order.request()));
        }
        order.faults().forEach(fault -> out.println("    " + speech.say(fault.toString())));
    }

    private static String indented(String json) {
        try {
            return "    "
                    + JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(JSON.readTree(json))
                            .replace("\n", "\n    ");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
