package io.github.createorder.app.demo;

import io.github.createorder.order.ErrorCause;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A core system's database as one finds it: orders in one table, their policies in another, amounts in fen, days as text,
 * and about three orders in a hundred faulty in different ways. The same seed makes the same data.
 */
public final class LegacySample {
    /** Sold, but nobody has told the product mapping yet. */
    public static final String UNMAPPED_PRODUCT = "YL-2027";

    static final List<String> PRODUCTS = List.of("YL-2026", "YW-2026", "ZX-2026");
    static final List<String> PLANS = List.of("A", "B");
    private static final String[] PLAN_NAMES = {"安心医疗险（基础版）", "家庭意外险（尊享版）", "重大疾病险·少儿", "百万医疗险２０２６"};

    private final Set<String> identifiers = new LinkedHashSet<>();
    private final Map<ErrorCause, Set<String>> faulty = new EnumMap<>(ErrorCause.class);
    private final List<Object[]> orderRows = new ArrayList<>();
    private final List<Object[]> policyRows = new ArrayList<>();

    /** Identifiers of the orders that are right. */
    public Set<String> good() {
        return identifiers;
    }

    /** Order numbers of the faulty ones by the cause that they must end in. */
    public Set<String> faulty(ErrorCause cause) {
        return faulty.getOrDefault(cause, Set.of());
    }

    public int orders() {
        return identifiers.size() + faulty.values().stream().mapToInt(Set::size).sum();
    }

    public int policies() {
        return policyRows.size();
    }

    /** Makes the two legacy tables and fills them. */
    public static LegacySample create(DataSource dataSource, int orders, long seed) {
        return create(dataSource, orders, seed, "2026");
    }

    /** With order numbers that begin so. */
    public static LegacySample create(DataSource dataSource, int orders, long seed, String prefix) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("""
                CREATE TABLE LEGACY_ORDER (
                  ORDER_NO       VARCHAR(32) PRIMARY KEY,
                  OPEN_ID        VARCHAR(64),
                  PAY_MODE       CHAR(1),
                  TERMS          INT,
                  APPLY_TIME     TIMESTAMP,
                  TOTAL_PREM_FEN BIGINT,
                  PAID_FEN       BIGINT,
                  PROD_CODE      VARCHAR(16),
                  PLAN_CODE      VARCHAR(8),
                  SPM            VARCHAR(64),
                  STATUS         VARCHAR(10) DEFAULT 'NEW' NOT NULL,
                  CLAIMED_BY     VARCHAR(80),
                  CLAIMED_AT     TIMESTAMP,
                  REASON         VARCHAR(200),
                  REQUEST_ID     VARCHAR(64),
                  STATUS_TIME    TIMESTAMP)""");
        jdbc.execute("CREATE INDEX LEGACY_ORDER_STATUS ON LEGACY_ORDER (STATUS, ORDER_NO)");
        jdbc.execute("CREATE INDEX LEGACY_ORDER_CLAIM ON LEGACY_ORDER (CLAIMED_BY)");
        jdbc.execute("""
                CREATE TABLE LEGACY_POLICY (
                  ORDER_NO   VARCHAR(32),
                  POLICY_NO  VARCHAR(32),
                  PLAN_NAME  VARCHAR(60),
                  PREM_FEN   BIGINT,
                  PAID_FEN   BIGINT,
                  COVER_FEN  BIGINT,
                  START_DATE CHAR(8),
                  END_DATE   CHAR(8),
                  RENEW_FLAG CHAR(1),
                  PRIMARY KEY (ORDER_NO, POLICY_NO))""");
        LegacySample sample = new LegacySample();
        Random random = new Random(seed);
        for (int i = 1; i <= orders; i++) {
            sample.add(random, prefix, i);
        }
        new TransactionTemplate(new DataSourceTransactionManager(dataSource)).executeWithoutResult(status -> {
            jdbc.batchUpdate(
                    "INSERT INTO LEGACY_ORDER (ORDER_NO, OPEN_ID, PAY_MODE, TERMS, APPLY_TIME, TOTAL_PREM_FEN, PAID_FEN,"
                            + " PROD_CODE, PLAN_CODE, SPM) VALUES (?,?,?,?,?,?,?,?,?,?)",
                    sample.orderRows);
            jdbc.batchUpdate("INSERT INTO LEGACY_POLICY VALUES (?,?,?,?,?,?,?,?,?)", sample.policyRows);
        });
        return sample;
    }

    private void add(Random random, String prefix, int i) {
        String orderNo = prefix + "%08d".formatted(i);
        ErrorCause cause = null;
        String product = PRODUCTS.get(random.nextInt(PRODUCTS.size()));
        String openId = "AAH%016x".formatted(random.nextLong());
        LocalDate start = LocalDate.of(2026, 12, 1).plusDays(random.nextInt(60));
        String startText = start.format(DateTimeFormatter.BASIC_ISO_DATE);
        long offBy = 0;
        switch (random.nextInt(400)) {
            case 0, 1, 2, 3, 4 -> {
                product = UNMAPPED_PRODUCT;
                cause = ErrorCause.UNMAPPED_PRODUCT;
            }
            case 5, 6, 7 -> {
                offBy = 1L + random.nextInt(500);
                cause = ErrorCause.INVALID;
            }
            case 8, 9 -> {
                openId = null;
                cause = ErrorCause.MAPPING;
            }
            case 10, 11 -> {
                startText = "20260230";
                cause = ErrorCause.MAPPING;
            }
            default -> {
                // as it should be
            }
        }
        int count = 1 + random.nextInt(3);
        long total = 0;
        for (int p = 1; p <= count; p++) {
            long fen = 990L + random.nextInt(50_000);
            total += fen;
            policyRows.add(new Object[] {
                orderNo,
                "P" + orderNo + "-" + p,
                PLAN_NAMES[random.nextInt(PLAN_NAMES.length)],
                fen,
                fen,
                10_000_000L * (1 + random.nextInt(60)),
                startText,
                start.plusYears(1).minusDays(1).format(DateTimeFormatter.BASIC_ISO_DATE),
                random.nextBoolean() ? "Y" : "N"
            });
        }
        boolean single = random.nextInt(4) > 0;
        orderRows.add(new Object[] {
            orderNo,
            openId,
            single ? "0" : "1",
            single ? 1 : 12,
            LocalDateTime.of(2026, 11, 1, 8, 0).plusSeconds(37L * i),
            total + offBy,
            total + offBy,
            product,
            PLANS.get(random.nextInt(PLANS.size())),
            "a1z10." + random.nextInt(1000) + ".w" + i
        });
        if (cause == null) {
            identifiers.add("TB-" + orderNo);
        } else {
            faulty.computeIfAbsent(cause, key -> new LinkedHashSet<>()).add(orderNo);
        }
    }
}
