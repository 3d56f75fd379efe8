package io.github.createorder.drop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies streams that may lie about their length. */
final class Copy {
    private static final int BUFFER = 128 * 1024;

    private Copy() {}

    /**
     * @param most bytes, more is a failure
     * @return bytes copied
     */
    static long atMost(InputStream in, OutputStream out, long most, String name) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long count = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            count += read;
            if (count > most) {
                throw new IOException(name + " has more than the " + most + " bytes that are taken");
            }
            out.write(buffer, 0, read);
        }
        return count;
    }
}
