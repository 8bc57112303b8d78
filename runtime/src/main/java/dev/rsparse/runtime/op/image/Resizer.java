package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.move.MappedCopy;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Resizes tensors axis after axis, the last one first. Elements of F32 are computed as floats, others as doubles
/// that are rounded once; integers are cut towards zero and kept within their type.
final class Resizer {

    private final Interpolation how;
    private final MappedCopy nearest;
    private final ResizePass pass;
    private Taps[] taps = {};
    private int[] dims = {};
    private final float[][] floats = new float[2][0];
    private final double[][] doubles = new double[2][0];

    Resizer(Interpolation how, Workers workers) {
        this.how = how;
        this.nearest = new MappedCopy(workers);
        this.pass = new ResizePass(workers);
    }

    /// Writes `x` resized as `axes` say, one for each axis.
    void run(Tensor x, Stretch[] axes, Tensor out) {
        int rank = x.rank();
        if (dims.length != rank) {
            dims = new int[rank];
            taps = new Taps[rank];
            Arrays.setAll(taps, axis -> new Taps(how));
        }
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = axes[axis].outExtent();
        }
        out.shape(x.type(), dims);
        if (out.count() == 0) {
            return;
        }
        for (int axis = 0; axis < rank; axis++) {
            taps[axis].find(axes[axis]);
        }
        if (how.mode() == Interpolation.Mode.NEAREST) {
            copy(x, out);
        } else {
            resize(x, axes, out);
        }
        for (int axis = 0; axis < rank; axis++) {
            if (taps[axis].hasOutside()) {
                extrapolate(out, axis);
            }
        }
    }

    private void copy(Tensor x, Tensor out) {
        nearest.clear();
        for (Taps axis : taps) {
            for (int i = 0; i < axis.count(); i++) {
                nearest.place(axis.place(i));
            }
        }
        nearest.run(x, out);
    }

    private void resize(Tensor x, Stretch[] axes, Tensor out) {
        boolean single = x.type() == ElementType.F32;
        Object from = single ? x.floats() : toDoubles(x);
        int turn = 0;
        int inner = 1;
        for (int axis = axes.length - 1; axis >= 0; axis--) {
            Stretch stretch = axes[axis];
            if (how.coordinates() == Coordinates.TF_CROP_AND_RESIZE || !stretch.isIdentity()) {
                int outer = x.count(0, axis);
                turn = 1 - turn;
                Object to = buffer(turn, single, outer * stretch.outExtent() * inner);
                pass.run(from, to, taps[axis], outer, stretch.extent(), inner);
                from = to;
            }
            inner *= stretch.outExtent();
        }
        if (single) {
            System.arraycopy(from, 0, out.floats(), 0, out.count());
            return;
        }
        double[] values = (double[]) from;
        for (int i = 0; i < out.count(); i++) {
            out.setNumber(i, within(out.type(), values[i]));
        }
    }

    private double[] toDoubles(Tensor x) {
        double[] values = (double[]) buffer(0, false, x.count());
        for (int i = 0; i < x.count(); i++) {
            values[i] = x.number(i);
        }
        return values;
    }

    /// One of two arrays, of floats or doubles, that may be longer.
    private Object buffer(int turn, boolean single, int count) {
        if (single) {
            floats[turn] = floats[turn].length < count ? new float[count] : floats[turn];
            return floats[turn];
        }
        doubles[turn] = doubles[turn].length < count ? new double[count] : doubles[turn];
        return doubles[turn];
    }

    /// Cubics go beyond the values that they go through.
    private static double within(ElementType type, double value) {
        return switch (type) {
            case U8, U16, U32 -> Math.clamp(value, 0, Math.scalb(1.0, type.bits()) - 1);
            case I8, I16, I32 ->
                Math.clamp(value, -Math.scalb(1.0, type.bits() - 1), Math.scalb(1.0, type.bits() - 1) - 1);
            default -> value;
        };
    }

    private void extrapolate(Tensor out, int axis) {
        int inner = out.count(axis + 1, out.rank());
        int extent = out.dim(axis);
        for (int row = 0; row < out.count() / inner; row++) {
            for (int i = 0; i < inner && taps[axis].isOutside(row % extent); i++) {
                out.setNumber(row * inner + i, how.extrapolation());
            }
        }
    }
}
