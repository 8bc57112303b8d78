package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.WORDS;

import dev.rsparse.runtime.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Products of rows with a matrix of integers of few bits, which are read as [NBitsLayout] lays them.
///
/// An integer `n` that is moved to the highest bits of a mantissa and given the exponent of 1 is the float `1 + n /
/// m`, where `m = 2^bits`, so nothing is converted. A column's sum over a block is
///
/// ```
/// scale (-(1 + point / m) Σ x_r  +  Σ x_r (1 + n_r / m))
/// ```
///
/// with the first `Σ x_r` made once for all columns; blocks are added in their order, and the whole is multiplied
/// by `m`. Rows that come four at a time add the second sum in order, others as four sums.
///
/// Loops are written out without methods of ours: those are not inlined any more when a loop has become large, and
/// vectors that are handed over are objects.
final class NBitsRows {

    private static final int MANTISSA = 23;
    private static final int ONE = 0x3F800000;

    /// Rows that share the unpacking of a word.
    private static final int TOGETHER = 4;

    /// Multiplications that are worth a thread's while.
    private static final long LEAST = 1 << 17;

    private final NBitsLayout layout;
    private final Workers workers;
    private final Workers.Task task = this::strips;
    /// Of each thread, which makes it itself, so that it lies apart from the others'.
    private final float[][] results;

    /// Rows as blocks have them, with zeros between, and their sums over blocks.
    private float[] turned = {};

    private float[] sums = {};

    // The product that is being made; fields, so that none makes an object.
    private int rows;
    private int[] words = {};
    private float[] scales = {};
    private float[] marks = {};
    private float[] out = {};

    NBitsRows(NBitsLayout layout, Workers workers) {
        this.layout = layout;
        this.workers = workers;
        this.results = new float[workers.size()][];
    }

    /// Takes on `count` rows.
    ///
    /// @param order which element of a row meets each row of the matrix, or empty
    void left(float[] x, int count, int[] order) {
        rows = count;
        int width = layout.blocks * layout.room;
        if (turned.length < count * width) {
            turned = new float[count * width];
            sums = new float[count * layout.blocks];
        }
        for (int i = 0; i < count * layout.blocks; i++) {
            int row = i / layout.blocks;
            int first = i % layout.blocks * layout.block;
            int end = Math.min(layout.depth, first + layout.block);
            float sum = 0;
            for (int r = first; r < end; r++) {
                float number = x[row * layout.depth + (order.length == 0 ? r : order[r])];
                turned[i * layout.room + r - first] = number;
                sum += number;
            }
            sums[i] = sum;
        }
    }

    /// `to[i][j] += Σ x[i][r] matrix[r][j]`, for what is laid.
    void add(int[] laid, float[] blockScales, float[] blockMarks, float[] to) {
        words = laid;
        scales = blockScales;
        marks = blockMarks;
        out = to;
        long work = (long) rows * layout.depth * NBitsLayout.STRIP;
        int least = (int) Math.max(1, LEAST / Math.max(1, work));
        workers.share(layout.strips, least, task);
    }

    private void strips(int from, int to, int member) {
        if (results[member] == null) {
            results[member] = new float[TOGETHER * LANES];
        }
        float[] result = results[member];
        for (int strip = from; strip < to; strip++) {
            for (int lane = 0; lane < NBitsLayout.STRIP; lane += LANES) {
                int row = 0;
                for (; row + TOGETHER <= rows; row += TOGETHER) {
                    four(strip, lane, row, result);
                    store(result, TOGETHER, row, strip * NBitsLayout.STRIP + lane);
                }
                for (; row < rows; row++) {
                    one(strip, lane, row, result);
                    store(result, 1, row, strip * NBitsLayout.STRIP + lane);
                }
            }
        }
    }

