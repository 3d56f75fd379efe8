package io.github.createorder.file;

import io.github.createorder.yaml.YamlFaultException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How the files of a source are written, and how they are answered; the words of the format file are described in
 * {@code createorder-file-format.schema.json} beside this class. Immutable.
 */
public final class FileFormat {
    private final FormatSpec spec;

    private FileFormat(FormatSpec spec) {
        this.spec = spec;
    }

    /**
     * Loads a format from its text.
     *
     * @param name what faults call the file
     * @throws YamlFaultException with everything that is wrong with it, by line and column
     */
    public static FileFormat load(String name, String yaml) {
        String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
        return new FileFormat(new FormatLoader(name).load(text));
    }

    /**
     * Loads a format from a file in UTF-8.
     *
     * @throws YamlFaultException with everything that is wrong with it, by line and column
     * @throws IOException when it cannot be read, or is not in UTF-8
     */
    public static FileFormat load(Path file) throws IOException {
        try {
            return load(String.valueOf(file.getFileName()), Files.readString(file));
        } catch (MalformedInputException e) {
            throw new IOException(file.getFileName() + " is not in UTF-8: save it so", e);
        }
    }

    /** The format's name. */
    public String name() {
        return spec.name();
    }

    /** The columns that an order's record has, without regard to case; empty when the header row of each file names them. */
    public Set<String> columns() {
        return FormatSpec.names(spec.columns());
    }

    /** The columns that a policy of a record has; those of the order where there is but one kind of line. */
    public Set<String> policyColumns() {
        return FormatSpec.names(spec.policyColumns());
    }

    /** Which names of files on the server are taken. */
    public SafeName fileName() {
        return spec.fileName() == null ? SafeName.ANY : spec.fileName();
    }

    /** Whether a marker's content must be read for the check. */
    public boolean readsMarker() {
        return spec.marker() != null;
    }

    /** Whether files are answered by a receipt. */
    public boolean hasReceipt() {
        return spec.receipt() != null;
    }

    /** The columns of an order's record that a receipt calls it by; the first one when the format says nothing else. */
    public List<String> keyColumns() {
        return spec.keyColumns();
    }

    /** The most bytes that a file may have as it is sent. */
    public long mostBytes() {
        return spec.limits().fileBytes();
    }

    FormatSpec spec() {
        return spec;
    }
}
