package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.Workspace;
import dev.rsparse.runtime.kernel.Attention;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Arrays;
import java.util.List;

/// One query of 32 heads over 256 positions of 8 heads.
public class AttentionPair extends KernelPair {

    private static final int POSITIONS = 256;
    private static final int HEADS = 32;
    private static final int KV_HEADS = 8;
    private static final int HEAD = 128;
    private static final int CACHED = KV_HEADS * HEAD;

    private final float[] q = numbers(HEADS * HEAD, 1);
    private final float[][] keys = rows(numbers(POSITIONS * CACHED, 1));
    private final float[][] values = rows(numbers(POSITIONS * CACHED, 2));
    private final KvCache cache = KvCache.of(CacheFormat.F32, HEADS, KV_HEADS, HEAD, POSITIONS);
    private final Workspace scratch = new Scratch();
    private final float[] out = new float[HEADS * HEAD];

    public AttentionPair() {
        for (int position = 0; position < POSITIONS; position++) {
            cache.append(keys[position], values[position], 0, 1, CACHED, position);
        }
    }

    private static float[][] rows(float[] numbers) {
        float[][] rows = new float[POSITIONS][];
        for (int row = 0; row < POSITIONS; row++) {
            rows[row] = Arrays.copyOfRange(numbers, row * CACHED, (row + 1) * CACHED);
        }
        return rows;
    }

    @Override
    float[] byScalars() {
        return ScalarOps.attention(q, keys, values, POSITIONS, HEADS, KV_HEADS);
    }

    @Override
    float[] byVectors() {
        Attention.apply(scratch, cache, q, out, 0, 1, HEADS * HEAD, POSITIONS - 1, 0);
        return out;
    }

    /// A workspace for one thread, without activations.
    private static final class Scratch extends Workspace {

        Scratch() {
            super(List.of(), 0, 1);
        }

        @Override
        protected void makeRoom(int rows, int logitsRows) {}

        @Override
        protected void makeGroupRoom(int rows) {}

        @Override
        public float[] logits() {
            return new float[0];
        }

        @Override
        public int logitsStride() {
            return 0;
        }
    }
}
