package dev.rsparse.runtime.text;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// word → its ids, for the words met last. One slot per hash: a new word takes the place of an old one, so the size
/// is
/// bounded without bookkeeping and threads never wait. A lost update costs only a second encoding.
final class WordCache {
    private static final int SLOTS = 1 << 14;

    /// Longer words hardly ever come back; keeping them would let one text fill the memory.
    private static final int MAX_LENGTH = 128;

    private record Entry(String word, int[] ids) {}

    private final AtomicReferenceArray<Entry> slots = new AtomicReferenceArray<>(SLOTS);

    /// The ids of a word, or null when they are not here.
    int[] find(String word) {
        Entry entry = slots.get(slot(word));
        return entry != null && entry.word().equals(word) ? entry.ids() : null;
    }

    void put(String word, int[] ids) {
        if (word.length() <= MAX_LENGTH) {
            slots.set(slot(word), new Entry(word, ids));
        }
    }

    private static int slot(String word) {
        int hash = word.hashCode();
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }
}