    private void store(float[] result, int count, int row, int column) {
        int width = Math.min(LANES, layout.columns - column);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < width; j++) {
                out[(row + i) * layout.columns + column + j] += result[i * LANES + j];
            }
        }
    }

    /// A row, of each block four sums apart.
    ///
    /// @param lane the first column of the strip
    private void one(int strip, int lane, int row, float[] result) {
        int bits = layout.bits;
        int shift = MANTISSA - bits;
        int mask = (1 << bits) - 1 << shift;
        int x = row * layout.blocks * layout.room;
        int from = strip * layout.blocks * layout.words * NBitsLayout.STRIP + lane;
        int scale = strip * layout.blocks * NBitsLayout.STRIP + lane;
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int block = 0; block < layout.blocks; block++) {
            FloatVector s0 = FloatVector.fromArray(FLOATS, marks, scale).mul(sums[row * layout.blocks + block]);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            for (int word = 0; word < layout.words; word++) {
                IntVector low = IntVector.fromArray(WORDS, words, from);
                for (int left = Integer.SIZE; left > 0; left -= 4 * bits) {
                    IntVector high = low.lanewise(VectorOperators.LSHR, 2 * bits);
                    s0 = low.lanewise(VectorOperators.LSHL, shift)
                            .and(mask)
                            .or(ONE)
                            .reinterpretAsFloats()
                            .fma(FloatVector.broadcast(FLOATS, turned[x]), s0);
                    s1 = low.lanewise(VectorOperators.LSHL, shift - bits)
                            .and(mask)
                            .or(ONE)
                            .reinterpretAsFloats()
                            .fma(FloatVector.broadcast(FLOATS, turned[x + 1]), s1);
                    s2 = high.lanewise(VectorOperators.LSHL, shift)
                            .and(mask)
                            .or(ONE)
                            .reinterpretAsFloats()
                            .fma(FloatVector.broadcast(FLOATS, turned[x + 2]), s2);
                    s3 = high.lanewise(VectorOperators.LSHL, shift - bits)
                            .and(mask)
                            .or(ONE)
                            .reinterpretAsFloats()
                            .fma(FloatVector.broadcast(FLOATS, turned[x + 3]), s3);
                    low = high.lanewise(VectorOperators.LSHR, 2 * bits);
                    x += 4;
                }
                from += NBitsLayout.STRIP;
            }
            sum = s0.add(s1).add(s2.add(s3)).fma(FloatVector.fromArray(FLOATS, scales, scale), sum);
            scale += NBitsLayout.STRIP;
        }
        sum.mul(1 << bits).intoArray(result, 0);
    }

    /// Four rows.
    private void four(int strip, int lane, int row, float[] result) {
        int bits = layout.bits;
        int shift = MANTISSA - bits;
        int mask = (1 << bits) - 1 << shift;
        int slots = layout.blocks * layout.room;
        int x = row * slots;
        int from = strip * layout.blocks * layout.words * NBitsLayout.STRIP + lane;
        int scale = strip * layout.blocks * NBitsLayout.STRIP + lane;
        FloatVector y0 = FloatVector.zero(FLOATS);
        FloatVector y1 = y0;
        FloatVector y2 = y0;
        FloatVector y3 = y0;
        for (int block = 0; block < layout.blocks; block++) {
            FloatVector mark = FloatVector.fromArray(FLOATS, marks, scale);
            FloatVector s0 = mark.mul(sums[row * layout.blocks + block]);
            FloatVector s1 = mark.mul(sums[(row + 1) * layout.blocks + block]);
            FloatVector s2 = mark.mul(sums[(row + 2) * layout.blocks + block]);
            FloatVector s3 = mark.mul(sums[(row + 3) * layout.blocks + block]);
            for (int word = 0; word < layout.words; word++) {
                IntVector low = IntVector.fromArray(WORDS, words, from);
                for (int left = Integer.SIZE; left > 0; left -= 2 * bits) {
                    FloatVector even = low.lanewise(VectorOperators.LSHL, shift)
                            .and(mask)
                            .or(ONE)
                            .reinterpretAsFloats();
                    s0 = even.fma(FloatVector.broadcast(FLOATS, turned[x]), s0);
                    s1 = even.fma(FloatVector.broadcast(FLOATS, turned[x + slots]), s1);
                    s2 = even.fma(FloatVector.broadcast(FLOATS, turned[x + 2 * slots]), s2);
                    s3 = even.fma(FloatVector.broadcast(FLOATS, turned[x + 3 * slots]), s3);
                    FloatVector odd = low.lanewise(VectorOperators.LSHL, shift - bits)
                            .and(mask)
                            .or(ONE)
                            .reinterpretAsFloats();
                    s0 = odd.fma(FloatVector.broadcast(FLOATS, turned[x + 1]), s0);
                    s1 = odd.fma(FloatVector.broadcast(FLOATS, turned[x + slots + 1]), s1);
                    s2 = odd.fma(FloatVector.broadcast(FLOATS, turned[x + 2 * slots + 1]), s2);
                    s3 = odd.fma(FloatVector.broadcast(FLOATS, turned[x + 3 * slots + 1]), s3);
                    low = low.lanewise(VectorOperators.LSHR, 2 * bits);
                    x += 2;
                }
                from += NBitsLayout.STRIP;
            }
            FloatVector by = FloatVector.fromArray(FLOATS, scales, scale);
            y0 = s0.fma(by, y0);
            y1 = s1.fma(by, y1);
            y2 = s2.fma(by, y2);
            y3 = s3.fma(by, y3);
            scale += NBitsLayout.STRIP;
        }
        y0.mul(1 << bits).intoArray(result, 0);
        y1.mul(1 << bits).intoArray(result, LANES);
        y2.mul(1 << bits).intoArray(result, 2 * LANES);
        y3.mul(1 << bits).intoArray(result, 3 * LANES);
    }
}
