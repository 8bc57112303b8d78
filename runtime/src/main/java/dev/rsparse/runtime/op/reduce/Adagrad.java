package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// `G' = norm_coefficient * X + G`, `H' = H + G'²`, `X' = X - R / (1 + T * decay_factor) * G' / (sqrt(H') +
/// epsilon)`; the attributes are 0, 0 and 1e-6 (Adagrad-1 of ai.onnx.preview.training).
public final class Adagrad extends TrainingStep {

    private final float norm;
    private final float decay;
    private final float epsilon;
    private double rate;

    public Adagrad(Settings settings) {
        super(1);
        this.norm = settings.number("norm_coefficient", 0);
        this.decay = settings.number("decay_factor", 0);
        this.epsilon = settings.number("epsilon", 1e-6f);
    }

    @Override
    void begin(double fullRate, long number) {
        rate = fullRate / (1 + number * (double) decay);
    }

    @Override
    double move(double[] numbers) {
        double gradient = norm * numbers[0] + numbers[1];
        numbers[2] += gradient * gradient;
        return numbers[0] - rate * gradient / (Math.sqrt(numbers[2]) + epsilon);
    }
}
