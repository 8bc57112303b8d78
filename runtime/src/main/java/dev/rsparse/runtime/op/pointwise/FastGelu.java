package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;

/// `Y = gelu(X + bias)` by way of the hyperbolic tangent, as [Gelu] with `approximate` = `tanh`; the bias may be
/// absent (FastGelu of com.microsoft).
public final class FastGelu extends BiasActivation {

    public FastGelu(Settings settings) {
        super(settings, new Gelu(new Settings(settings.workers(), settings.version()).with("approximate", "tanh")));
    }
}
