package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Numbers drawn evenly from `low` to `high` (attributes, default 0 and 1), as many as the input says. Their type
/// is the attribute `dtype`, by default that of the input; with the attribute `seed` they are the same in each
/// process. ONNX RandomUniformLike-1,-22.
public final class RandomUniformLike implements Operator {

    private final long type;
    private final double low;
    private final double high;
    private final Chance chance;

    public RandomUniformLike(Settings settings) {
        this.type = settings.integer("dtype", 0);
        this.low = settings.number("low", 0);
        this.high = settings.number("high", 1);
        this.chance = new Chance(settings);
    }

    /// @param input only its shape and type are read
    public void run(Tensor input, Tensor out) {
        out.shapeLike(type == 0 ? input.type() : Types.ofOnnx(type), input);
        Checks.floats("RandomUniformLike", "output", out);
        chance.uniform(out, low, high);
    }
}
