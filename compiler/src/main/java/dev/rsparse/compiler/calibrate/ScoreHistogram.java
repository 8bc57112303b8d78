package dev.rsparse.compiler.calibrate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// A summary of many scores from which any quantile can be read to within a relative error of 2^-11 (0.05 %).
///
/// A score's bin is the upper part of its IEEE 754 bits: 8 of exponent and 11 of fraction. Bits of floats that are
/// not negative order as the floats do, so the bins do too. Counters come in one page per exponent, made when it is
/// first met: real activations fill some 30 pages of 8 KiB, and all 255 make 2 MiB at the most.
///
/// The same scores give the same summary in any order and over any split into merged parts. Not safe for several
/// threads: give each its own and merge them.
public final class ScoreHistogram {

    private static final int FRACTION_BITS = 11;
    private static final int DROPPED_BITS = 23 - FRACTION_BITS;
    private static final int PAGE_SIZE = 1 << FRACTION_BITS;
    private static final int SIGN = 1 << 31;
    private static final int INFINITY = 0x7f80_0000;

    /// Ends the pages of a written summary: no finite float has this exponent.
    private static final int NO_PAGE = INFINITY >>> 23;

    /// By exponent; counters are unsigned. Scores of exactly zero stand in [#zeros] instead.
    private final int[][] pages = new int[NO_PAGE][];

    private long zeros;
    private long positives;
    private long invalid;
    private float largest;

    /// Counts one score. NaN, infinite and negative ones go to [#invalid()] alone; -0 is zero.
    ///
    /// @throws ArithmeticException when more than 4,294,967,295 scores fall into one bin
    public void add(float score) {
        int bits = Float.floatToRawIntBits(score);
        if (bits > 0 && bits < INFINITY) {
            largest = Math.max(largest, score);
            positives++;
            increase(bits >>> DROPPED_BITS, 1);
        } else if (bits == 0 || bits == SIGN) {
            zeros++;
        } else {
            invalid++;
        }
    }

    /// Counts `|x[i]|` for `count` elements from `offset` on.
    public void addAbs(float[] x, int offset, int count) {
        for (int i = 0; i < count; i++) {
            add(Math.abs(x[offset + i]));
        }
    }

    /// Counts `|x[offset + i]| * norms[i]` for `i` below `count`: the scores of one token when column norms weigh
    /// them.
    public void addScaled(float[] x, int offset, float[] norms, int count) {
        for (int i = 0; i < count; i++) {
            add(Math.abs(x[offset + i]) * norms[i]);
        }
    }

    /// Counts everything that `other` counted.
    ///
    /// @throws ArithmeticException as [#add(float)]
    public void merge(ScoreHistogram other) {
        zeros += other.zeros;
        positives += other.positives;
        invalid += other.invalid;
        largest = Math.max(largest, other.largest);
        for (int page = 0; page < pages.length; page++) {
            for (int i = 0; other.pages[page] != null && i < PAGE_SIZE; i++) {
                int more = other.pages[page][i];
                if (more != 0) {
                    increase(page << FRACTION_BITS | i, Integer.toUnsignedLong(more));
                }
            }
        }
    }

    private void increase(int bin, long more) {
        int exponent = bin >>> FRACTION_BITS;
        int[] page = pages[exponent];
        if (page == null) {
            page = new int[PAGE_SIZE];
            pages[exponent] = page;
        }
        int slot = bin & PAGE_SIZE - 1;
        long sum = Integer.toUnsignedLong(page[slot]) + more;
        if (sum >>> 32 != 0) {
            throw new ArithmeticException("more than 4294967295 scores in one bin");
        }
        page[slot] = (int) sum;
    }

    /// Writes the summary, for [#read(DataInput)]: some ten thousand bytes for real activations.
    public void write(DataOutput out) throws IOException {
        out.writeLong(zeros);
        out.writeLong(invalid);
        out.writeFloat(largest);
        for (int page = 0; page < pages.length; page++) {
            if (pages[page] != null) {
                out.writeByte(page);
                for (int counter : pages[page]) {
                    writeCounter(out, counter);
                }
            }
        }
        out.writeByte(NO_PAGE);
    }

