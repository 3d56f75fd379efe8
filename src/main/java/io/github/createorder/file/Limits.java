package io.github.createorder.file;

/**
 * What a file may be at most, so that a broken or hostile one cannot fill memory or disk.
 *
 * @param lineBytes bytes of a line without its end
 * @param lines lines of a file
 * @param fileBytes bytes of the file as it was sent
 * @param contentBytes bytes after decompression
 * @param ratio bytes after decompression for each compressed byte; looked at after the first MiB
 * @param policies policies of one order
 */
record Limits(int lineBytes, long lines, long fileBytes, long contentBytes, int ratio, int policies) {
    private static final long GIB = 1024L * 1024 * 1024;

    static final Limits DEFAULTS = new Limits(64 * 1024, 5_000_000, 2 * GIB, 8 * GIB, 200, 100);
}
