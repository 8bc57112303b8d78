package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Local response normalisation: `Y = X / (bias + alpha / size Σ x²)^beta`, the sum being over `size` neighbouring
/// channels, of which the middle one, or that before the middle, is the element's own. Attributes: `size`, `alpha`
/// (0.0001), `beta` (0.75), `bias` (1). Types: floats. Source: ONNX LRN-1,-13.
public final class LRN implements Operator {

    private static final int LEAST = 1 << 12;

    private final int size;
    private final double alpha;
    private final double beta;
    private final double bias;
    private final Workers workers;
    private final Workers.Task task = this::planes;
    private Tensor x = Tensor.ABSENT;
    private Tensor y = Tensor.ABSENT;

    public LRN(Settings settings) {
        this.size = Shapes.extent(settings.integer("size", 1));
        this.alpha = settings.number("alpha", 1e-4f);
        this.beta = settings.number("beta", 0.75f);
        this.bias = settings.number("bias", 1);
        this.workers = settings.workers();
    }

    /// @param x `[N,C,...]`
    /// @param y as `x`
    public void run(Tensor x, Tensor y) {
        Types.checkFloats("LRN", "X", x);
        if (x.rank() < 2 || size < 1) {
            throw new IllegalArgumentException("LRN: X " + x + " and size " + size + " do not go together");
        }
        y.shapeLike(x);
        this.x = x;
        this.y = y;
        int plane = Math.max(1, x.count(2, x.rank()));
        workers.share(x.dim(0) * x.dim(1), Math.max(1, LEAST / plane), task);
    }

    private void planes(int from, int to, int member) {
        int plane = x.count(2, x.rank());
        int channels = x.dim(1);
        for (int index = from; index < to; index++) {
            int c = index % channels;
            int first = index - c + Math.max(0, c - (size - 1) / 2);
            int last = index - c + Math.min(channels - 1, c + size / 2);
            for (int i = 0; i < plane; i++) {
                double sum = 0;
                for (int k = first; k <= last; k++) {
                    double value = x.number(k * plane + i);
                    sum += value * value;
                }
                int at = index * plane + i;
                y.setNumber(at, x.number(at) / Math.pow(bias + alpha / size * sum, beta));
            }
        }
    }
}