    /// What [#write(DataOutput)] wrote.
    ///
    /// @throws IOException when it wrote something else
    public static ScoreHistogram read(DataInput in) throws IOException {
        ScoreHistogram read = new ScoreHistogram();
        read.zeros = in.readLong();
        read.invalid = in.readLong();
        read.largest = in.readFloat();
        for (int page = in.readUnsignedByte(); page != NO_PAGE; page = in.readUnsignedByte()) {
            for (int i = 0; i < PAGE_SIZE; i++) {
                long count = readCounter(in);
                read.positives += count;
                if (count != 0) {
                    read.increase(page << FRACTION_BITS | i, count);
                }
            }
        }
        return read;
    }

    /// Seven bits a byte, the lowest first: most counters are small.
    private static void writeCounter(DataOutput out, int counter) throws IOException {
        int rest = counter;
        while (rest >>> 7 != 0) {
            out.writeByte(rest | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private static long readCounter(DataInput in) throws IOException {
        long counter = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int next = in.readUnsignedByte();
            counter |= (long) (next & 0x7f) << shift;
            if (next < 0x80 && counter >>> Integer.SIZE == 0) {
                return counter;
            }
        }
        throw new IOException("a counter of more than 32 bits");
    }

    /// Number of scores a quantile is taken over.
    public long count() {
        return zeros + positives;
    }

    /// Number of inputs that were no score: NaN, infinite or negative.
    public long invalid() {
        return invalid;
    }

    /// The threshold that the share `q` of the scores does not pass, as R-Sparse calibrates it: the score at index
    /// `int(q * count)` of all scores in ascending order, `count - 1` at most.
    ///
    /// A score of zero is answered exactly. Any other is answered by the last float of its bin, or by the largest
    /// score of all where that is less. Scores strictly above the answer are then never more than the exact
    /// threshold would keep, and fewer only by those that share its bin. Many equal scores are dropped together, as
    /// they are by the exact threshold.
    ///
    /// @param q share in 0..1, the paper's `1 - (1 - s) * rho`
    /// @throws IllegalArgumentException when `q` is outside 0..1
    /// @throws IllegalStateException when nothing was counted
    public float quantile(double q) {
        return Math.min(bin(q).last(), largest);
    }

    /// The floats `first..last` of a bin, or twice 0.
    ///
    /// @param below how many scores are less than all of them
    public record Bin(float first, float last, long below) {}

    /// Where the score lies that [#quantile(double)] stands for.
    ///
    /// @throws IllegalArgumentException as [#quantile(double)] does
    /// @throws IllegalStateException as [#quantile(double)] does
    public Bin bin(double q) {
        long index = index(q);
        if (index < zeros) {
            return new Bin(0, 0, 0);
        }
        long passed = zeros;
        for (int page = 0; page < pages.length; page++) {
            for (int i = 0; pages[page] != null && i < PAGE_SIZE; i++) {
                long here = Integer.toUnsignedLong(pages[page][i]);
                if (passed + here > index) {
                    int bin = page << FRACTION_BITS | i;
                    return new Bin(Float.intBitsToFloat(bin << DROPPED_BITS), lastFloatOfBin(bin), passed);
                }
                passed += here;
            }
        }
        throw new AssertionError("counters hold " + (passed - zeros) + " of " + positives + " scores");
    }

    /// Which of all scores in ascending order, from 0 on, the share `q` of them does not pass.
    ///
    /// @throws IllegalArgumentException when `q` is outside 0..1
    /// @throws IllegalStateException when nothing was counted
    public long index(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("a quantile is taken at 0..1, not at " + q);
        }
        if (count() == 0) {
            throw new IllegalStateException("no scores to take a quantile of");
        }
        return Math.min((long) (q * count()), count() - 1);
    }

    /// Sees a stretch of scores.
    @FunctionalInterface
    public interface Bins {
        /// @param first least float of the stretch
        /// @param last greatest float of it
        /// @param count scores in it, at least one
        void bin(float first, float last, long count);
    }

    /// Shows all that was counted, zeros first and then the bins that are not empty, in ascending order.
    public void forEach(Bins bins) {
        if (zeros > 0) {
            bins.bin(0, 0, zeros);
        }
        for (int page = 0; page < pages.length; page++) {
            for (int i = 0; pages[page] != null && i < PAGE_SIZE; i++) {
                if (pages[page][i] != 0) {
                    int bin = page << FRACTION_BITS | i;
                    float first = Float.intBitsToFloat(bin << DROPPED_BITS);
                    bins.bin(first, lastFloatOfBin(bin), Integer.toUnsignedLong(pages[page][i]));
                }
            }
        }
    }

    private static float lastFloatOfBin(int bin) {
        return Float.intBitsToFloat((bin + 1 << DROPPED_BITS) - 1);
    }
}
