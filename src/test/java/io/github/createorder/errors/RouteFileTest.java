package io.github.createorder.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RouteFileTest {

    @Test
    void theRouteFileFollowsCamelsOwnSchema() throws IOException {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                        .getSchema(text("/schema/camelYamlDsl.json"), InputFormat.JSON)
                        .validate(text("/camel/createorder-errors.camel.yaml"), InputFormat.YAML))
                .isEmpty();
    }

    private static String text(String resource) throws IOException {
        try (InputStream file = RouteFileTest.class.getResourceAsStream(resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
