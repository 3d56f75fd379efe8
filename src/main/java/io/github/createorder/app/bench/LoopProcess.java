package io.github.createorder.app.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.createorder.top.SignMethod;
import io.github.createorder.top.TopCredentials;
import io.github.createorder.top.TopSigner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.net.URI;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What people write first, for comparison: rows are read a page at a time, a thread pool maps, signs and POSTs each order as the
 * official client does (HttpURLConnection), and one UPDATE tells its row. It keeps none of what the bundle promises: no ledger,
 * no claim, no redelivery, and a reply that is lost is an order that is lost.
 */
final class LoopProcess {
    private static final int PAGE = 1_000;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final TopSigner signer;
    private final JdbcTemplate database;
    private final Map<String, Map<String, Object>> products = new HashMap<>();

    private LoopProcess(String url, TopSigner signer, JdbcTemplate database) {
        this.url = url;
        this.signer = signer;
        this.database = database;
    }

    public static void main(String[] arguments) throws Exception {
        int concurrency = Integer.parseInt(arguments[3]);
        System.setProperty("http.maxConnections", String.valueOf(concurrency));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[4]);
        config.setUsername(arguments[5]);
        config.setPassword(arguments[6]);
        config.setMaximumPoolSize(10);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            new LoopProcess(
                            arguments[0],
                            new TopSigner(
                                    new TopCredentials(arguments[1], arguments[2], null),
                                    SignMethod.HMAC_SHA256,
                                    InstantSource.system()),
                            new JdbcTemplate(pool))
                    .run(concurrency);
            // Until it has been measured.
            Thread.sleep(60_000);
        }
    }

    private void run(int concurrency) throws Exception {
        database.queryForList("SELECT * FROM createorder_product")
                .forEach(product -> products.put(product.get("product") + "/" + product.get("plan"), product));
        ExecutorService workers = Executors.newFixedThreadPool(concurrency);
        String last = "";
        while (true) {
            List<Map<String, Object>> page = database.queryForList(
                    "SELECT * FROM LEGACY_ORDER WHERE STATUS = 'NEW' AND ORDER_NO > ? ORDER BY ORDER_NO LIMIT " + PAGE,
                    last);
            if (page.isEmpty()) {
                break;
            }
            String first = last;
            last = (String) page.get(page.size() - 1).get("order_no");
            Map<String, List<Map<String, Object>>> policies = new HashMap<>();
            database.queryForList(
                            "SELECT * FROM LEGACY_POLICY WHERE ORDER_NO > ? AND ORDER_NO <= ? ORDER BY ORDER_NO, POLICY_NO",
                            first,
                            last)
                    .forEach(policy -> policies.computeIfAbsent(
                                    (String) policy.get("order_no"), key -> new ArrayList<>())
                            .add(policy));
            List<Future<?>> ends = new ArrayList<>();
            for (Map<String, Object> order : page) {
                ends.add(workers.submit(() -> send(order, policies.get(order.get("order_no")))));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        workers.shutdown();
    }

    private void send(Map<String, Object> order, List<Map<String, Object>> policies) {
        Object number = order.get("order_no");
        String status = "ERROR";
        String requestId = null;
        try {
            JsonNode answer = JSON.readTree(post(signer.sign(JSON.writeValueAsString(request(order, policies)))))
                    .path("alibaba_finance_insurance_createorder_response");
            if (answer.toString().contains("\"is_success\":true")) {
                status = "ACCEPTED";
                requestId = answer.path("request_id").asText();
            }
        } catch (IOException | RuntimeException e) {
            // Not mapped, or refused: a row in error, as such loops do.
        }
        database.update(
                "UPDATE LEGACY_ORDER SET STATUS = ?, REQUEST_ID = ?, STATUS_TIME = ? WHERE ORDER_NO = ?",
                status,
                requestId,
                new Timestamp(System.currentTimeMillis()),
                number);
    }

    private byte[] post(byte[] body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    private ObjectNode request(Map<String, Object> order, List<Map<String, Object>> policies) {
        Map<String, Object> product = products.get(order.get("prod_code") + "/" + order.get("plan_code"));
        ObjectNode request = JSON.createObjectNode();
        String identifier = "TB-" + order.get("order_no");
        ArrayNode list = JSON.createArrayNode();
        BigDecimal fee = BigDecimal.ZERO;
        BigDecimal cover = BigDecimal.ZERO;
        for (Map<String, Object> policy : policies) {
            ObjectNode one = list.addObject();
            one.put("actual_received_amount", yuan(policy.get("paid_fen")).toPlainString());
            one.put("effective_time", day(policy.get("start_date")) + " 00:00:00");
            one.put("expiration_time", day(policy.get("end_date")) + " 23:59:59");
            one.put("fee_amount", yuan(policy.get("prem_fen")).toPlainString());
            one.put("guaranteed_amount", yuan(policy.get("cover_fen")).toPlainString());
            one.put("is_renew_policy", "Y".equals(policy.get("renew_flag")));
            one.put("plan", (String) policy.get("plan_name"));
            one.put("policy_no", (String) policy.get("policy_no"));
            fee = fee.add(yuan(policy.get("prem_fen")));
            cover = cover.add(yuan(policy.get("cover_fen")));
        }
        if (fee.compareTo(yuan(order.get("total_prem_fen"))) != 0) {
            throw new IllegalArgumentException("the total is not the sum of its policies");
        }
        request.put(
                "apply_time",
                ((Timestamp) order.get("apply_time")).toLocalDateTime().format(SECONDS));
        request.put(
                "attributes",
                JSON.createObjectNode().put("spm", (String) order.get("spm")).toString());
        request.put("effective_time", day(policies.get(0).get("start_date")) + " 00:00:00");
        request.put("expiration_time", day(policies.get(0).get("end_date")) + " 23:59:59");
        request.put("identifier", identifier);
        request.put("institution", product.get("institution").toString());
        request.put("item_id", product.get("item_id").toString());
        request.put("order_id", identifier);
        request.put("out_user_id", order.get("open_id").toString());
        request.put("payment_type", "0".equals(order.get("pay_mode")) ? "single" : "monthly");
        request.set("policy_list", list);
        request.put("product_code", product.get("product_code").toString());
        request.put("tenant", "DTAO");
        request.put("total_actual_received_amount", yuan(order.get("paid_fen")).toPlainString());
        request.put("total_fee_amount", yuan(order.get("total_prem_fen")).toPlainString());
        request.put("total_guaranteed_amount", cover.toPlainString());
        request.put("total_installments", ((Number) order.get("terms")).intValue());
        return request;
    }

    private static BigDecimal yuan(Object fen) {
        return BigDecimal.valueOf(((Number) fen).longValue(), 2);
    }

    private static LocalDate day(Object text) {
        return LocalDate.parse((String) text, DateTimeFormatter.BASIC_ISO_DATE);
    }
}
