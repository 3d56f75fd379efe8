package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Three sources of three shapes side by side in one node, each declared by properties and a sample mapping alone. */
class SeveralSourcesTest {
    private static final String SAMPLES = "classpath:io/github/createorder/samples/";

    @Test
    void orderAndPolicyTablesAndGroupedPoliciesAndAReadOnlyTableSideBySide() throws Exception {
        try (Scene scene = Scene.onPostgres().withOrders(60)) {
            groupedPolicies(scene, 40);
            readOnlyOrders(scene, 50);
            Map<String, String> more = new HashMap<>();
            more.put("createorder.sources", "core,grouped,lis");
            more.put("createorder.source.grouped.mapping", SAMPLES + "core-policies.mapping.yaml");
            more.put("createorder.source.grouped.table", "T_POLICY");
            more.put("createorder.source.grouped.shape", "policy-per-row");
            more.put("createorder.source.grouped.key-columns", "ORDER_NO");
            more.put("createorder.source.grouped.policy.order-by", "POL_NO");
            more.put("createorder.source.grouped.group.count-column", "POLICIES");
            more.put("createorder.source.grouped.status-column", "SYNC_STATUS");
            more.put("createorder.source.grouped.status.new", "0");
            more.put("createorder.source.grouped.status.taking", "1");
            more.put("createorder.source.grouped.status.taken", "2");
            more.put("createorder.source.grouped.status.accepted", "9");
            more.put("createorder.source.grouped.status.error", "E");
            more.put("createorder.source.grouped.claimed-by-column", "SYNC_BY");
            more.put("createorder.source.grouped.claimed-at-column", "SYNC_AT");
            more.put("createorder.source.grouped.poll", "100ms");
            more.put("createorder.source.lis.mapping", SAMPLES + "core-orders.mapping.yaml");
            more.put("createorder.source.lis.table", "LCCONT");
            more.put("createorder.source.lis.mode", "watermark");
            more.put("createorder.source.lis.key-columns", "CONTNO");
            more.put("createorder.source.lis.watermark.column", "SERIALNO");
            more.put("createorder.source.lis.watermark.overlap", "20");
            more.put("createorder.source.lis.watermark.reread", "1");
            more.put("createorder.source.lis.report.table", "LCCONT_SYNC");
            more.put("createorder.source.lis.report.status-column", "STATUS");
            more.put("createorder.source.lis.poll", "100ms");
            scene.start("a", more);

            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                assertThat(scene.count("SELECT COUNT(*) FROM LEGACY_ORDER WHERE STATUS IN ('ACCEPTED', 'ERROR')"))
                        .isEqualTo(60);
                assertThat(scene.count("SELECT COUNT(*) FROM T_POLICY WHERE SYNC_STATUS = '9'"))
                        .isEqualTo(80);
                assertThat(scene.count("SELECT COUNT(*) FROM LCCONT_SYNC WHERE STATUS = 'ACCEPTED'"))
                        .isEqualTo(50);
            });
            // A group that is not complete yet waits, and is taken once it is.
            assertThat(scene.count("SELECT COUNT(*) FROM T_POLICY WHERE SYNC_STATUS = '0'"))
                    .isEqualTo(1);
            policy(scene, "HALF", 2);
            // A row that commits late, with a number below the mark, is within the overlap.
            order(scene, 45, "LATE");

            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                assertThat(scene.sandbox.record().order("CORE-HALF")).isPresent();
                assertThat(scene.sandbox.record().order("LIS-LATE")).isPresent();
            });
            assertThat(scene.sandbox.record().stats().accepted())
                    .isEqualTo(scene.sample.good().size() + 40L + 1 + 50 + 1);
            assertThat(scene.sandbox.record().stats().conflicts()).isZero();
        }
    }

    private static void groupedPolicies(Scene scene, int orders) {
        scene.database.execute("""
                CREATE TABLE T_POLICY (ORDER_NO VARCHAR(20), POL_NO VARCHAR(30), OPEN_ID VARCHAR(40), PAY_MODE CHAR(1),
                  PAY_TERMS VARCHAR(4), CREATED_AT CHAR(14), SPM VARCHAR(40), SCENE CHAR(2), PROD_CODE VARCHAR(10),
                  PLAN_CODE VARCHAR(10), PLAN_NAME VARCHAR(60), PREM_FEN BIGINT, PAID_FEN BIGINT, COVER_FEN BIGINT,
                  START_DATE CHAR(8), END_DATE CHAR(8), RENEW VARCHAR(3), AUTO_RENEW VARCHAR(3), REMARK VARCHAR(60),
                  POLICIES INT, SYNC_STATUS CHAR(1) DEFAULT '0', SYNC_BY VARCHAR(80), SYNC_AT TIMESTAMP)""");
        for (int i = 1; i <= orders; i++) {
            policy(scene, "G%05d".formatted(i), 1);
            policy(scene, "G%05d".formatted(i), 2);
        }
        policy(scene, "HALF", 1);
    }

    private static void policy(Scene scene, String order, int number) {
        scene.database.update(
                "INSERT INTO T_POLICY (ORDER_NO, POL_NO, OPEN_ID, PAY_MODE, PAY_TERMS, CREATED_AT, SPM, SCENE, PROD_CODE,"
                        + " PLAN_CODE, PLAN_NAME, PREM_FEN, PAID_FEN, COVER_FEN, START_DATE, END_DATE, RENEW, AUTO_RENEW,"
                        + " REMARK, POLICIES) VALUES (?,?,'AAH1','D','１','20261101093000','a1.b2','01','YL-2026','A',"
                        + " '家庭意外险　尊享版',12345,12345,10000000,'20261201','20271130','否','是','',2)",
                order,
                "P" + order + number);
    }

    private static void readOnlyOrders(Scene scene, int orders) {
        scene.database.execute("""
                CREATE TABLE LCCONT (SERIALNO BIGINT, CONTNO VARCHAR(20) PRIMARY KEY, PRTNO VARCHAR(20), OPENID VARCHAR(40),
                  PAYINTV CHAR(1), PAYCOUNT INT, MAKEDATE CHAR(8), MAKETIME CHAR(6), TB_PRODUCT_CODE VARCHAR(20),
                  TB_ITEM_ID VARCHAR(20), RISKCODE VARCHAR(10), LINK_PARAMS VARCHAR(200), RISKNAME VARCHAR(40),
                  PLANNAME VARCHAR(40), PREM NUMERIC(12,2), SUMACTUPAY NUMERIC(12,2), AMNT_WAN NUMERIC(12,2),
                  CVALIDATE CHAR(8), ENDDATE CHAR(8), RENEWFLAG CHAR(1), OLDCONTNO VARCHAR(20))""");
        scene.database.execute("CREATE TABLE LCCONT_SYNC (CONTNO VARCHAR(20) PRIMARY KEY, STATUS VARCHAR(10))");
        for (int i = 1; i <= orders; i++) {
            order(scene, i, "L%05d".formatted(i));
        }
    }

    private static void order(Scene scene, int serial, String number) {
        scene.database.update(
                "INSERT INTO LCCONT VALUES (?,?,?,'AAH2','0',1,'20261101','093000','TB-X','6001','R1','{\"spm\":\"a1\"}',"
                        + " '重大疾病险','少儿版',88.5,NULL,10,'20261201','99991231','N','00000000')",
                serial,
                number,
                "PRT" + number);
    }
}
