package io.github.createorder.app;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import picocli.CommandLine;

/** Standard output and error: reasons, names and requests are Chinese, and LANG=C would have each character be a '?'. */
final class Console {
    private static final String CHINESE = "保单";

    private final Charset out = charset("stdout");
    private final Charset err = charset("stderr");

    /** The terminal's own charset when it has Chinese, such as GBK; UTF-8 otherwise. */
    private static Charset charset(String stream) {
        // The second is how Java 17 says it.
        String name = System.getProperty(stream + ".encoding", System.getProperty("sun." + stream + ".encoding"));
        Charset own = Charset.defaultCharset();
        try {
            own = name == null ? own : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            // The default charset then, as Java itself does.
        }
        return own.canEncode() && own.newEncoder().canEncode(CHINESE) ? own : StandardCharsets.UTF_8;
    }

    /** Replaces both for the whole process, loggers included if they have not been made yet. */
    void install() {
        System.setOut(stream(FileDescriptor.out, out));
        System.setErr(stream(FileDescriptor.err, err));
        System.setProperty("createorder.console.charset", out.name());
    }

    private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 1024), true, charset);
    }

    /** The command line writes to these. */
    CommandLine of(CommandLine commandLine) {
        return commandLine
                .setOut(new PrintWriter(System.out, true, out))
                .setErr(new PrintWriter(System.err, true, err));
    }
}
