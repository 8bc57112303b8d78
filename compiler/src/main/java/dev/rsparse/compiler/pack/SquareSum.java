package dev.rsparse.compiler.pack;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The sum of the squares of floats, in doubles, which hold each square exactly: in sixteen sums that do not wait for
/// each other. These are added up in one order, so that the result is the same on every machine.
final class SquareSum {

    private static final int SUMS = 16;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;
    private static final int LANES = 4;

    /// Vectors of 256 bits that the processor has not are many times as slow as none.
    private static final boolean VECTORS = FloatVector.SPECIES_PREFERRED.vectorBitSize() >= DOUBLES.vectorBitSize();

    private SquareSum() {}

    /// Of `numbers[from..from+count]`.
    static double of(float[] numbers, int from, int count) {
        return VECTORS ? inVectors(numbers, from, count) : oneByOne(numbers, from, count);
    }

    static double inVectors(float[] numbers, int from, int count) {
        DoubleVector a = DoubleVector.zero(DOUBLES);
        DoubleVector b = a;
        DoubleVector c = a;
        DoubleVector d = a;
        int end = from + count / SUMS * SUMS;
        for (int i = from; i < end; i += SUMS) {
            a = squared(numbers, i, a);
            b = squared(numbers, i + LANES, b);
            c = squared(numbers, i + 2 * LANES, c);
            d = squared(numbers, i + 3 * LANES, d);
        }
        double[] sums = new double[SUMS];
        a.intoArray(sums, 0);
        b.intoArray(sums, LANES);
        c.intoArray(sums, 2 * LANES);
        d.intoArray(sums, 3 * LANES);
        return total(sums, numbers, end, from + count);
    }

    private static DoubleVector squared(float[] numbers, int i, DoubleVector sum) {
        DoubleVector values =
                (DoubleVector) FloatVector.fromArray(FLOATS, numbers, i).convertShape(VectorOperators.F2D, DOUBLES, 0);
        return values.fma(values, sum);
    }

    static double oneByOne(float[] numbers, int from, int count) {
        double[] sums = new double[SUMS];
        int end = from + count / SUMS * SUMS;
        for (int i = from; i < end; i += SUMS) {
            for (int k = 0; k < SUMS; k++) {
                sums[k] += (double) numbers[i + k] * numbers[i + k];
            }
        }
        return total(sums, numbers, end, from + count);
    }

    /// The sums, and the squares of `numbers[from..end]`, fewer than there are sums.
    private static double total(double[] sums, float[] numbers, int from, int end) {
        for (int i = from; i < end; i++) {
            sums[i - from] += (double) numbers[i] * numbers[i];
        }
        for (int half = SUMS / 2; half > 0; half /= 2) {
            for (int k = 0; k < half; k++) {
                sums[k] += sums[k + half];
            }
        }
        return sums[0];
    }
}
