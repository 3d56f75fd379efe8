package io.github.createorder.yaml;

/**
 * One thing that is wrong with a YAML file of ours.
 *
 * @param file the name the file was loaded under
 * @param line from 1
 * @param column from 1
 * @param message what is wrong and what to do
 */
public record YamlFault(String file, int line, int column, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message;
    }
}
