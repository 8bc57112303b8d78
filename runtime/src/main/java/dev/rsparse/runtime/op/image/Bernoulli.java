package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// 1 with the probability that the element of the input is, else 0. The type is the attribute `dtype`, by default
/// that of the input; with the attribute `seed` draws are the same in each process. ONNX Bernoulli-15,-22.
public final class Bernoulli implements Operator {

    private final long type;
    private final Chance chance;

    public Bernoulli(Settings settings) {
        this.type = settings.integer("dtype", 0);
        this.chance = new Chance(settings);
    }

    /// @param input probabilities, floats
    public void run(Tensor input, Tensor out) {
        Checks.floats("Bernoulli", "input", input);
        out.shapeLike(type == 0 ? input.type() : Types.ofOnnx(type), input);
        for (int i = 0; i < out.count(); i++) {
            out.setInteger(i, chance.next() < input.number(i) ? 1 : 0);
        }
    }
}
