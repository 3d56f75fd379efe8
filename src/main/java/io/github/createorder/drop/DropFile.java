package io.github.createorder.drop;

import io.github.createorder.drop.DropFolder.Entry;

/**
 * A file that is ready to be taken.
 *
 * @param entry as it was listed
 * @param marker name of its marker; null when there is none
 */
public record DropFile(Entry entry, String marker) {

    String name() {
        return entry.name();
    }
}
