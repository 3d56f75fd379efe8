package io.github.createorder.app.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * JSON lines, one for each order accepted, repeated or in conflict. A line is with the operating system before the
 * answer goes out, so that it outlives any killed process (not a power cut: nothing is forced to disk).
 */
final class Journal implements AutoCloseable {

    enum Event {
        ACCEPTED,
        REPEATED,
        CONFLICT
    }

    /** One line; orderId, requestId and atMillis belong to ACCEPTED, and digest to all but REPEATED. */
    record Line(Event event, String identifier, String digest, String orderId, String requestId, long atMillis) {}

    private static final String START = "{\"event\":\"";

    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens or makes the file, and hands over the lines it has. What a kill left of a last line is cut off.
     *
     * @throws IllegalStateException when another sandbox has it open
     * @throws IOException when it cannot be read, or is another file, which is left as it is
     */
    static Journal open(Path path, Consumer<Line> reader) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!isLocked(file)) {
                throw new IllegalStateException("another sandbox has the journal open: " + path);
            }
            long end = endOfLastLine(file);
            read(path, file, end < file.size(), reader);
            file.truncate(end);
            file.position(file.size());
            return new Journal(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void read(Path path, FileChannel file, boolean cut, Consumer<Line> reader) throws IOException {
        // Not closed: that would close the channel.
        BufferedReader lines = new BufferedReader(Channels.newReader(file.position(0), StandardCharsets.UTF_8));
        JsonMapper json = new JsonMapper();
        int number = 1;
        String line = lines.readLine();
        while (line != null) {
            String next = lines.readLine();
            try {
                if (next != null || !cut) {
                    reader.accept(parse(json.readTree(line)));
                } else if (!START.startsWith(line) && !line.startsWith(START)) {
                    throw new IllegalArgumentException("no line of ours");
                }
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new IOException(path + " is no journal of a sandbox, see its line " + number, e);
            }
            line = next;
            number++;
        }
    }

    void accepted(String identifier, String digest, String orderId, String requestId, long atMillis) {
        append(line(Event.ACCEPTED, identifier)
                .append("\",\"digest\":\"")
                .append(digest)
                .append("\",\"order_id\":\"")
                .append(quoted(orderId))
                .append("\",\"request_id\":\"")
                .append(requestId)
                .append("\",\"at\":")
                .append(atMillis)
                .append("}\n"));
    }

    void repeated(String identifier) {
        append(line(Event.REPEATED, identifier).append("\"}\n"));
    }

    void conflict(String identifier, String otherDigest) {
        append(line(Event.CONFLICT, identifier)
                .append("\",\"digest\":\"")
                .append(otherDigest)
                .append("\"}\n"));
    }

    synchronized void empty() {
        try {
            file.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private synchronized void append(StringBuilder line) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.toString());
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StringBuilder line(Event event, String identifier) {
        return new StringBuilder(256)
                .append(START)
                .append(event)
                .append("\",\"identifier\":\"")
                .append(quoted(identifier));
    }

    private static char[] quoted(String text) {
        return JsonStringEncoder.getInstance().quoteAsString(text);
    }

    private static Line parse(JsonNode line) {
        return new Line(
                Event.valueOf(line.path("event").asText()),
                line.path("identifier").asText(),
                line.path("digest").asText(),
                line.path("order_id").asText(),
                line.path("request_id").asText(),
                line.path("at").asLong());
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static long endOfLastLine(FileChannel file) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        long end = file.size();
        while (end > 0) {
            file.read(one.clear(), end - 1);
            if (one.get(0) == '\n') {
                break;
            }
            end--;
        }
        return end;
    }
}
