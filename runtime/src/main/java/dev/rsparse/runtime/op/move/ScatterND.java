package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// A copy of `data` into which runs of `updates` are brought: the last axis of `indices` (I64 or I32; negative ones
/// count from the end) holds places along the first axes of `data`, and `out[indices[i.., :].., k..]` becomes
/// `updates[i.., k..]`, or with the attribute `reduction` (since version 16; default "none"; "add", "mul", and
/// "min", "max" since version 18) what both make together, in the order of updates. Any type of data. ONNX
/// ScatterND-11,-13,-16,-18.
public final class ScatterND implements Operator {

    private final Reduction reduction;
    private final RunPlaces places = new RunPlaces();

    public ScatterND(Settings settings) {
        this.reduction = Reduction.of("ScatterND", settings);
    }

    /// Writes data with its updates.
    public void run(Tensor data, Tensor indices, Tensor updates, Tensor out) {
        Checks.sameType("ScatterND", data, updates);
        places.find("ScatterND", data, indices, 0);
        check(data, indices, updates);
        out.copy(data);
        int width = places.width();
        for (int i = 0; i < places.count(); i++) {
            reduction.apply(out, places.get(i), updates, i * width, width);
        }
    }

    private static void check(Tensor data, Tensor indices, Tensor updates) {
        int lead = indices.rank() - 1;
        int depth = indices.dim(-1);
        boolean fits = updates.rank() == lead + data.rank() - depth;
        for (int axis = 0; fits && axis < updates.rank(); axis++) {
            fits = updates.dim(axis) == (axis < lead ? indices.dim(axis) : data.dim(axis - lead + depth));
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "ScatterND: updates " + updates + " do not go with indices " + indices + " into " + data);
        }
    }
}
