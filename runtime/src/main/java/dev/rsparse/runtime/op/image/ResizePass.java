package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.Workers;

/// Resizes one axis of an array: each place becomes a weighted sum of places of the axis.
final class ResizePass {

    /// Elements of a thread's share below which sharing costs more than it gains.
    private static final int LEAST = 1 << 14;

    private final Workers workers;
    private final Workers.Task task = (first, last, member) -> run(first, last);
    private Object from = "";
    private Object to = "";
    private Taps taps;
    private int extent;
    private int inner;

    ResizePass(Workers workers) {
        this.workers = workers;
        this.taps = new Taps(Interpolation.early(Interpolation.Mode.NEAREST));
    }

    /// @param source `[outer, extent, inner]`, floats or doubles
    /// @param target `[outer, taps.count(), inner]`, the same
    void run(Object source, Object target, Taps places, int outer, int places0, int width) {
        from = source;
        to = target;
        taps = places;
        extent = places0;
        inner = width;
        workers.share(outer * places.count(), 1 + LEAST / (width * places.size()), task);
    }

    private void run(int first, int last) {
        if (inner == 1 && from instanceof float[] x) {
            sum(x, (float[]) to, first, last);
            return;
        }
        int count = taps.count();
        int size = taps.size();
        for (int row = first; row < last; row++) {
            int tap = row % count * size;
            int base = row / count * extent;
            for (int k = 0; k < size; k++) {
                int place = (base + taps.place(tap + k)) * inner;
                if (from instanceof float[] x) {
                    add(x, place, (float) taps.weight(tap + k), (float[]) to, row * inner, k == 0);
                } else {
                    add((double[]) from, place, taps.weight(tap + k), (double[]) to, row * inner, k == 0);
                }
            }
        }
    }

    /// Along the last axis there are no runs to add; the order of sums is the same.
    private void sum(float[] x, float[] y, int first, int last) {
        int count = taps.count();
        int size = taps.size();
        for (int row = first; row < last; row++) {
            int tap = row % count * size;
            int base = row / count * extent;
            float sum = (float) taps.weight(tap) * x[base + taps.place(tap)];
            for (int k = 1; k < size; k++) {
                sum += (float) taps.weight(tap + k) * x[base + taps.place(tap + k)];
            }
            y[row] = sum;
        }
    }

    private void add(float[] x, int at, float weight, float[] y, int place, boolean first) {
        if (first) {
            for (int i = 0; i < inner; i++) {
                y[place + i] = weight * x[at + i];
            }
            return;
        }
        for (int i = 0; i < inner; i++) {
            y[place + i] += weight * x[at + i];
        }
    }

    private void add(double[] x, int at, double weight, double[] y, int place, boolean first) {
        if (first) {
            for (int i = 0; i < inner; i++) {
                y[place + i] = weight * x[at + i];
            }
            return;
        }
        for (int i = 0; i < inner; i++) {
            y[place + i] += weight * x[at + i];
        }
    }
}
