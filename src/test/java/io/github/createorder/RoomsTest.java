package io.github.createorder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each package below io.github.createorder is a room. What one may use is a decision, made here. */
class RoomsTest {
    private static final String HOUSE = "io.github.createorder";

    /** The app uses whatever it likes, and so does the top, which puts the rooms together; nobody uses either. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("order", Set.of()),
            Map.entry("config", Set.of()),
            Map.entry("yaml", Set.of()),
            Map.entry("top", Set.of()),
            Map.entry("sql", Set.of("config")),
            Map.entry("health", Set.of("sql")),
            Map.entry("file", Set.of("config", "order", "yaml")),
            Map.entry("mapping", Set.of("config", "order", "yaml")),
            Map.entry("take", Set.of("mapping", "order", "product")),
            Map.entry("product", Set.of("config", "order", "sql", "health")),
            Map.entry("ledger", Set.of("config", "health", "order", "sql", "top")),
            Map.entry("intake", Set.of("config", "health", "ledger", "order", "sql")),
            Map.entry("send", Set.of("config", "health", "ledger", "order", "top")),
            Map.entry("errors", Set.of("config", "health", "ledger", "order")),
            Map.entry("table", Set.of("config", "health", "ledger", "order", "sql")),
            Map.entry("console", Set.of("config", "drop", "errors", "health", "ledger", "order", "sql")),
            Map.entry("drop", Set.of("config", "file", "health", "ledger", "order")));

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void noRoomLeadsBackToItself() {
        slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noClassOfTheBundleRefersToOneOfTheApp() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HOUSE + ".app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HOUSE + ".app..")
                .check(CLASSES);
    }

    @Test
    void noClassOfTheBundleRefersToOneOfTheConsole() {
        noClasses()
                .that()
                .resideOutsideOfPackages(HOUSE + ".app..", HOUSE + ".console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HOUSE + ".console..")
                .check(CLASSES);
    }

    @Test
    void eachRoomUsesWhatItMayUseAndNothingElse() {
        Map<String, Set<String>> others = new TreeMap<>();
        for (JavaClass from : CLASSES) {
            String room = room(from);
            if (room.isEmpty() || room.equals("app")) {
                continue;
            }
            Set<String> may = MAY_USE.get(room);
            assertThat(may).as("a new room: say here what %s may use", room).isNotNull();
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> to.getPackageName().startsWith(HOUSE))
                    .filter(to -> !room(to).equals(room) && !may.contains(room(to)))
                    .forEach(to -> others.computeIfAbsent(
                                    room + " uses " + (room(to).isEmpty() ? "the top" : room(to)), k -> new TreeSet<>())
                            .add(from.getSimpleName() + " -> " + to.getSimpleName()));
        }
        assertThat(others).isEmpty();
    }

    /** Empty for the top. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(HOUSE) ? "" : name.substring(HOUSE.length() + 1).split("\\.", 2)[0];
    }
}
