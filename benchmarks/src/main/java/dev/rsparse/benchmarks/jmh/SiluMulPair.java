package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.kernel.Elementwise;
import dev.rsparse.runtime.scalar.ScalarOps;

/// `silu(gate) * up` of 14,336 elements.
public class SiluMulPair extends KernelPair {

    private static final int WIDTH = 14_336;

    private final float[] gate = numbers(WIDTH, 6);
    private final float[] up = numbers(WIDTH, 2);
    private final float[] out = new float[WIDTH];

    @Override
    float[] byScalars() {
        return ScalarOps.mul(ScalarOps.silu(gate), up);
    }

    @Override
    float[] byVectors() {
        Elementwise.siluMul(gate, up, out, 0, WIDTH);
        return out;
    }

    @Override
    public double tolerance() {
        return 0;
    }
}
