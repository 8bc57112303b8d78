package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The inputs one after the other along `axis` (attribute; negative ones count from the end since version 11). They
/// have the same type, and the same extents of all other axes. Any type. ONNX Concat-4,-11,-13.
public final class Concat implements Operator {

    private final long axis;
    private final Extents extents = new Extents();
    private final StridedCopy copy;

    public Concat(Settings settings) {
        this.axis = settings.integer("axis", 1);
        this.copy = new StridedCopy(settings.workers());
    }

    /// @param inputs one or more
    public void run(Tensor[] inputs, Tensor out) {
        if (inputs.length == 0) {
            throw new IllegalArgumentException("Concat: no inputs");
        }
        Tensor first = inputs[0];
        int along = Checks.axis("Concat", axis, first);
        long total = 0;
        for (Tensor input : inputs) {
            check(first, input, along);
            total += input.dim(along);
        }
        extents.copy(first);
        extents.set(along, Checks.extent("Concat", total, first));
        extents.shape(out, first.type());
        int outer = first.count(0, along);
        int stride = out.count(along, out.rank());
        int place = 0;
        for (Tensor input : inputs) {
            int width = input.count(along, input.rank());
            copy.clear();
            copy.axis(outer, width, stride);
            copy.axis(width, 1, 1);
            copy.run(input, 0, out, place);
            place += width;
        }
    }

    private static void check(Tensor first, Tensor input, int along) {
        boolean same = input.type() == first.type() && input.rank() == first.rank();
        for (int i = 0; same && i < first.rank(); i++) {
            same = i == along || input.dim(i) == first.dim(i);
        }
        if (!same) {
            throw new IllegalArgumentException(
                    "Concat: " + first + " and " + input + " do not go together along axis " + along);
        }
    }
}
