package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Arrays;

/// Numbers drawn evenly from `low` to `high` (attributes, default 0 and 1), as many as `shape` (attribute) says.
/// Their type is the attribute `dtype`, F32 by default; with the attribute `seed` they are the same in each
/// process. ONNX RandomUniform-1,-22.
public final class RandomUniform implements Operator {

    private final long type;
    private final double low;
    private final double high;
    private final int[] dims;
    private final Chance chance;

    public RandomUniform(Settings settings) {
        this.type = settings.integer("dtype", 1);
        this.low = settings.number("low", 0);
        this.high = settings.number("high", 1);
        this.dims = Arrays.stream(settings.integers("shape"))
                .mapToInt(extent -> Checks.attribute("RandomUniform", "shape", extent))
                .toArray();
        this.chance = new Chance(settings);
    }

    /// Draws the numbers.
    public void run(Tensor out) {
        out.shape(Types.ofOnnx(type), dims);
        Checks.floats("RandomUniform", "output", out);
        chance.uniform(out, low, high);
    }
}
