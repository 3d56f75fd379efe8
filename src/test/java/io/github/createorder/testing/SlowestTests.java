package io.github.createorder.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Prints, at the end of the README's test command, how long the tests took, and which classes and projects took longest, with
 * the processor time of the classes.
 */
public final class SlowestTests {
    private static final int PRINTED = 10;

    private SlowestTests() {}

    private record Time(String name, int tests, double seconds) {}

    /** The folder of surefire's reports, and that of the invoker's. */
    public static void main(String[] args) throws Exception {
        List<Time> classes = times(Path.of(args[0]), "TEST-", "name", "tests");
        List<Time> projects = times(Path.of(args[1]), "BUILD-", "project", null);
        if (classes.isEmpty()) {
            return;
        }
        Map<String, Double> cpu = TestCpu.read();
        System.out.printf(
                "%,d tests in %d classes, %.0f s of tests side by side, %.0f s of processor time; %d projects, %.0f s. The"
                        + " slowest:%n",
                classes.stream().mapToInt(Time::tests).sum(),
                classes.size(),
                seconds(classes),
                cpu.values().stream().mapToDouble(Double::doubleValue).sum(),
                projects.size(),
                seconds(projects));
        Stream.concat(classes.stream(), projects.stream())
                .sorted(Comparator.comparingDouble(Time::seconds).reversed())
                .limit(PRINTED)
                .forEach(time -> System.out.printf(
                        "%8.1f s  %s%s%n",
                        time.seconds,
                        time.name,
                        cpu.containsKey(time.name) ? ", processor %.1f s".formatted(cpu.get(time.name)) : ""));
    }

    private static double seconds(List<Time> times) {
        return times.stream().mapToDouble(Time::seconds).sum();
    }

    private static List<Time> times(Path folder, String prefix, String name, String tests)
            throws IOException, ParserConfigurationException, SAXException {
        List<Time> times = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return times;
        }
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().matches(prefix + ".*\\.xml"))
                    .toList()) {
                Element report =
                        parsers.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
                times.add(new Time(
                        report.getAttribute(name),
                        tests == null ? 1 : Integer.parseInt(report.getAttribute(tests)),
                        Double.parseDouble(report.getAttribute("time").replace(",", ""))));
            }
        }
        return times;
    }
}
