package io.github.createorder.file;

/**
 * Remembers keys by a 64-bit hash, so that millions take 16 to 32 bytes each whatever their length. Two keys of a file of two
 * million orders share a hash once in ten million files; such a file would be refused, never doubled.
 */
public final class KeySet {
    private static final int FIRST = 1024;

    private long[] slots = new long[FIRST];
    private int size;

    /** Whether the key was not there yet. */
    public boolean add(String key) {
        if (!insert(slots, hash(key))) {
            return false;
        }
        size++;
        if (size > slots.length / 3 * 2) {
            long[] wider = new long[slots.length * 2];
            for (long slot : slots) {
                if (slot != 0) {
                    insert(wider, slot);
                }
            }
            slots = wider;
        }
        return true;
    }

    boolean contains(String key) {
        long hash = hash(key);
        int i = (int) (hash >>> 16) & (slots.length - 1);
        while (slots[i] != 0) {
            if (slots[i] == hash) {
                return true;
            }
            i = (i + 1) & (slots.length - 1);
        }
        return false;
    }

    private static boolean insert(long[] slots, long hash) {
        int i = (int) (hash >>> 16) & (slots.length - 1);
        while (slots[i] != 0) {
            if (slots[i] == hash) {
                return false;
            }
            i = (i + 1) & (slots.length - 1);
        }
        slots[i] = hash;
        return true;
    }

    /** FNV-1a over the characters, mixed so that every bit counts in the slot; never 0, which is an empty slot. */
    private static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
