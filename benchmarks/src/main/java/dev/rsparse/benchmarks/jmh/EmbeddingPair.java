package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.kernel.Embedding;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// A row of 4096 floats of an embedding table.
public class EmbeddingPair extends KernelPair {

    private static final int ROWS = 16;
    private static final int ROW = 5;
    private static final int WIDTH = 4096;

    private final float[] numbers = numbers(ROWS * WIDTH, 1);
    private final MemorySegment table =
            Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), numbers);
    private final float[] out = new float[WIDTH];

    @Override
    float[] byScalars() {
        float[] row = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            row[i] = numbers[ROW * WIDTH + i];
        }
        return row;
    }

    @Override
    float[] byVectors() {
        Embedding.fromRows(table, 0, StripLayout.F32, 0, 0, ROW, WIDTH, out, 0);
        return out;
    }

    @Override
    public double tolerance() {
        return 0;
    }
}
