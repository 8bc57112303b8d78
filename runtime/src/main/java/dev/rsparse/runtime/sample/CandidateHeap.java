package dev.rsparse.runtime.sample;

/// Token ids, likeliest first, as many as are asked for: a binary heap, so that taking k of n costs O(n + k log n)
/// and
/// the whole vocabulary is never sorted. Equal logits come out by id.
final class CandidateHeap {
    private int[] ids = {};
    private int size;
    private float[] logits = {};

    /// Starts over with ids 0 to `count` - 1. The logits must not change until the last id is taken.
    void fill(float[] newLogits, int count) {
        if (ids.length < count) {
            ids = new int[count];
        }
        logits = newLogits;
        size = count;
        for (int i = 0; i < count; i++) {
            ids[i] = i;
        }
        for (int i = count / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /// Takes the likeliest id that is left.
    int take() {
        int best = ids[0];
        ids[0] = ids[--size];
        sink(0);
        return best;
    }

    private void sink(int start) {
        int id = ids[start];
        int at = start;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(ids[child + 1], ids[child])) {
                child++;
            }
            if (!isBefore(ids[child], id)) {
                break;
            }
            ids[at] = ids[child];
            at = child;
        }
        ids[at] = id;
    }

    private boolean isBefore(int id, int other) {
        return logits[id] > logits[other] || logits[id] == logits[other] && id < other;
    }
}
