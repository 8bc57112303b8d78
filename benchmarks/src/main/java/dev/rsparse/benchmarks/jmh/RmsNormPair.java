package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.kernel.RmsNorm;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The norm of 4096 activations, scaled.
public class RmsNormPair extends KernelPair {

    private static final int WIDTH = 4096;
    private static final float EPSILON = 1e-5f;

    private final float[] x = numbers(WIDTH, 3);
    private final float[] scale = numbers(WIDTH, 1);
    private final MemorySegment weights =
            Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), scale);
    private final float[] out = new float[WIDTH];

    @Override
    float[] byScalars() {
        return ScalarOps.rmsNorm(x, scale, EPSILON);
    }

    @Override
    float[] byVectors() {
        RmsNorm.apply(x, out, 0, 1, WIDTH, WIDTH, weights, 0, EPSILON);
        return out;
    }
}
