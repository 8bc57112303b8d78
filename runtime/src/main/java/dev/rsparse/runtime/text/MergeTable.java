package dev.rsparse.runtime.text;

import java.util.Arrays;

/// pair of token ids → rank of the merge and the id it makes. A hash table of longs: it is asked several times for
/// every byte of text, too often for boxed keys.
final class MergeTable {
    /// The answer for a pair that does not merge.
    static final long NONE = -1;

    private static final long FREE = -1;

    private final long[] pairs;
    private final long[] merges;
    private final int shift;

    /// @param capacity the most pairs that will be put
    MergeTable(int capacity) {
        int bits = 64 - Long.numberOfLeadingZeros(2L * capacity + 1);
        pairs = new long[1 << bits];
        merges = new long[1 << bits];
        shift = 64 - bits;
        Arrays.fill(pairs, FREE);
    }

    /// Sets what a pair merges to; the later of two entries for one pair counts.
    void put(int left, int right, int rank, int merged) {
        int slot = slot(pair(left, right));
        pairs[slot] = pair(left, right);
        merges[slot] = pair(rank, merged);
    }

    /// The rank (upper half) and the merged id (lower half), or [#NONE].
    long find(int left, int right) {
        int slot = slot(pair(left, right));
        return pairs[slot] == FREE ? NONE : merges[slot];
    }

    private int slot(long pair) {
        // Fibonacci hashing: the upper bits of the product depend on all bits of the pair.
        int slot = (int) (pair * 0x9E3779B97F4A7C15L >>> shift);
        while (pairs[slot] != FREE && pairs[slot] != pair) {
            slot = slot + 1 & pairs.length - 1;
        }
        return slot;
    }

    private static long pair(int upper, int lower) {
        return (long) upper << 32 | lower;
    }
}
