package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Numbers of the normal distribution of `mean` and deviation `scale` (attributes, default 0 and 1), as many as the
/// input says. Their type is the attribute `dtype`, by default that of the input; with the attribute `seed` they
/// are the same in each process. ONNX RandomNormalLike-1,-22.
public final class RandomNormalLike implements Operator {

    private final long type;
    private final double mean;
    private final double scale;
    private final Chance chance;

    public RandomNormalLike(Settings settings) {
        this.type = settings.integer("dtype", 0);
        this.mean = settings.number("mean", 0);
        this.scale = settings.number("scale", 1);
        this.chance = new Chance(settings);
    }

    /// @param input only its shape and type are read
    public void run(Tensor input, Tensor out) {
        out.shapeLike(type == 0 ? input.type() : Types.ofOnnx(type), input);
        Checks.floats("RandomNormalLike", "output", out);
        chance.normal(out, mean, scale);
    }
}
