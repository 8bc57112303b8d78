package dev.rsparse.compiler.pack;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Vectors of at most 16 lanes, the words in which the blocks of a strip are made.
final class Lanes {

    static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class).check(int.class);
    static final int COUNT = FLOATS.length();

    /// A float from 2^23 to 2^24 has no bits for a fraction: what is added to it is rounded, ties to even, and stands
    /// in its lowest bits.
    private static final float ROUNDER = 0x1.8p23f;

    static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private static final FloatVector ROUNDERS = FloatVector.broadcast(FLOATS, ROUNDER);

    private Lanes() {}

    /// The whole numbers from `least` to `most` that are nearest to `values * perStep`, ties to even, of numbers: each
    /// above [#ROUNDER_BITS], as the bounds are.
    ///
    /// All are vectors, made ahead: the compiler gives up on methods that ask for many within a loop.
    static IntVector raised(FloatVector values, FloatVector perStep, IntVector least, IntVector most) {
        // Positive floats are in the order of their bits and negative ones below. The smaller and the larger of two
        // floats would take several instructions each.
        return values.fma(perStep, ROUNDERS).reinterpretAsInts().max(least).min(most);
    }

    /// A bound for [#raised].
    static IntVector bound(int step) {
        return IntVector.broadcast(INTS, ROUNDER_BITS + step);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /// Whole numbers of [#raised] as floats.
    static FloatVector floats(IntVector raised) {
        return raised.reinterpretAsFloats().sub(ROUNDERS);
    }

    /// What to add to `count` numbers of [#raised], each shifted by `bits` more than the one before, for `zeros` and
    /// the numbers themselves in their place.
    static int lowered(int count, int bits, int zeros) {
        int offset = zeros;
        for (int k = 0; k < count; k++) {
            offset -= ROUNDER_BITS << bits * k;
        }
        return offset;
    }

    /// The sum of all lanes, the halves onto each other until one is left: in the same order before the JIT compiler
    /// has
    /// been here and after, which a reduction does not promise.
    static float sum(FloatVector lanes) {
        float[] sums = new float[COUNT];
        lanes.intoArray(sums, 0);
        for (int half = COUNT / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                sums[i] += sums[i + half];
            }
        }
        return sums[0];
    }

    /// The bits of the magnitudes, which are in the order of these; a NaN's are above those of any number.
    static IntVector magnitudes(FloatVector values) {
        return values.reinterpretAsInts().and(Integer.MAX_VALUE);
    }

    /// The largest magnitude; NaN when there is one.
    static float largest(float[] numbers) {
        IntVector largest = IntVector.zero(INTS);
        for (int i = 0; i < numbers.length; i += COUNT) {
            largest = largest.max(magnitudes(FloatVector.fromArray(FLOATS, numbers, i)));
        }
        return largest(largest);
    }

    /// The largest of [#magnitudes].
    static float largest(IntVector magnitudes) {
        return Float.intBitsToFloat(magnitudes.reduceLanes(VectorOperators.MAX));
    }
}
