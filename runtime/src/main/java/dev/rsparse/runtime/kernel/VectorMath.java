package dev.rsparse.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Lane arithmetic that the Vector API lacks or leaves imprecise.
public final class VectorMath {

    /// The widest float vector of this machine.
    public static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /// Lanes of [#FLOATS]: 4, 8 or 16.
    public static final int LANES = FLOATS.length();

    static final float LOG2_E = 1.442695f;
    static final float LN2_HIGH = 0.6933594f;
    static final float LN2_LOW = -2.1219444E-4f;
    static final float EXP_LOWEST = -87.33654f;
    static final float EXP_HIGHEST = 88.37626f;

    /// 1.5 * 2^23: adding it rounds to the nearest integer and leaves that integer in the low bits.
    static final float ROUND = 12582912f;

    private static final VectorShuffle<Float> FOLD_8 = fold(8);
    private static final VectorShuffle<Float> FOLD_4 = fold(4);
    private static final VectorShuffle<Float> FOLD_2 = fold(2);
    private static final VectorShuffle<Float> FOLD_1 = fold(1);

    private VectorMath() {}

    private static VectorShuffle<Float> fold(int distance) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane + distance) % LANES);
    }

    /// Sum of all lanes as a balanced tree: lane `i` meets lane `i + LANES/2` first.
    public static float sum(FloatVector vector) {
        FloatVector folded = vector;
        if (LANES >= 16) {
            folded = folded.add(folded.rearrange(FOLD_8));
        }
        if (LANES >= 8) {
            folded = folded.add(folded.rearrange(FOLD_4));
        }
        if (LANES >= 4) {
            folded = folded.add(folded.rearrange(FOLD_2));
        }
        return folded.add(folded.rearrange(FOLD_1)).lane(0);
    }

    /// Adds up the lanes of each of `count` vectors that lie one behind the other from the start of `vectors`, as
    /// [#sum] does, and puts the sums into its first `count` elements.
    public static void sumLanes(float[] vectors, int count) {
        for (int i = 0; i < count; i++) {
            // Element i lies in no vector after this one.
            vectors[i] = sum(FloatVector.fromArray(FLOATS, vectors, i * LANES));
        }
    }

    /// `x * sigmoid(x)` per lane, bit for bit [dev.rsparse.runtime.scalar.ScalarMath#silu].
    public static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(1f));
    }

    /// `e^x` per lane, bit for bit [dev.rsparse.runtime.scalar.ScalarMath#exp]: range reduction by ln 2 in two
    /// parts and a polynomial of degree 6 (Cephes `expf`), relative error below 2e-7 between -87.3 and 88.3,
    /// clamped outside.
    public static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(EXP_LOWEST).min(EXP_HIGHEST);
        FloatVector shifted = clamped.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(FLOATS, 1.9875691E-4f);
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.3981999E-3f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 8.333452E-3f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 4.1665796E-2f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.6666666E-1f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 0.5f));
        p = p.fma(r.mul(r), r.add(1f));
        FloatVector scale = shifted.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(0x3F800000)
                .reinterpretAsFloats();
        return p.mul(scale);
    }
}
