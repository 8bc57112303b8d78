package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;

/// `Y = gelu(X + bias)` with the error function, as [Gelu] (BiasGelu of com.microsoft).
public final class BiasGelu extends BiasActivation {

    public BiasGelu(Settings settings) {
        super(settings, new Gelu(settings));
    }
}
