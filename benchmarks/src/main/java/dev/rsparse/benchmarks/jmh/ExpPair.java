package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;

/// `e^x` of 4096 numbers.
public class ExpPair extends KernelPair {

    private static final int COUNT = 4096;

    private final float[] x = numbers(COUNT, 10);
    private final float[] out = new float[COUNT];

    @Override
    float[] byScalars() {
        float[] powers = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            powers[i] = ScalarMath.exp(x[i]);
        }
        return powers;
    }

    @Override
    float[] byVectors() {
        for (int i = 0; i < COUNT; i += VectorMath.LANES) {
            VectorMath.exp(FloatVector.fromArray(VectorMath.FLOATS, x, i)).intoArray(out, i);
        }
        return out;
    }

    @Override
    public double tolerance() {
        return 0;
    }
}
