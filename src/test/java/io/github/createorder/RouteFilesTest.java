package io.github.createorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.config.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The route files keep the house's rules: ids and descriptions, the canonical form, defaults as the catalogue has them. */
class RouteFilesTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(createorder\\.[^:}]+)(?::([^}]*))?}}");

    @Test
    void everyPlaceholderIsAPropertyOfTheCatalogueWithItsDefault() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : files()) {
            Matcher matcher = PLACEHOLDER.matcher(Files.readString(file));
            while (matcher.find()) {
                Optional<Property> setting = Catalogue.ofTheBundle().stream()
                        .filter(known -> known.key().equals(matcher.group(1)))
                        .findFirst();
                if (setting.isEmpty() || !Objects.equals(setting.get().defaultValue(), matcher.group(2))) {
                    wrong.add(file.getFileName() + ": " + matcher.group());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRouteHasAnIdAndADescriptionAndEveryIdIsUnique() throws IOException {
        Set<String> ids = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (Path file : files()) {
            for (Map<String, Object> entry : entries(file)) {
                Map<?, ?> template = (Map<?, ?>) entry.get("routeTemplate");
                Map<?, ?> route = (Map<?, ?>) entry.get("route");
                Map<?, ?> either = template == null ? route : template;
                if (either != null) {
                    if (either.get("id") == null || either.get("description") == null) {
                        wrong.add(file.getFileName() + ": a route without id or description");
                    } else if (!ids.add((String) either.get("id"))) {
                        wrong.add(file.getFileName() + ": the id " + either.get("id") + " twice");
                    }
                }
                // One source has one kind, so templates of two kinds may name the same stage alike.
                String prefix = template == null ? "" : template.get("id") + " ";
                collectStepIds(entry, prefix, ids, wrong, file);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(ids).containsAll(SourceRoutes.FIXED);
    }

    @Test
    void endpointsAreInTheCanonicalForm() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                String uri = line.strip();
                // A component's name or one placeholder; everything else is a parameter.
                if (uri.startsWith("uri:") && uri.replaceAll("\\{\\{.*}}", "x").matches("uri:.*[?:&].*[?&].*")) {
                    wrong.add(file.getFileName() + ": " + uri);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void collectStepIds(Object node, String prefix, Set<String> ids, List<String> wrong, Path file) {
        if (node instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getKey().equals("steps") && entry.getValue() instanceof List<?> steps) {
                    for (Object step : steps) {
                        Object body = ((Map<?, ?>) step).values().iterator().next();
                        Object id = body instanceof Map<?, ?> fields ? fields.get("id") : null;
                        if (id == null) {
                            wrong.add(file.getFileName() + ": a step without id: " + ((Map<?, ?>) step).keySet());
                        } else if (!ids.add(prefix + id)) {
                            wrong.add(file.getFileName() + ": the id " + id + " twice");
                        }
                    }
                }
                collectStepIds(entry.getValue(), prefix, ids, wrong, file);
            }
        } else if (node instanceof List<?> list) {
            list.forEach(item -> collectStepIds(item, prefix, ids, wrong, file));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> entries(Path file) throws IOException {
        return (List<Map<String, Object>>) new Yaml().load(Files.readString(file));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.sorted().toList();
        }
    }
}
