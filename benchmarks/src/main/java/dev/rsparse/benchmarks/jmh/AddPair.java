package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.kernel.Elementwise;
import dev.rsparse.runtime.scalar.ScalarOps;

/// The sum of two rows of 4096 activations.
public class AddPair extends KernelPair {

    private static final int WIDTH = 4096;

    private final float[] left = numbers(WIDTH, 3);
    private final float[] right = numbers(WIDTH, 2);
    private final float[] out = new float[WIDTH];

    @Override
    float[] byScalars() {
        return ScalarOps.add(left, right);
    }

    @Override
    float[] byVectors() {
        Elementwise.add(left, right, out, 0, WIDTH);
        return out;
    }

    @Override
    public double tolerance() {
        return 0;
    }
}
