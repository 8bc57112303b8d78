package dev.rsparse.runtime.op.move;

import java.util.Arrays;

/// Loops over the arrays that elements lie in. Both arrays of a call are of the same kind.
final class Elements {

    private Elements() {}

    /// Copies `count` elements, `step` apart in `from` and `stride` apart in `to`; a step of 0 repeats one element.
    static void copy(Object from, int at, int step, Object to, int place, int stride, int count) {
        if (step == 1 && stride == 1) {
            System.arraycopy(from, at, to, place, count);
            return;
        }
        switch (from) {
            case float[] x -> copy(x, at, step, (float[]) to, place, stride, count);
            case double[] x -> copy(x, at, step, (double[]) to, place, stride, count);
            case long[] x -> copy(x, at, step, (long[]) to, place, stride, count);
            case int[] x -> copy(x, at, step, (int[]) to, place, stride, count);
            case short[] x -> copy(x, at, step, (short[]) to, place, stride, count);
            case byte[] x -> copy(x, at, step, (byte[]) to, place, stride, count);
            default -> throw unknown(from);
        }
    }

    /// Sets elements `place..place+count` to element `at` of `from`.
    static void fill(Object from, int at, Object to, int place, int count) {
        copy(from, at, 0, to, place, 1, count);
    }

    /// Copies element `base + places[i]` of `from` to element `place + i - first` of `to`, for `i` in
    /// `first..last`.
    static void gather(Object from, int base, int[] places, int first, int last, Object to, int place) {
        switch (from) {
            case float[] x -> gather(x, base, places, first, last, (float[]) to, place);
            case double[] x -> gather(x, base, places, first, last, (double[]) to, place);
            case long[] x -> gather(x, base, places, first, last, (long[]) to, place);
            case int[] x -> gather(x, base, places, first, last, (int[]) to, place);
            case short[] x -> gather(x, base, places, first, last, (short[]) to, place);
            case byte[] x -> gather(x, base, places, first, last, (byte[]) to, place);
            default -> throw unknown(from);
        }
    }

    private static IllegalStateException unknown(Object data) {
        return new IllegalStateException("no storage: " + data.getClass());
    }

    private static void copy(float[] from, int at, int step, float[] to, int place, int stride, int count) {
        if (step == 0 && stride == 1) {
            Arrays.fill(to, place, place + count, from[at]);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[place + i * stride] = from[at + i * step];
        }
    }

    private static void copy(double[] from, int at, int step, double[] to, int place, int stride, int count) {
        if (step == 0 && stride == 1) {
            Arrays.fill(to, place, place + count, from[at]);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[place + i * stride] = from[at + i * step];
        }
    }

    private static void copy(long[] from, int at, int step, long[] to, int place, int stride, int count) {
        if (step == 0 && stride == 1) {
            Arrays.fill(to, place, place + count, from[at]);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[place + i * stride] = from[at + i * step];
        }
    }

    private static void copy(int[] from, int at, int step, int[] to, int place, int stride, int count) {
        if (step == 0 && stride == 1) {
            Arrays.fill(to, place, place + count, from[at]);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[place + i * stride] = from[at + i * step];
        }
    }

    private static void copy(short[] from, int at, int step, short[] to, int place, int stride, int count) {
        if (step == 0 && stride == 1) {
            Arrays.fill(to, place, place + count, from[at]);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[place + i * stride] = from[at + i * step];
        }
    }

    private static void copy(byte[] from, int at, int step, byte[] to, int place, int stride, int count) {
        if (step == 0 && stride == 1) {
            Arrays.fill(to, place, place + count, from[at]);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[place + i * stride] = from[at + i * step];
        }
    }

    private static void gather(float[] from, int base, int[] places, int first, int last, float[] to, int place) {
        for (int i = first; i < last; i++) {
            to[place + i - first] = from[base + places[i]];
        }
    }

    private static void gather(double[] from, int base, int[] places, int first, int last, double[] to, int place) {
        for (int i = first; i < last; i++) {
            to[place + i - first] = from[base + places[i]];
        }
    }

    private static void gather(long[] from, int base, int[] places, int first, int last, long[] to, int place) {
        for (int i = first; i < last; i++) {
            to[place + i - first] = from[base + places[i]];
        }
    }

    private static void gather(int[] from, int base, int[] places, int first, int last, int[] to, int place) {
        for (int i = first; i < last; i++) {
            to[place + i - first] = from[base + places[i]];
        }
    }

    private static void gather(short[] from, int base, int[] places, int first, int last, short[] to, int place) {
        for (int i = first; i < last; i++) {
            to[place + i - first] = from[base + places[i]];
        }
    }

    private static void gather(byte[] from, int base, int[] places, int first, int last, byte[] to, int place) {
        for (int i = first; i < last; i++) {
            to[place + i - first] = from[base + places[i]];
        }
    }
}
