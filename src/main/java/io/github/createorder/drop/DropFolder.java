package io.github.createorder.drop;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The folders of a drop source. Names that come from a server are data: callers pass only such as
 * {@link io.github.createorder.file.SafeName} accepts. Not thread-safe: one for each route that uses it.
 *
 * <p>A failure leaves nothing half-done that a later try would not make good; the connection is made again by itself.
 */
interface DropFolder extends Closeable {

    /** The folders besides the inbox. */
    enum Place {
        DONE,
        ERROR,
        OUTBOX
    }

    /**
     * What is in the inbox.
     *
     * @param size bytes
     * @param modified as the server says, epoch seconds
     */
    record Entry(String name, long size, long modified, EntryType type) {}

    /** What an entry is; folders are none. */
    enum EntryType {
        FILE,
        LINK,
        /** A device or the like. */
        OTHER
    }

    /** Whether the server is not to be asked just now, because it has refused or could not be reached. */
    default boolean isWaiting() {
        return false;
    }

    /** Makes sure that there is a connection, where one is needed. */
    default void connect() throws IOException {}

    /** Everything in the inbox but folders. */
    List<Entry> list() throws IOException;

    /** One file of the inbox, as it is now; null when it is gone. */
    Entry look(String name) throws IOException;

    /**
     * Copies a file of the inbox.
     *
     * @param most bytes, more is a failure
     * @return bytes copied
     */
    long fetch(String name, Path target, long most) throws IOException;

    boolean exists(Place place, String name) throws IOException;

    /**
     * Moves a file of the inbox, replacing nothing.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the new name is taken
     * @throws CannotRenameException when it can only be copied there, as to another volume
     */
    void move(String name, Place place, String newName) throws IOException;

    /** Deletes a file of the inbox. */
    void delete(String name) throws IOException;

    /**
     * Puts a local file there whole or not at all: under a temporary name first. The same bytes under this name already are as
     * good.
     *
     * @throws java.nio.file.FileAlreadyExistsException when other bytes are there
     */
    void put(Path local, Place place, String name) throws IOException;

    /** Makes what is not there, where that is ours to do: a server's folders are its owner's. */
    default void make() throws IOException {}

    /** What stands in the way of working with these folders, in words; empty when nothing does. */
    List<String> faults() throws IOException;
}
