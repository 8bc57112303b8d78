package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// A tensor whose extents are `floor(extent · scale)`: what [Resize] of version 10 does, whose successor that is.
/// The attribute `mode` is "nearest" (default) or "linear"; scales are an attribute in version 7 and an input since
/// 9. ONNX Upsample-7,-9.
public final class Upsample implements Operator {

    private final float[] attribute;
    private final Resizer resizer;
    private final Stretches stretches = new Stretches("Upsample");

    public Upsample(Settings settings) {
        this.attribute = settings.numbers("scales");
        Interpolation.Mode mode = Interpolation.mode("Upsample", settings);
        this.resizer = new Resizer(Interpolation.early(mode), settings.workers());
    }

    /// @param scales absent in version 7
    public void run(Tensor x, Tensor scales, Tensor out) {
        if ((scales.isPresent() ? scales.count() : attribute.length) != x.rank()) {
            throw new IllegalArgumentException("Upsample: scales do not go with " + x);
        }
        stretches.start(x);
        for (int axis = 0; axis < x.rank(); axis++) {
            stretches.scale(x, axis, scales.isPresent() ? scales.number(axis) : attribute[axis], 0, 1);
        }
        resizer.run(x, stretches.all(), out);
    }
}
