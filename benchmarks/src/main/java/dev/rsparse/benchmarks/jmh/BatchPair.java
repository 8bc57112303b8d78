package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.stream.IntStream;

/// A dense product of 48 tokens at once.
public class BatchPair extends ColumnsPair {

    private final int[] ids = IntStream.range(0, TOKENS).toArray();
    private final float[] out = new float[TOKENS * SIZE];

    @Override
    float[] byScalars() {
        float[] y = new float[TOKENS * SIZE];
        for (int token = 0; token < TOKENS; token++) {
            System.arraycopy(ScalarOps.linear(packed("w"), row("inputs", token), SIZE), 0, y, token * SIZE, SIZE);
        }
        return y;
    }

    @Override
    float[] byVectors() {
        session.reset();
        session.prefill(ids, false, (at, y, from) -> System.arraycopy(y, from, out, at * SIZE, SIZE));
        return out;
    }
}
