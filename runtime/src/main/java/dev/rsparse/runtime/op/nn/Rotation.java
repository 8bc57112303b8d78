package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Tensor;

/// Rotary position embedding of heads: pairs of a row's first numbers are turned by the angle of its position, the
/// others stay. A pair is two neighbours, or a number and that half of the turned ones further on.
final class Rotation {

    private final String operator;
    private final boolean neighbours;
    private float[] cosines = {};
    private float[] sines = {};
    private int half;
    private int angles;

    /// @param operator for messages
    Rotation(String operator, boolean neighbours) {
        this.operator = operator;
        this.neighbours = neighbours;
    }

    /// Takes on the angles: rows of cosines and sines, one number for each pair.
    ///
    /// @param size numbers of a head
    /// @param turned how many of them are turned; 0 for all
    void of(Tensor cos, float[] cosines, Tensor sin, float[] sines, int size, int turned) {
        half = (turned == 0 ? size : turned) / 2;
        boolean fits = cos.rank() >= 1 && cos.dim(-1) == half && cos.hasDimsOf(sin) && 2 * half <= size && half > 0;
        if (!fits) {
            throw new IllegalArgumentException(operator + ": cosines " + cos + " and sines " + sin
                    + " do not fit heads of " + size + " numbers of which " + 2 * half + " are turned");
        }
        this.cosines = cosines;
        this.sines = sines;
        angles = cos.count() / half;
    }

    /// How many rows of angles there are.
    int angles() {
        return angles;
    }

    /// Turns the row of a head by one row of angles.
    void apply(float[] x, int from, float[] out, int to, int size, long row) {
        if (row < 0 || row >= angles) {
            throw new IllegalArgumentException(
                    operator + ": there is no position " + row + " among " + angles + " rows of cosines");
        }
        int at = (int) row * half;
        int apart = neighbours ? 1 : half;
        int step = neighbours ? 2 : 1;
        for (int i = 0; i < half; i++) {
            float one = x[from + i * step];
            float other = x[from + i * step + apart];
            out[to + i * step] = one * cosines[at + i] - other * sines[at + i];
            out[to + i * step + apart] = one * sines[at + i] + other * cosines[at + i];
        }
        if (x != out || from != to) {
            System.arraycopy(x, from + 2 * half, out, to + 2 * half, size - 2 * half);
        }
    }
}
