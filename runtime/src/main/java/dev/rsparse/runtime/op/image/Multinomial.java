package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Classes drawn at random: `sample_size` (attribute, default 1) for each row of `input[B, C]`, whose elements are
/// logarithms of probabilities up to a constant. The type is the attribute `dtype`, I32 (the default) or I64; with
/// the attribute `seed` draws are the same in each process. ONNX Multinomial-7,-22.
public final class Multinomial implements Operator {

    private final int size;
    private final ElementType type;
    private final Chance chance;
    private double[] sums = {};

    public Multinomial(Settings settings) {
        this.size = Checks.attribute("Multinomial", "sample_size", settings.integer("sample_size", 1));
        this.type = Types.ofOnnx(settings.integer("dtype", 6));
        this.chance = new Chance(settings);
    }

    /// Draws the classes.
    public void run(Tensor input, Tensor out) {
        Checks.floats("Multinomial", "input", input);
        Checks.rank("Multinomial", "input", input, 2);
        int classes = input.dim(1);
        if (classes == 0) {
            throw new IllegalArgumentException("Multinomial: input " + input + " has no classes");
        }
        sums = sums.length < classes ? new double[classes] : sums;
        out.shape(type, input.dim(0), size);
        for (int row = 0; row < input.dim(0); row++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < classes; i++) {
                most = Math.max(most, input.number(row * classes + i));
            }
            double sum = 0;
            for (int i = 0; i < classes; i++) {
                sum += Math.exp(input.number(row * classes + i) - most);
                sums[i] = sum;
            }
            for (int i = 0; i < size; i++) {
                out.setInteger(row * size + i, find(classes, chance.next() * sum));
            }
        }
    }

    private int find(int classes, double place) {
        int found = 0;
        while (found < classes - 1 && sums[found] <= place) {
            found++;
        }
        return found;
    }
}
