package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.SplittableRandom;

/// Random numbers for operators that draw them: the same ones each time when the attribute `seed` is given, and
/// others for each operator when it is not. They are not those that other runtimes draw.
final class Chance {

    private final SplittableRandom random;

    Chance(Settings settings) {
        this.random = settings.has("seed")
                ? new SplittableRandom(Float.floatToIntBits(settings.number("seed", 0)))
                : new SplittableRandom();
    }

    /// Fills a tensor with numbers from `low` to `high`, the second exclusive but for rounding.
    void uniform(Tensor out, double low, double high) {
        for (int i = 0; i < out.count(); i++) {
            out.setNumber(i, low + (high - low) * random.nextDouble());
        }
    }

    /// Fills a tensor with numbers of the normal distribution.
    void normal(Tensor out, double mean, double scale) {
        for (int i = 0; i < out.count(); i++) {
            out.setNumber(i, mean + scale * random.nextGaussian());
        }
    }

    /// A number from 0 to 1, the second exclusive.
    double next() {
        return random.nextDouble();
    }
}
