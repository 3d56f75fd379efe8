package io.github.createorder.app.demo;

import io.github.createorder.app.EmbeddedSftp;
import io.github.createorder.order.ErrorCause;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The demo's two drop sources on an embedded SFTP server: {@code host}, fixed width in bytes of GBK with a trailer, and
 * {@code web}, delimited UTF-8 with a marker that says count and digest. One of the files has a wrong total.
 */
final class DemoFiles implements AutoCloseable {
    static final List<String> SOURCES = List.of("host", "web");

    private static final String USER = "core";
    private static final String PASSWORD = "sandbox-only-sftp-password";
    private static final String HOST_FILE = "HOST_20261125_001.txt";
    private static final String WRONG_FILE = "HOST_20261125_002.txt";
    private static final String WEB_FILE = "WEB_20261125_001.csv";

    private final Path root;
    private final Path data;
    private final DropSample sample;
    private final EmbeddedSftp server;
    private final Set<Path> alreadyShown = new HashSet<>();

    private DemoFiles(Path data, DropSample sample, EmbeddedSftp server) {
        this.data = data;
        this.root = data.resolve("sftp");
        this.sample = sample;
        this.server = server;
    }

    static DemoFiles start(Path data, long seed) throws IOException {
        Path root = data.resolve("sftp");
        for (String source : SOURCES) {
            for (String folder : List.of("done", "error", "out")) {
                Files.createDirectories(root.resolve(source).resolve(folder));
            }
        }
        EmbeddedSftp server = EmbeddedSftp.start(root, data.resolve("sftp-host-key"), 0, USER, PASSWORD, null);
        server.writeKnownHosts(data.resolve("known_hosts"));
        return new DemoFiles(data, new DropSample(seed), server);
    }

    int port() {
        return server.port();
    }

    /** Makes the files and drops them, markers last; tells of each. */
    List<String> drop(int orders) throws IOException {
        return drop(sample, Files.createDirectories(data.resolve("files-made")), root, orders);
    }

    /** The same into the folders of the sources below {@code root}, whoever serves it; made in {@code stage}. */
    static List<String> drop(DropSample sample, Path stage, Path root, int orders) throws IOException {
        Path host = sample.fixed(stage, HOST_FILE, "F", orders / 2);
        Path wrong = sample.wrongTotal(stage, WRONG_FILE, "X", orders / 10);
        Path web = sample.delimited(stage, WEB_FILE, "W", orders - orders / 2);
        drop(root.resolve("host"), host, new byte[0]);
        drop(root.resolve("host"), wrong, new byte[0]);
        drop(root.resolve("web"), web, DropSample.marker(web));
        return List.of(
                told("host", host, orders / 2, "fixed width in bytes of GBK, count and sum in its trailer"),
                told("host", wrong, orders / 10, "the same, but its sum is off by one fen: must be refused whole"),
                told("web", web, orders - orders / 2, "UTF-8 with ||, count and SHA-256 in its marker"));
    }

    private static void drop(Path folder, Path file, byte[] marker) throws IOException {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        Files.write(folder.resolve(file.getFileName() + ".ok"), marker);
    }

    private static String told(String source, Path file, int orders, String what) throws IOException {
        return "%-28s %,5d orders, %,4d KB, %s"
                .formatted(source + "/" + file.getFileName(), orders, Files.size(file) / 1000, what);
    }

    /** How the sources are declared, as it would stand in application.properties. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String source : SOURCES) {
            String prefix = "createorder.source." + source + ".";
            properties.put(prefix + "kind", "drop");
            properties.put(
                    prefix + "format", source.equals("host") ? DropSample.FIXED_FORMAT : DropSample.DELIMITED_FORMAT);
            properties.put(prefix + "mapping", DropSample.MAPPING);
            properties.put(prefix + "inbox", "/" + source);
            properties.put(prefix + "receipt.late", "1s");
            properties.put(prefix + "sftp.host", "127.0.0.1");
            properties.put(prefix + "sftp.port", String.valueOf(port()));
            properties.put(prefix + "sftp.user", USER);
            properties.put(prefix + "sftp.password", PASSWORD);
            properties.put(
                    prefix + "sftp.known-hosts", data.resolve("known_hosts").toString());
        }
        return properties;
    }

    /** The same with local folders, for when the demo and its server are gone. */
    static Map<String, String> withoutServer(Map<String, String> properties, Path data) {
        Map<String, String> local = new LinkedHashMap<>(properties);
        local.keySet().removeIf(key -> key.contains(".sftp."));
        SOURCES.forEach(source -> local.put(
                "createorder.source." + source + ".inbox",
                data.resolve("sftp").resolve(source).toString()));
        return local;
    }

