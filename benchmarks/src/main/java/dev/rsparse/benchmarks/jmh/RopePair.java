package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.kernel.Rope;
import dev.rsparse.runtime.scalar.ScalarOps;

/// The rotation of 32 heads of 128 elements. The kernel looks its angles up, which the twin computes.
public class RopePair extends KernelPair {

    private static final int HEAD = 128;
    private static final int WIDTH = 32 * HEAD;
    private static final double THETA = 10_000;
    private static final int POSITION = 100;

    private final Rope rope = new Rope(HEAD, THETA, POSITION + 1);
    private final float[] x = numbers(WIDTH, 3);
    private final float[] out = new float[WIDTH];

    @Override
    float[] byScalars() {
        return ScalarOps.rope(x, POSITION, HEAD, THETA);
    }

    @Override
    float[] byVectors() {
        rope.apply(x, out, 0, 1, WIDTH, WIDTH, POSITION);
        return out;
    }

    /// Angles of the table are rounded to floats.
    @Override
    public double tolerance() {
        return 2e-5;
    }
}
