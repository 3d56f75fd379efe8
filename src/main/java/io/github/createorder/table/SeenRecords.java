package io.github.createorder.table;

import io.github.createorder.order.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which records are known to be in the ledger as they are now: eight bytes of each one's place, and eight of a digest of what
 * it says. Those of one reading of the overlap are kept until the next has been made, so that the memory is bounded by it.
 */
final class SeenRecords {
    private Digests before = new Digests();
    private Digests now = new Digests();

    /** The beginnings of the SHA-256 of a record's place, never 0, and of what it says. */
    record Digest(long place, long content) {
        static Digest of(SourceRecord record) {
            long place = sha(record.ref());
            return new Digest(place == 0 ? 1 : place, sha(record.columns() + "|" + record.policies()));
        }

        private static long sha(String text) {
            try {
                return ByteBuffer.wrap(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                        .getLong();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Whether it was last seen just so; then it stays so. */
    boolean has(Digest digest) {
        if (now.knows(digest.place)) {
            return now.content(digest.place) == digest.content;
        }
        boolean same = before.knows(digest.place) && before.content(digest.place) == digest.content;
        if (same) {
            now.add(digest);
        }
        return same;
    }

    void add(Digest digest) {
        now.add(digest);
    }

    /** A reading has been made to its end: what it did not meet is forgotten. */
    void read() {
        before = now;
        now = new Digests();
    }

    int size() {
        return before.size + now.size;
    }

    /** Contents by places, in one array of pairs. A place of 0 is none. */
    private static final class Digests {
        private long[] table = new long[1 << 10];
        private int size;

        boolean knows(long place) {
            return table[find(table, place)] != 0;
        }

        long content(long place) {
            return table[find(table, place) + 1];
        }

        void add(Digest digest) {
            if (size * 3L > table.length) {
                grow();
            }
            size += knows(digest.place) ? 0 : 1;
            put(table, digest.place, digest.content);
        }

        private void grow() {
            long[] wider = new long[table.length * 2];
            for (int i = 0; i < table.length; i += 2) {
                if (table[i] != 0) {
                    put(wider, table[i], table[i + 1]);
                }
            }
            table = wider;
        }

        private static void put(long[] table, long place, long content) {
            int at = find(table, place);
            table[at] = place;
            table[at + 1] = content;
        }

        /** Its own pair, or the free one where it belongs. */
        private static int find(long[] table, long place) {
            int mask = table.length - 1;
            int at = (int) (place << 1) & mask;
            while (table[at] != 0 && table[at] != place) {
                at = (at + 2) & mask;
            }
            return at;
        }
    }
}
