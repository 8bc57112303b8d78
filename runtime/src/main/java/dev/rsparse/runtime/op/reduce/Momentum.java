package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// `G' = norm_coefficient * X + G`, `V' = alpha * V + beta * G'`, with 1 for `beta` in the first step; `X' = X - R
/// * V'` with `mode` = `standard`, `X' = X - R * (G' + alpha * V')` with `nesterov` (Momentum-1 of
/// ai.onnx.preview.training).
public final class Momentum extends TrainingStep {

    private final float alpha;
    private final float beta;
    private final float norm;
    private final boolean nesterov;
    private double rate;
    private double share;

    public Momentum(Settings settings) {
        super(1);
        this.alpha = settings.number("alpha", 0);
        this.beta = settings.number("beta", 0);
        this.norm = settings.number("norm_coefficient", 0);
        this.nesterov = settings.text("mode", "standard").equals("nesterov");
    }

    @Override
    void begin(double fullRate, long number) {
        rate = fullRate;
        share = number > 0 ? beta : 1;
    }

    @Override
    double move(double[] numbers) {
        double gradient = norm * numbers[0] + numbers[1];
        numbers[2] = alpha * numbers[2] + share * gradient;
        return numbers[0] - rate * (nesterov ? gradient + alpha * numbers[2] : numbers[2]);
    }
}
