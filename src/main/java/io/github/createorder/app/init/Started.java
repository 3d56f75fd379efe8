package io.github.createorder.app.init;

import java.nio.file.Path;
import java.util.List;

/**
 * What was made.
 *
 * @param files that were written
 * @param notes what was seen, line by line
 * @param guessed how many lines of the mapping were guessed
 * @param blanks the fields that are needed and stay blank, and the properties
 * @param isFragment whether the properties are to be added to those that are there
 */
public record Started(List<Path> files, List<String> notes, long guessed, List<String> blanks, boolean isFragment) {}
