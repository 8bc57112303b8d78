package dev.rsparse.runtime.op.reduce;

/// Keeps the greatest of the keys that it is offered and the places they come from; of equal ones those that come
/// first. A heap whose root is the worst that is kept: most offers are turned away after one comparison.
final class BestKeys {

    private long[] keys = {};
    private int[] places = {};
    private int capacity;
    private int size;

    /// Forgets all, and keeps so many from now on.
    void clear(int wanted) {
        if (keys.length < wanted) {
            keys = new long[wanted];
            places = new int[wanted];
        }
        capacity = wanted;
        size = 0;
    }

    /// Takes a key, if it is among the greatest so far. Places must come in ascending order.
    void offer(long key, int place) {
        if (size < capacity) {
            keys[size] = key;
            places[size] = place;
            rise(size++);
        } else if (size > 0 && key > keys[0]) {
            keys[0] = key;
            places[0] = place;
            sink(size);
        }
    }

    /// Puts what is kept into order, the greatest first; nothing may be offered then before [#clear].
    void sort() {
        for (int rest = size - 1; rest > 0; rest--) {
            swap(0, rest);
            sink(rest);
        }
    }

    /// Where the key comes from that is number `rank` after [#sort].
    int place(int rank) {
        return places[rank];
    }

    /// Whether one element goes after another.
    private boolean isWorse(int i, int j) {
        return keys[i] < keys[j] || keys[i] == keys[j] && places[i] > places[j];
    }

    private void rise(int from) {
        int i = from;
        while (i > 0 && isWorse(i, (i - 1) / 2)) {
            swap(i, (i - 1) / 2);
            i = (i - 1) / 2;
        }
    }

    /// Lets the root sink in a heap of `count`.
    private void sink(int count) {
        int i = 0;
        int child = worseChild(i, count);
        while (child < count && isWorse(child, i)) {
            swap(i, child);
            i = child;
            child = worseChild(i, count);
        }
    }

    private int worseChild(int i, int count) {
        int left = 2 * i + 1;
        return left + 1 < count && isWorse(left + 1, left) ? left + 1 : left;
    }

    private void swap(int i, int j) {
        long key = keys[i];
        keys[i] = keys[j];
        keys[j] = key;
        int place = places[i];
        places[i] = places[j];
        places[j] = place;
    }
}
