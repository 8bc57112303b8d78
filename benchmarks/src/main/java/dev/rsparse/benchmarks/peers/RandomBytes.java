package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/// Encoded random weights without end. A pool of blocks is drawn and encoded once, and written over and over: a kernel
/// reads every copy from a place of its own, so repetition does not show in its time, and a file of gigabytes is
/// written at the disk's speed.
final class RandomBytes {

    /// A prime, so that rows of common lengths begin at ever other places of the pool.
    private static final int BLOCKS = 65_537;

    private static final long SEED = 20_250_925;

    private final byte[] pool;
    private int position;

    /// Weights from a normal distribution of mean 0.
    ///
    /// @param deviation its standard deviation
    /// @param weights weights in a block
    /// @param bytes bytes of a block
    /// @param encode writes one block
    RandomBytes(double deviation, int weights, int bytes, BiConsumer<float[], ByteBuffer> encode) {
        ByteBuffer encoded = ByteBuffer.allocate(BLOCKS * bytes).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(SEED);
        float[] block = new float[weights];
        for (int i = 0; i < BLOCKS; i++) {
            for (int j = 0; j < weights; j++) {
                block[j] = (float) (random.nextGaussian() * deviation);
            }
            encode.accept(block, encoded);
        }
        this.pool = encoded.array();
    }

    /// Writes the next `bytes` bytes.
    void write(long bytes, OutputStream out) throws IOException {
        long left = bytes;
        while (left > 0) {
            int now = (int) Math.min(left, pool.length - position);
            out.write(pool, position, now);
            position = (position + now) % pool.length;
            left -= now;
        }
    }
}
