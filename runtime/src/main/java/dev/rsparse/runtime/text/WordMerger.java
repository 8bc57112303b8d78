package dev.rsparse.runtime.text;

import java.util.Arrays;

/// ids of a word's bytes → ids after all merges, best rank first and leftmost among equals.
///
/// The ids form a linked list and the merges that are possible wait in a heap, so a word of n bytes takes
/// O(n log n) steps; repeated scanning would take O(n²), minutes for a megabyte without a space.
final class WordMerger {
    private static final int NONE = -1;

    private final MergeTable table;
    private final int[] ids;
    private final int[] before;
    private final int[] after;

    /// A binary heap of candidates: rank in the upper half, position of the pair's left side in the lower.
    private long[] heap;

    private int waiting;

    /// @param ids ids of the single bytes; overwritten
    WordMerger(MergeTable table, int[] ids) {
        this.table = table;
        this.ids = ids;
        before = new int[ids.length];
        after = new int[ids.length];
        heap = new long[ids.length + 2];
        for (int i = 0; i < ids.length; i++) {
            before[i] = i - 1;
            after[i] = i + 1 < ids.length ? i + 1 : NONE;
        }
    }

    int[] merge() {
        for (int i = 0; i + 1 < ids.length; i++) {
            offer(i);
        }
        while (waiting > 0) {
            long candidate = take();
            int left = (int) candidate;
            int right = ids[left] == NONE ? NONE : after[left];
            if (right == NONE) {
                continue;
            }
            long merge = table.find(ids[left], ids[right]);
            // Either side may have merged with another neighbour since the candidate was put.
            if (merge != MergeTable.NONE && merge >>> 32 == candidate >>> 32) {
                join(left, right, (int) merge);
            }
        }
        return survivors();
    }

    private void join(int left, int right, int merged) {
        ids[left] = merged;
        ids[right] = NONE;
        after[left] = after[right];
        if (after[left] != NONE) {
            before[after[left]] = left;
            offer(left);
        }
        if (before[left] != NONE) {
            offer(before[left]);
        }
    }

    private int[] survivors() {
        int count = 0;
        for (int i = 0; i != NONE && ids.length > 0; i = after[i]) {
            ids[count++] = ids[i];
        }
        return Arrays.copyOf(ids, count);
    }

    private void offer(int left) {
        long merge = table.find(ids[left], ids[after[left]]);
        if (merge == MergeTable.NONE) {
            return;
        }
        if (waiting == heap.length) {
            heap = Arrays.copyOf(heap, 2 * waiting);
        }
        long candidate = merge >>> 32 << 32 | left;
        int at = waiting++;
        while (at > 0 && heap[(at - 1) / 2] > candidate) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = candidate;
    }

    private long take() {
        long best = heap[0];
        long last = heap[--waiting];
        int at = 0;
        for (int child = 1; child < waiting; child = 2 * at + 1) {
            if (child + 1 < waiting && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return best;
    }
}
