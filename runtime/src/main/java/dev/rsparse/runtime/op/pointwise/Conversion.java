package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Numbers of one type made into numbers of another. A float becomes the nearest one, ties to even; made into an
/// integer it loses what follows the point. Integers keep their lowest bits. BOOL takes whether a number is not 0,
/// and is 0 or 1 as a number.
final class Conversion {

    private final Blocks blocks;
    private final Workers.Task task = this::part;
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    Conversion(Workers workers) {
        this.blocks = new Blocks(workers);
    }

    /// Writes the elements of `input` to `output` as elements of `type`.
    void run(Tensor input, ElementType type, Tensor output) {
        x = input;
        y = output;
        if (x.type() == type) {
            y.copy(x);
        } else {
            y.shapeLike(type, x);
            blocks.share(x.count(), task);
        }
    }

    private void part(int from, int to, int member) {
        int first = Blocks.first(from);
        int last = Blocks.last(to - 1, x.count());
        switch (y.type()) {
            case F32 -> floats(y.floats(), first, last);
            case I64 -> longs(y.longs(), first, last);
            case F16 -> halves(y.shorts(), first, last);
            default -> elements(first, last);
        }
    }

    private void floats(float[] out, int first, int last) {
        switch (x.type()) {
            case F16 -> halves(x.shorts(), out, first, last);
            case I64 -> longs(x.longs(), out, first, last);
            case BOOL -> bytes(x.bytes(), out, first, last);
            default -> {
                for (int i = first; i < last; i++) {
                    out[i] = (float) x.number(i);
                }
            }
        }
    }

    private static void halves(short[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = Float.float16ToFloat(in[i]);
        }
    }

    private static void bytes(byte[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = in[i];
        }
    }

    private static void longs(long[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = (float) in[i];
        }
    }

    private void halves(short[] out, int first, int last) {
        if (x.type() != ElementType.F32) {
            elements(first, last);
            return;
        }
        float[] in = x.floats();
        for (int i = first; i < last; i++) {
            out[i] = Float.floatToFloat16(in[i]);
        }
    }

    private void longs(long[] out, int first, int last) {
        if (x.type() == ElementType.F32) {
            float[] in = x.floats();
            for (int i = first; i < last; i++) {
                out[i] = (long) in[i];
            }
            return;
        }
        for (int i = first; i < last; i++) {
            out[i] = x.integer(i);
        }
    }

    private void elements(int first, int last) {
        if (Types.FLOATS.contains(x.type()) || Types.FLOATS.contains(y.type())) {
            for (int i = first; i < last; i++) {
                y.setNumber(i, x.number(i));
            }
        } else {
            for (int i = first; i < last; i++) {
                y.setInteger(i, x.integer(i));
            }
        }
    }
}
