package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// `G' = norm_coefficient * X + G`, `V' = alpha * V + (1 - alpha) * G'`, `H' = beta * H + (1 - beta) * G'²`, `X' =
/// (1 - norm_coefficient_post) * (X - R' * V' / (sqrt(H') + epsilon))`, where `R'` is `R` in the first step and `R
/// * sqrt(1 - beta^T) / (1 - alpha^T)` later. `alpha` is 0.9, `beta` 0.999, `epsilon` 1e-6, the others 0 (Adam-1 of
/// ai.onnx.preview.training).
public final class Adam extends TrainingStep {

    private final float alpha;
    private final float beta;
    private final float norm;
    private final float normAfter;
    private final float epsilon;
    private double rate;

    public Adam(Settings settings) {
        super(2);
        this.alpha = settings.number("alpha", 0.9f);
        this.beta = settings.number("beta", 0.999f);
        this.norm = settings.number("norm_coefficient", 0);
        this.normAfter = settings.number("norm_coefficient_post", 0);
        this.epsilon = settings.number("epsilon", 1e-6f);
    }

    @Override
    void begin(double fullRate, long number) {
        double adjusted = Math.sqrt(1 - Math.pow(beta, (double) number)) / (1 - Math.pow(alpha, (double) number));
        rate = number > 0 ? fullRate * adjusted : fullRate;
    }

    @Override
    double move(double[] numbers) {
        double gradient = norm * numbers[0] + numbers[1];
        numbers[2] = alpha * numbers[2] + (1 - alpha) * gradient;
        numbers[3] = beta * numbers[3] + (1 - beta) * gradient * gradient;
        double moved = numbers[0] - rate * numbers[2] / (Math.sqrt(numbers[3]) + epsilon);
        return (1 - normAfter) * moved;
    }
}
