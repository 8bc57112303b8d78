package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Arrays;

/// Numbers of the normal distribution of `mean` and deviation `scale` (attributes, default 0 and 1), as many as
/// `shape` (attribute) says. Their type is the attribute `dtype`, F32 by default; with the attribute `seed` they
/// are the same in each process. ONNX RandomNormal-1,-22.
public final class RandomNormal implements Operator {

    private final long type;
    private final double mean;
    private final double scale;
    private final int[] dims;
    private final Chance chance;

    public RandomNormal(Settings settings) {
        this.type = settings.integer("dtype", 1);
        this.mean = settings.number("mean", 0);
        this.scale = settings.number("scale", 1);
        this.dims = Arrays.stream(settings.integers("shape"))
                .mapToInt(extent -> Checks.attribute("RandomNormal", "shape", extent))
                .toArray();
        this.chance = new Chance(settings);
    }

    /// Draws the numbers.
    public void run(Tensor out) {
        out.shape(Types.ofOnnx(type), dims);
        Checks.floats("RandomNormal", "output", out);
        chance.normal(out, mean, scale);
    }
}
