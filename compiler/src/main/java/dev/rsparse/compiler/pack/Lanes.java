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

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    private Lanes() {}

    /// The whole numbers from `least` to `most` that are nearest to `values * perStep`, ties to even; of numbers.
    static IntVector steps(FloatVector values, float perStep, int least, int most) {
        // Positive floats are in the order of their bits and negative ones below. The smaller and the larger of two
        // floats would take several instructions each.
        return values.fma(FloatVector.broadcast(FLOATS, perStep), FloatVector.broadcast(FLOATS, ROUNDER))
                .reinterpretAsInts()
                .max(ROUNDER_BITS + least)
                .min(ROUNDER_BITS + most)
                .sub(ROUNDER_BITS);
    }

    /// Whole numbers of [#steps] as floats.
    static FloatVector floats(IntVector steps) {
        return steps.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
    }

    /// The largest magnitude; NaN when there is one.
    static float largest(float[] numbers) {
        FloatVector largest = FloatVector.zero(FLOATS);
        for (int i = 0; i < numbers.length; i += COUNT) {
            largest = largest.max(FloatVector.fromArray(FLOATS, numbers, i).abs());
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }
}
