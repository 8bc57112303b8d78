package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// `Y = min(max(X, min), max)`: where `min` is greater than `max` all is `max`. Bounds are inputs of one element
/// from version 11 on, either may be absent; before they are attributes, by default the least and greatest float
/// (ONNX Clip-6, -11, -12, -13).
public final class Clip implements Operator {

    private final Blocks blocks;
    private final Workers.Task task = this::part;
    private final float least;
    private final float most;
    private Tensor x = Tensor.ABSENT;
    private Tensor min = Tensor.ABSENT;
    private Tensor max = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    public Clip(Settings settings) {
        this.blocks = new Blocks(settings.workers());
        boolean attributes = settings.version() < 11;
        this.least = attributes ? settings.number("min", -Float.MAX_VALUE) : Float.NEGATIVE_INFINITY;
        this.most = attributes ? settings.number("max", Float.MAX_VALUE) : Float.POSITIVE_INFINITY;
    }

    /// Writes `Y`.
    ///
    /// @throws IllegalArgumentException for elements of a type that the operator does not take, and bounds of
    ///     another type or of more elements than one
    public void run(Tensor input, Tensor from, Tensor to, Tensor output) {
        Types.check(this, "X", input, Types.NUMBERS);
        check("min", from, input);
        check("max", to, input);
        x = input;
        min = from;
        max = to;
        y = output;
        y.shapeLike(x);
        blocks.share(x.count(), task);
    }

    private static void check(String name, Tensor bound, Tensor x) {
        if (bound.isPresent() && (bound.type() != x.type() || bound.count() != 1)) {
            throw new IllegalArgumentException("Clip: " + name + " " + bound + " is not one element of X's type " + x);
        }
    }

    private void part(int from, int to, int member) {
        int first = Blocks.first(from);
        int last = Blocks.last(to - 1, x.count());
        double lower = min.isPresent() ? min.number(0) : least;
        double upper = max.isPresent() ? max.number(0) : most;
        if (x.type() == ElementType.F32) {
            floats(x.floats(), y.floats(), first, last, (float) lower, (float) upper);
        } else if (Types.FLOATS.contains(x.type())) {
            for (int i = first; i < last; i++) {
                y.setNumber(i, Math.min(Math.max(x.number(i), lower), upper));
            }
        } else {
            integers(first, last, x.type() == ElementType.U64 ? Long.MIN_VALUE : 0);
        }
    }

    /// Clipping of floats between constant bounds.
    static FloatFunction between(float lower, float upper) {
        return (in, out, from, to) -> floats(in, out, from, to, lower, upper);
    }

    private static void floats(float[] in, float[] out, int first, int last, float lower, float upper) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            FloatVector.fromArray(FLOATS, in, i).max(lower).min(upper).intoArray(out, i);
        }
        for (; i < last; i++) {
            out[i] = Math.min(Math.max(in[i], lower), upper);
        }
    }

    /// @param flip makes the order of unsigned integers that of signed ones
    private void integers(int first, int last, long flip) {
        long lower = min.isPresent() ? min.integer(0) ^ flip : Long.MIN_VALUE;
        long upper = max.isPresent() ? max.integer(0) ^ flip : Long.MAX_VALUE;
        for (int i = first; i < last; i++) {
            y.setInteger(i, Math.min(Math.max(x.integer(i) ^ flip, lower), upper) ^ flip);
        }
    }
}
