package io.github.createorder.mapping;

/**
 * One thing that is wrong with a mapping file.
 *
 * @param file the name the file was loaded under
 * @param line from 1
 * @param column from 1
 * @param message what is wrong and what to do
 */
public record MappingFault(String file, int line, int column, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