    /** Orders in files that are whole. */
    int orders() {
        return sample.orders();
    }

    /** Orders that are faulty, in files that are whole. */
    int faulty() {
        return sample.orders() - sample.good().size();
    }

    /** Identifiers that must be accepted. */
    Set<String> good() {
        return sample.good();
    }

    /** Identifiers of the orders in the file with the wrong total. */
    Set<String> refused() {
        return sample.refused();
    }

    /** Identifiers of the orders that are faulty for this cause. */
    Set<String> faulty(ErrorCause cause) {
        return sample.faulty().getOrDefault(cause, Set.of()).stream()
                .map(orderNo -> "CORE-" + orderNo)
                .collect(Collectors.toSet());
    }

    /** Identifiers that the newest receipts tell as accepted. */
    Set<String> toldAccepted() throws IOException {
        Map<String, Boolean> told = new LinkedHashMap<>();
        for (Path receipt : receipts("host")) {
            for (String line : Files.readAllLines(receipt, Charset.forName("GBK"))) {
                if (!line.startsWith("T")) {
                    told.put(line.substring(10, 30).strip(), line.charAt(30) == 'S');
                }
            }
        }
        for (Path receipt : receipts("web")) {
            for (String line : Files.readAllLines(receipt, StandardCharsets.UTF_8)) {
                String[] cells = line.split("\\|\\|", -1);
                if (!cells[0].equals("LINE") && !cells[0].equals("TOTAL")) {
                    told.put(cells[1], cells[2].equals("accepted"));
                }
            }
        }
        return told.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(line -> "CORE-" + line.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The receipts of a source, oldest first: name.ret, name.2.ret. */
    private List<Path> receipts(String source) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(source).resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".ret"))
                    .sorted(Comparator.comparing(file -> file.toString().replaceFirst("(txt|csv)[.]ret$", "$1.1.ret")))
                    .toList();
        }
    }

    /** Something of each receipt that was not shown before. */
    List<String> showReceipts() throws IOException {
        List<String> shown = new ArrayList<>();
        for (String source : SOURCES) {
            for (Path receipt : receipts(source)) {
                if (!alreadyShown.add(receipt)) {
                    continue;
                }
                List<String> lines = Files.readAllLines(
                        receipt, source.equals("host") ? Charset.forName("GBK") : StandardCharsets.UTF_8);
                shown.add("receipt   %s/out/%s, %,d lines".formatted(source, receipt.getFileName(), lines.size()));
                List<String> excerpt = new ArrayList<>(lines.subList(0, Math.min(2, lines.size())));
                lines.stream()
                        .filter(line -> line.contains("UNMAPPED_PRODUCT"))
                        .findFirst()
                        .ifPresent(excerpt::add);
                excerpt.add(lines.get(lines.size() - 1));
                excerpt.forEach(line -> shown.add("            " + shortened(line)));
            }
        }
        return shown;
    }

    /** Why the wrong file was refused. */
    List<String> showRefused() throws IOException {
        List<String> shown = new ArrayList<>();
        Path reason = root.resolve("host").resolve("error").resolve(WRONG_FILE + ".reason.txt");
        if (Files.exists(reason)) {
            shown.add("refused   host/error/" + WRONG_FILE + ", beside it " + reason.getFileName());
            Files.readAllLines(reason).stream()
                    .filter(line -> line.contains(": line "))
                    .forEach(line -> shown.add("            " + shortened(line)));
        }
        return shown;
    }

    private static String shortened(String line) {
        String text = line.stripTrailing();
        return text.length() <= 130 ? text : text.substring(0, 130) + "...";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
