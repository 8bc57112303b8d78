package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// `Y = max(0, min(1, alpha * X + beta))`; `alpha` is 0.2, `beta` is 0.5 (ONNX HardSigmoid-6, -22).
public final class HardSigmoid extends Unary {

    private final float alpha;
    private final float beta;

    public HardSigmoid(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 0.2f);
        this.beta = settings.number("beta", 0.5f);
    }

    @Override
    double apply(double number) {
        return Math.max(0, Math.min(1, alpha * number + beta));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, i);
            x.mul(alpha).add(beta).min(1f).max(0f).intoArray(out, i);
        }
        for (; i < last; i++) {
            out[i] = Math.max(0f, Math.min(1f, alpha * in[i] + beta));
        }
    }
}
