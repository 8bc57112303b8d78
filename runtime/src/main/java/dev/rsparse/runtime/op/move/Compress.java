package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The places along `axis` (attribute; negative ones count from the end since version 11) where `condition` is
/// true; without the attribute, the elements of the flattened input. The condition, a list of BOOL, may be shorter
/// than the axis: what is behind its end is left out. Any type. ONNX Compress-9,-11.
public final class Compress implements Operator {

    private final boolean flat;
    private final long axis;
    private final Extents extents = new Extents();

    public Compress(Settings settings) {
        this.flat = !settings.has("axis");
        this.axis = settings.integer("axis", 0);
    }

    /// Writes the chosen places.
    public void run(Tensor input, Tensor condition, Tensor out) {
        int along = flat ? 0 : Checks.axis("Compress", axis, input);
        int extent = flat ? input.count() : input.dim(along);
        if (condition.type() != ElementType.BOOL || condition.rank() != 1 || condition.count() > extent) {
            throw new IllegalArgumentException("Compress: condition " + condition + " does not go with "
                    + (flat ? "the elements" : "axis " + along) + " of " + input);
        }
        int chosen = 0;
        for (int i = 0; i < condition.count(); i++) {
            chosen += condition.bytes()[i] != 0 ? 1 : 0;
        }
        extents.copy(input);
        if (flat) {
            extents.clear();
            extents.add(chosen);
        } else {
            extents.set(along, chosen);
        }
        extents.shape(out, input.type());
        copy(input, condition, out, flat ? 1 : input.count(0, along), extent);
    }

    private void copy(Tensor input, Tensor condition, Tensor out, int outer, int extent) {
        int width = extent == 0 || outer == 0 ? 0 : input.count() / outer / extent;
        int place = 0;
        for (int row = 0; row < outer; row++) {
            for (int i = 0; i < condition.count(); i++) {
                if (condition.bytes()[i] != 0) {
                    out.copy(input, (row * extent + i) * width, place, width);
                    place += width;
                }
            }
        }
    }
}
