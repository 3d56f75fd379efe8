package io.github.createorder.app.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.createorder.app.init.Candidates.Candidate;
import io.github.createorder.app.init.Guesses.Shape;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Guesses which column a field of the API comes from. A wrong guess that looks right is worse than a blank: a name alone is
 * enough for numbers and texts; amounts, dates and codes need a proof in comment, type or values. What is not clear stays a
 * blank, with what was found as proposals.
 */
final class Guesser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MIDNIGHT = "00:00:00";

    private final Candidates order;
    private final Candidates policy;
    private final boolean separate;
    private final String prefix;
    private final Map<String, Guess> ofOrder = new LinkedHashMap<>();
    private final Map<String, Guess> ofPolicy = new LinkedHashMap<>();
    private Shape shape;

    /**
     * @param policies the columns of the policy table; null when a row has both
     * @param prefix of the identifier
     */
    Guesser(Words words, Meanings meanings, List<Column> orders, List<Column> policies, String prefix) {
        this.order = new Candidates(words, meanings, orders);
        this.separate = policies != null;
        this.policy = separate ? new Candidates(words, meanings, policies) : order;
        this.prefix = prefix;
    }

    Guesses guess() {
        Optional<Column> orderNumber = order.best("order_id");
        Optional<Column> policyNumber = policy.best("policy_no");
        shape = separate
                ? Shape.ORDER_AND_POLICY_TABLES
                : orderNumber.isPresent()
                                && policyNumber.isPresent()
                                && !orderNumber.get().isUnique()
                                && orderNumber.get().isFilled()
                                && policyNumber.get().isUnique()
                        ? Shape.POLICY_PER_ROW
                        : Shape.ORDER_PER_ROW;
        identifier(orderNumber, policyNumber);
        number("order_id", order, ofOrder, orderNumber, policyNumber);
        openid();
        tenant();
        payment();
        installments();
        applyTime();
        Optional<Guess> product = product();
        attributes();
        number("policy_no", policy, ofPolicy, policyNumber, orderNumber);
        plan();
        Guess fee = amount("fee_amount", policy, ofPolicy);
        received(fee);
        amount("guaranteed_amount", policy, ofPolicy);
        cover();
        yesNo("is_renew_policy");
        yesNo("is_support_renew");
        yesNo("is_selected_commercial");
        previous();
        totals();
        return new Guesses(shape, ofOrder, ofPolicy, product.orElse(null), order, policy);
    }

    // ---- numbers

    private void identifier(Optional<Column> orderNumber, Optional<Column> policyNumber) {
        Optional<Column> own = order.best("identifier");
        Optional<Column> column = own.isPresent()
                ? own
                : !separate
                                && policyNumber.isPresent()
                                && policyNumber.get().key()
                                && !orderNumber.map(Column::key).orElse(false)
                                && shape == Shape.ORDER_PER_ROW
                        ? policyNumber
                        : orderNumber.isPresent() || separate ? orderNumber : policyNumber;
        if (column.isEmpty()) {
            blank(
                    ofOrder,
                    "identifier",
                    "no column is clearly the order's number",
                    proposals(order, "order_id", c -> c));
            return;
        }
        Column found = column.get();
        String yaml = isFullWidth(found)
                ? Yaml.block("column", Yaml.column(found.name()), "halfwidth", "true", "prefix", Yaml.text(prefix))
                : Yaml.block("column", Yaml.column(found.name()), "prefix", Yaml.text(prefix));
        Optional<String> customers = severalCustomers(found);
        if (customers.isPresent()) {
            blank(
                    ofOrder,
                    "identifier",
                    "rows with the same " + found.described() + " have several values of " + customers.get()
                            + ", so it does not tell orders apart by itself",
                    List.of(Yaml.block(
                            "join",
                            "[" + Yaml.column(found.name()) + ", " + Yaml.column(customers.get()) + "]",
                            "with",
                            "\"-\"",
                            "prefix",
                            Yaml.text(prefix))));
            return;
        }
        boolean oneEach = shape == Shape.POLICY_PER_ROW
                || found.key()
                || found.isUnique()
                || found.values().isEmpty();
        if (!oneEach) {
            blank(
                    ofOrder,
                    "identifier",
                    found.described() + " is not in each row, or comes back: is it another one for each order?",
                    List.of(yaml));
            return;
        }
        made(
                ofOrder,
                "identifier",
                yaml,
                found.described() + ": " + (found.key() ? "the key, or unique" : "another one in each order seen")
                        + "; the prefix tells it from those of other systems. Never change how it is made");
    }

    /** The column of the openid, when rows of one order have several: they would be orders of two customers. */
    private Optional<String> severalCustomers(Column number) {
        Optional<Column> customer = order.best("out_user_id")
                .filter(column -> shape == Shape.POLICY_PER_ROW
                        && column.values().size() == number.values().size());
        if (customer.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> first = new LinkedHashMap<>();
        for (int row = 0; row < number.values().size(); row++) {
            String own = String.valueOf(customer.get().values().get(row));
            String other = first.putIfAbsent(number.values().get(row), own);
            if (other != null && !other.equals(own)) {
                return Optional.of(customer.get().name());
            }
        }
        return Optional.empty();
    }

    /** Values have full-width letters, digits or signs, which no number has. */
    private static boolean isFullWidth(Column column) {
        return column.filled().stream()
                .anyMatch(value -> value.strip().chars().anyMatch(c -> c >= 0xFF01 && c <= 0xFF5E));
    }

    private void number(
            String field,
            Candidates columns,
            Map<String, Guess> into,
            Optional<Column> found,
            Optional<Column> instead) {
        if (found.isPresent() && found.get().kind() == Column.Kind.OTHER) {
            blank(into, field, found.get().described() + " is of a type that cannot be read exactly", List.of());
        } else if (found.isPresent() && !isEmpty(found.get())) {
            String column = Yaml.column(found.get().name());
            made(
                    into,
                    field,
                    isFullWidth(found.get()) ? Yaml.block("column", column, "halfwidth", "true") : column,
                    found.get().described());
        } else {
            List<String> proposals = new ArrayList<>(proposals(columns, field, c -> c));
            instead.filter(other -> columns.columns().contains(other))
                    .map(other -> Yaml.column(other.name()))
                    .filter(other -> !proposals.contains(other))
                    .ifPresent(proposals::add);
            blank(into, field, why(columns, field), proposals);
        }
    }

    private void openid() {
        Optional<Column> found = order.best("out_user_id");
        long strange = found.map(column -> column.filled().stream()
                        .filter(value -> !value.strip().matches("[\\x21-\\x7E]+"))
                        .count())
                .orElse(0L);
        if (found.isPresent() && !isEmpty(found.get()) && strange == 0) {
            made(
                    ofOrder,
                    "out_user_id",
                    Yaml.column(found.get().name()),
                    found.get().described());
        } else if (found.isPresent() && strange > 0) {
            blank(
                    ofOrder,
                    "out_user_id",
                    found.get().described() + " has values with spaces or signs that no openid has",
                    List.of());
        } else {
            blank(
                    ofOrder,
                    "out_user_id",
                    why(order, "out_user_id") + "; it must be the openid of the mini-program, no number of your own",
                    proposals(order, "out_user_id", c -> c));
        }
    }

    private void tenant() {
        Optional<Column> found =
                order.best("tenant").filter(column -> column.distinct().equals(Set.of("DTAO")));
        made(
                ofOrder,
                "tenant",
                found.map(column -> Yaml.column(column.name())).orElse("{ constant: DTAO }"),
                found.map(Column::described).orElse("as on the API page; Taobao tells if yours is another"));
    }

    // ---- payment

    private void payment() {
        Optional<Column> found = order.best("payment_type").filter(column -> !isEmpty(column));
        if (found.isEmpty()) {
            List<String> proposals = new ArrayList<>(proposals(order, "payment_type", this::codesToFill));
            proposals.add("{ constant: single }");
            blank(
                    ofOrder,
                    "payment_type",
                    why(order, "payment_type") + "; single (趸缴) if everything is paid at once, monthly (月缴)",
                    proposals);
            return;
        }
        Column column = found.get();
        Codes.Table table = Codes.payment(column, order.meaningsOf(column));
        if (table.known().isEmpty()) {
            blank(
                    ofOrder,
                    "payment_type",
                    column.described() + ": " + table.reason() + seen(column),
                    List.of(codesToFill(Yaml.column(column.name()))));
        } else {
            String codes = table.known().entrySet().stream()
                    .map(code -> Yaml.text(code.getKey()) + ": " + code.getValue())
                    .collect(Collectors.joining(", ", "{ ", " }"));
            made(
                    ofOrder,
                    "payment_type",
                    Yaml.block("column", Yaml.column(column.name()), "codes", codes),
                    column.described() + ": " + table.reason()
                            + (table.others().isEmpty()
                                    ? ""
                                    : "; Taobao has no word for " + String.join(", ", table.others())
                                            + ", and orders with them will be errors"));
        }
    }

    private String codesToFill(String column) {
        return Yaml.block("column", column, "codes", "{ \"?\": single, \"?\": monthly }");
    }

    /** Codes may be told: few, short, and of no person. */
    private static String seen(Column column) {
        Set<String> seen = column.distinct();
        boolean codes = !seen.isEmpty()
                && seen.size() <= 8
                && seen.stream().allMatch(value -> value.strip().length() <= 6);
        return codes ? "; seen: " + String.join(", ", seen) : "";
    }

    private void installments() {
        Optional<Column> found = order.best("total_installments").filter(column -> !isEmpty(column));
        boolean counts = found.isPresent()
                && found.get().filled().stream()
                        .allMatch(value ->
                                value.strip().matches("[0-9]{1,4}") && Integer.parseInt(value.strip()) <= 1200);
        if (found.isPresent() && counts && !found.get().filled().isEmpty()) {
            boolean zeros = found.get().filled().stream()
                    .anyMatch(value -> value.strip().matches("0+"));
            String column = Yaml.column(found.get().name());
            made(
                    ofOrder,
                    "total_installments",
                    zeros ? Yaml.block("column", column, "empty", zeros(found.get())) : column,
                    found.get().described() + (zeros ? ": 0 counts as none" : "")
                            + "; 1 when it is empty and all is paid at once");
        } else {
            optional(
                    ofOrder,
                    "total_installments",
                    "needed with monthly payment; 1 by itself where payment_type is single",
                    proposals(order, "total_installments", c -> c));
        }
    }

    private static String zeros(Column column) {
        return Yaml.texts(column.distinct().stream()
                .map(String::strip)
                .filter(value -> value.matches("0+"))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    // ---- dates

    private void applyTime() {
        Optional<Column> found = order.best("apply_time").filter(column -> !isEmpty(column));
        Optional<Dates.Form> form = found.flatMap(Dates::form);
        if (form.isEmpty()) {
            blank(ofOrder, "apply_time", why(order, "apply_time"), proposals(order, "apply_time", c -> c));
            return;
        }
        Column column = found.get();
        String why = column.described() + values(form.get());
        if (form.get().hasTime()) {
            made(ofOrder, "apply_time", date(column, form.get(), null, false), why);
            return;
        }
        Optional<Column> clock = order.best("time-of-day");
        Optional<String> pattern = clock.flatMap(Dates::time);
        if (pattern.isPresent()) {
            String day = form.get().written();
            boolean signs =
                    day.contains("-") || day.contains("/") || pattern.get().contains(":");
            String whole = column.kind() == Column.Kind.DATE ? "yyyy-MM-dd" : day;
            String both = whole + (signs ? " " : "") + pattern.get();
            List<String> words = new ArrayList<>(List.of(
                    "join",
                    "[" + Yaml.column(column.name()) + ", "
                            + Yaml.column(clock.get().name()) + "]"));
            if (signs) {
                words.addAll(List.of("with", "\" \""));
            }
            if (!both.equals("yyyy-MM-dd HH:mm:ss")) {
                words.addAll(List.of("pattern", Yaml.text(both)));
            }
            made(
                    ofOrder,
                    "apply_time",
                    Yaml.block(words.toArray(String[]::new)),
                    why + ", and " + clock.get().described() + " is the time of day");
        } else {
            blank(
                    ofOrder,
                    "apply_time",
                    why + ", without a time of day: which one?",
                    List.of(date(column, form.get(), MIDNIGHT, false)));
        }
    }

    private static String values(Dates.Form form) {
        return form.seen().isEmpty() ? "" : ": " + form.seen();
    }

    private static String date(Column column, Dates.Form form, String time, boolean end) {
        List<String> words = new ArrayList<>(List.of("column", Yaml.column(column.name())));
        boolean typed = column.kind() == Column.Kind.DATE || column.kind() == Column.Kind.TIMESTAMP;
        if (form.pattern() != null && !typed) {
            words.addAll(List.of("pattern", Yaml.pattern(form.pattern())));
        }
        if (time != null) {
            words.addAll(List.of("time", Yaml.text(time)));
        }
        if (end && !form.forever().isEmpty()) {
            words.addAll(List.of("forever", Yaml.texts(form.forever())));
        }
        if (!form.empty().isEmpty() && !typed) {
            words.addAll(List.of("empty", Yaml.texts(form.empty())));
        }
        return words.size() == 2 ? words.get(1) : Yaml.block(words.toArray(String[]::new));
    }

    /** Start and end of the cover: one says how the other is meant. */
    private void cover() {
        Candidates startOf = candidates("effective_time");
        Candidates endOf = candidates("expiration_time");
        Optional<Column> start = startOf.best("effective_time").filter(column -> !isEmpty(column));
        Optional<Column> end = endOf.best("expiration_time").filter(column -> !isEmpty(column));
        Optional<Dates.Form> startForm = start.flatMap(Dates::form);
        Optional<Dates.Form> endForm = end.flatMap(Dates::form);
        Dates.Spans spans = startForm.isPresent() && endForm.isPresent() && startOf == endOf
                ? spans(start.get(), startForm.get(), end.get(), endForm.get())
                : new Dates.Spans(0, 0);
        if (startForm.isEmpty()) {
            blank(
                    ofPolicy,
                    "effective_time",
                    why(startOf, "effective_time"),
                    proposals(startOf, "effective_time", c -> c));
        } else {
            start(start.get(), startForm.get(), spans);
        }
        if (endForm.isEmpty()) {
            blank(
                    ofPolicy,
                    "expiration_time",
                    why(endOf, "expiration_time"),
                    proposals(endOf, "expiration_time", c -> c));
        } else {
            end(end.get(), endForm.get(), spans);
        }
    }

    private static Dates.Spans spans(Column start, Dates.Form startForm, Column end, Dates.Form endForm) {
        List<LocalDate> first = Dates.days(start, startForm);
        List<LocalDate> last = Dates.days(end, endForm);
        return Dates.spans(first, last);
    }

    private void start(Column column, Dates.Form form, Dates.Spans spans) {
        String why = column.described() + values(form);
        if (form.hasTime()) {
            made(ofPolicy, "effective_time", date(column, form, null, false), why);
        } else if (spans.areWhole()) {
            made(
                    ofPolicy,
                    "effective_time",
                    date(column, form, MIDNIGHT, false),
                    why + "; in all " + spans.rows()
                            + " rows the cover is whole months to the day, so it begins with the day");
        } else {
            blank(
                    ofPolicy,
                    "effective_time",
                    why + ", and nothing says at which time of the day the cover begins",
                    List.of(date(column, form, MIDNIGHT, false)));
        }
    }

    private void end(Column column, Dates.Form form, Dates.Spans spans) {
        String why = column.described() + values(form);
        boolean atMidnight = form.hasTime()
                && !column.filled().isEmpty()
                && column.filled().stream()
                        .map(String::strip)
                        .allMatch(value -> value.matches("9999.*") || isMidnight(value, form));
        if (form.hasTime() && !column.filled().isEmpty() && (!atMidnight || (spans.rows() > 0 && spans.whole() == 0))) {
            made(ofPolicy, "expiration_time", date(column, form, null, true), why);
            return;
        }
        if (form.hasTime() && column.filled().isEmpty()) {
            blank(
                    ofPolicy,
                    "expiration_time",
                    why + ": without a row, nothing says whether it is a moment, or the last day at midnight",
                    List.of(date(column, form, null, true)));
            return;
        }
        String day = spans.areWhole()
                ? "; in all " + spans.rows() + " rows it is the last day of the cover: up to the midnight after it"
                        + " (24时止), or to its last second"
                : "; the end of that day, or its beginning?";
        List<String> proposals = new ArrayList<>();
        proposals.add(date(column, form, "24:00:00", true));
        proposals.add(date(column, form, "23:59:59", true));
        if (!spans.areWhole()) {
            proposals.add(date(column, form, MIDNIGHT, true));
        }
        blank(
                ofPolicy,
                "expiration_time",
                why + (atMidnight ? ", always at midnight" : ", without a time of day") + day,
                proposals);
    }

    private static boolean isMidnight(String value, Dates.Form form) {
        String written = form.written();
        if (!written.startsWith("yyyy-MM-dd HH")) {
            return value.endsWith("0000") || value.endsWith("00:00:00") || value.endsWith("00:00");
        }
        return value.length() <= 10 || value.substring(10).matches("[ T]00:00(:00([.]0+)?)?");
    }

    // ---- products and words

    private Optional<Guess> product() {
        Optional<Column> code = order.best("product_code");
        Optional<Column> item = order.best("item_id");
        if (code.isPresent() && item.isPresent()) {
            made(
                    ofOrder,
                    "product_code",
                    Yaml.column(code.get().name()),
                    code.get().described());
            made(ofOrder, "item_id", Yaml.column(item.get().name()), item.get().described());
            Optional<Column> institution = order.best("institution");
            if (institution.isPresent()) {
                made(
                        ofOrder,
                        "institution",
                        Yaml.column(institution.get().name()),
                        institution.get().described());
            } else {
                blank(
                        ofOrder,
                        "institution",
                        "the code that Taobao has given the insurer, the same in all orders",
                        List.of("{ constant: YOUR-CODE }"));
            }
            optional(ofOrder, "sub_product", "agreed with Taobao", proposals(order, "product", c -> c));
            return Optional.empty();
        }
        Optional<Column> product = order.best("product").filter(column -> !isEmpty(column));
        Optional<Column> plan = order.best("plan-code").filter(column -> !isEmpty(column));
        if (product.isEmpty()) {
            return Optional.of(Guess.blank(
                    "product",
                    why(order, "product"),
                    proposals(order, "product", column -> "{ product: " + column + " }")));
        }
        String yaml = plan.isPresent()
                ? Yaml.block(
                        "product",
                        Yaml.column(product.get().name()),
                        "plan",
                        Yaml.column(plan.get().name()))
                : Yaml.block("product", Yaml.column(product.get().name()));
        return Optional.of(Guess.made(
                "product",
                yaml,
                product.get().described()
                        + plan.map(column -> ", " + column.described()).orElse("")));
    }

    private void attributes() {
        Optional<Column> found = order.best("attributes");
        boolean json = found.isPresent()
                && !found.get().filled().isEmpty()
                && found.get().filled().stream().allMatch(Guesser::isJsonObject);
        if (json) {
            made(
                    ofOrder,
                    "attributes",
                    Yaml.column(found.get().name()),
                    found.get().described() + ": JSON objects");
            return;
        }
        order.best("spm")
                .ifPresent(spm -> optional(
                        ofOrder,
                        "attributes",
                        "parameters of the buyer's link",
                        List.of("{ json: { spm: " + Yaml.column(spm.name()) + " } }")));
    }

    private static boolean isJsonObject(String value) {
        try {
            return JSON.readTree(value).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void plan() {
        Candidates columns = candidates("plan");
        List<Candidate> all = columns.all("plan").stream()
                .filter(candidate -> candidate.column().kind() == Column.Kind.TEXT && !isEmpty(candidate.column()))
                .filter(candidate -> candidate.score() >= Meanings.SURE)
                .toList();
        if (all.size() == 1) {
            made(
                    ofPolicy,
                    "plan",
                    Yaml.column(all.get(0).column().name()),
                    all.get(0).column().described());
        } else if (!all.isEmpty()) {
            List<String> proposals = new ArrayList<>(
                    all.stream().map(one -> Yaml.column(one.column().name())).toList());
            proposals.add("{ join: [" + String.join(", ", proposals) + "], with: \" \" }");
            optional(ofPolicy, "plan", "several columns may be the plan's name", proposals);
        }
    }

    private void yesNo(String field) {
        Candidates columns = candidates(field);
        Optional<Column> found = columns.best(field).filter(column -> !isEmpty(column));
        List<Set<String>> words = found.map(Codes::yesNo).orElse(List.of());
        if (!words.isEmpty()) {
            String column = Yaml.column(found.get().name());
            made(
                    ofPolicy,
                    field,
                    words.get(0).isEmpty()
                            ? column
                            : Yaml.block(
                                    "column",
                                    column,
                                    "true",
                                    Yaml.texts(words.get(0)),
                                    "false",
                                    Yaml.texts(words.get(1))),
                    found.get().described());
        } else if (!columns.all(field).isEmpty()) {
            optional(ofPolicy, field, why(columns, field), proposals(columns, field, c -> c));
        }
    }

    private void previous() {
        Candidates columns = candidates("correlation_policy_no");
        Optional<Column> found = columns.best("correlation_policy_no").filter(column -> !isEmpty(column));
        if (found.isPresent()) {
            boolean zeros = found.get().filled().stream()
                    .anyMatch(value -> value.strip().matches("0+"));
            String column = Yaml.column(found.get().name());
            made(
                    ofPolicy,
                    "correlation_policy_no",
                    zeros ? Yaml.block("column", column, "empty", zeros(found.get())) : column,
                    found.get().described());
        } else if (!columns.all("correlation_policy_no").isEmpty()) {
            optional(
                    ofPolicy,
                    "correlation_policy_no",
                    why(columns, "correlation_policy_no"),
                    proposals(columns, "correlation_policy_no", c -> c));
        }
    }

    // ---- amounts

    private Guess amount(String field, Candidates columns, Map<String, Guess> into) {
        List<Candidate> all = columns.all(field);
        if (shape == Shape.POLICY_PER_ROW && field.equals("fee_amount") && all.size() > 1) {
            List<Candidate> own = all.stream()
                    .filter(one -> !columns.speaksOf(one.column(), "total"))
                    .toList();
            all = own.isEmpty() ? all : own;
        }
        Optional<Column> found = Candidates.best(all).filter(column -> !isEmpty(column));
        if (found.isEmpty()) {
            return blank(into, field, why(columns, field), amounts(all));
        }
        Column column = found.get();
        if (!Amounts.areNumbers(column)) {
            return blank(
                    into,
                    field,
                    column.described()
                            + (column.kind() == Column.Kind.OTHER
                                    ? " is of a type that cannot be read exactly: have it made DECIMAL, or cast in a view"
                                    : " has values that are no plain numbers"),
                    List.of());
        }
        Column.Unit unit = Amounts.unit(column, columns.meaningsOf(column));
        if (unit.word() == null) {
            return blank(into, field, column.described() + ": " + unit.reason(), amounts(column));
        }
        if (field.equals("guaranteed_amount") && isBelowPremium(column, unit.word())) {
            return blank(
                    into,
                    field,
                    column.described() + ": " + unit.reason() + "; but in rows seen it would be less than the premium",
                    List.of(amount(column, "wan"), amount(column, unit.word())));
        }
        if (field.endsWith("actual_received_amount") && !column.values().isEmpty() && !column.isFilled()) {
            Optional<String> other = columns.best("fee_amount").map(premium -> Yaml.column(premium.name()));
            return blank(
                    into,
                    field,
                    column.described() + " is empty in some rows: the premium then?",
                    other.map(premium -> List.of(firstOf(column, premium, unit.word())))
                            .orElse(List.of(amount(column, unit.word()))));
        }
        return made(into, field, amount(column, unit.word()), column.described() + ": " + unit.reason());
    }

    private static String firstOf(Column column, String other, String unit) {
        String both = "[" + Yaml.column(column.name()) + ", " + other + "]";
        return unit.equals("yuan") ? Yaml.block("first", both) : Yaml.block("first", both, "unit", unit);
    }

    private boolean isBelowPremium(Column cover, String unit) {
        return policy.best("fee_amount")
                .map(premium -> {
                    Column.Unit of = Amounts.unit(premium, policy.meaningsOf(premium));
                    return of.word() != null && Amounts.shareBelow(cover, unit, premium, of.word()) > 0.05;
                })
                .orElse(false);
    }

    private void received(Guess fee) {
        Guess received = amount("actual_received_amount", policy, ofPolicy);
        if (!received.isMade() && received.proposals().isEmpty() && fee.isMade()) {
            blank(
                    ofPolicy,
                    "actual_received_amount",
                    received.reason() + "; the premium, if it is paid as a whole when the order is made",
                    List.of(fee.yaml()));
        }
    }

    private List<String> amounts(List<Candidate> all) {
        return all.stream()
                .flatMap(one -> amounts(one.column()).stream())
                .limit(4)
                .toList();
    }

    private static List<String> amounts(Column column) {
        return List.of(amount(column, "fen"), amount(column, "yuan"));
    }

    private static String amount(Column column, String unit) {
        String name = Yaml.column(column.name());
        return unit.equals("yuan") ? name : Yaml.block("column", name, "unit", unit);
    }

    /** Those of the order are derived; where its table has them, they find out an order with a missing policy. */
    private void totals() {
        if (!separate) {
            return;
        }
        for (String field : List.of("total_fee_amount", "total_actual_received_amount", "total_guaranteed_amount")) {
            if (!order.all(field).isEmpty()) {
                Guess guess = amount(field, order, ofOrder);
                if (!guess.isMade()) {
                    ofOrder.remove(field);
                    optional(ofOrder, field, guess.reason() + "; by itself the sum of the policies", guess.proposals());
                }
            }
        }
    }

    // ---- what they share

    /** What a policy's row has not, is read from its order's. */
    private Candidates candidates(String field) {
        return separate && policy.all(field).isEmpty() ? order : policy;
    }

    private static boolean isEmpty(Column column) {
        return !column.values().isEmpty() && column.filled().isEmpty();
    }

    private static String why(Candidates columns, String field) {
        List<Candidate> all = columns.all(field);
        if (all.isEmpty()) {
            return "no column of such a name or comment";
        }
        if (all.size() > 1 && all.get(0).score() >= Meanings.SURE) {
            return "several columns may be meant: "
                    + all.stream().map(one -> one.column().described()).collect(Collectors.joining(", "));
        }
        if (isEmpty(all.get(0).column())) {
            return all.get(0).column().described() + " is empty in all rows seen";
        }
        return all.stream().map(one -> one.column().described()).collect(Collectors.joining(", "))
                + " is not clear enough";
    }

    private interface Written {
        String of(String column);
    }

    private static List<String> proposals(Candidates columns, String field, Written written) {
        return columns.all(field).stream()
                .limit(3)
                .map(one -> written.of(Yaml.column(one.column().name())))
                .toList();
    }

    private static Guess made(Map<String, Guess> into, String field, String yaml, String reason) {
        Guess guess = Guess.made(field, yaml, reason);
        into.put(field, guess);
        return guess;
    }

    private static Guess blank(Map<String, Guess> into, String field, String reason, List<String> proposals) {
        Guess guess = Guess.blank(field, reason, proposals);
        into.put(field, guess);
        return guess;
    }

    /** Nothing that check would ask for. */
    private static void optional(Map<String, Guess> into, String field, String reason, List<String> proposals) {
        if (!proposals.isEmpty()) {
            into.put(field, Guess.blank(field, reason, proposals));
        }
    }

    static Stream<Column> all(Candidates... candidates) {
        return Stream.of(candidates).flatMap(each -> each.columns().stream()).distinct();
    }
}
