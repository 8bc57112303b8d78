package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;

/// Whether elements of `X` are infinite: positive ones unless `detect_positive` is 0, negative ones unless
/// `detect_negative` is (ONNX IsInf-10, -20).
public final class IsInf extends FloatTest {

    private final boolean positive;
    private final boolean negative;

    public IsInf(Settings settings) {
        this.positive = settings.flag("detect_positive", true);
        this.negative = settings.flag("detect_negative", true);
    }

    @Override
    boolean holds(double number) {
        return positive && number == Double.POSITIVE_INFINITY || negative && number == Double.NEGATIVE_INFINITY;
    }
}
