package io.github.createorder.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.app.bench.WholeBench.Figure;
import io.github.createorder.app.bench.WholeBench.Side;
import io.github.createorder.testing.Servers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WholeBenchTest {
    private static final int ORDERS = 150;

    @Test
    void everySideReportsItsOrdersAndItsFiguresAreMeasured() throws Exception {
        Path data = Files.createDirectories(Path.of("target", "bench"));
        StringWriter out = new StringWriter();
        WholeBench bench = new WholeBench(
                Files.createTempDirectory(data, "test").toAbsolutePath(),
                new WholeBench.DatabaseLogin(Servers.newPostgresDatabase(), "postgres", ""),
                ORDERS,
                8,
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"),
                null,
                new PrintWriter(out));

        Map<Side, Figure> figures = bench.run(0, List.of(Side.values()));

        assertThat(figures.get(Side.BARE).accepted()).isEqualTo(ORDERS);
        // Three in a hundred are faulty on purpose; the bench itself has compared the sets.
        assertThat(figures.get(Side.OURS).accepted())
                .isEqualTo(figures.get(Side.LOOP).accepted())
                .isBetween(ORDERS * 9 / 10, ORDERS);
        assertThat(figures.values()).allSatisfy(figure -> {
            assertThat(figure.perSecond()).isPositive();
            assertThat(figure.cpu()).isPositive();
            assertThat(figure.firstAccepted()).isPositive().isLessThanOrEqualTo(figure.end());
        });
        assertThat(figures.get(Side.OURS).databaseCpu()).isPositive();
        assertThat(out.toString()).contains("bare client", "a plain loop", "the bundle");
    }
}
