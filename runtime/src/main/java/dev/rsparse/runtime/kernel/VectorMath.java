package dev.rsparse.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Lane arithmetic that the Vector API lacks or leaves imprecise.
public final class VectorMath {

    /// The widest float vector of this machine.
    public static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /// Lanes of [#FLOATS]: 4, 8 or 16.
    public static final int LANES = FLOATS.length();

    /// Vectors of 32-bit words with as many lanes.
    public static final VectorSpecies<Integer> WORDS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /// The number of each lane.
    public static final IntVector IOTA = IntVector.zero(WORDS).addIndex(1);

    static final float LOG2_E = 1.442695f;
    static final float LN2_HIGH = 0.6933594f;
    static final float LN2_LOW = -2.1219444E-4f;
    static final float TANH_NEAR = 0.625f;
    static final float ROOT_HALF = 0.70710677f;
    static final float ROOT_TWO_BY_PI = 0.7978846f;
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

    /// A vector of an array's numbers from `at` on.
    public static FloatVector load(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at);
    }

    /// The number in each lane.
    public static FloatVector splat(float number) {
        return FloatVector.broadcast(FLOATS, number);
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

    /// `1 / (1 + e^-x)` per lane, bit for bit [dev.rsparse.runtime.scalar.ScalarMath#sigmoid].
    public static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(FLOATS, 1f).div(exp(x.neg()).add(1f));
    }

    /// `tanh(x)` per lane, bit for bit [dev.rsparse.runtime.scalar.ScalarMath#tanh].
    public static FloatVector tanh(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector far = FloatVector.broadcast(FLOATS, 1f)
                .sub(FloatVector.broadcast(FLOATS, 2f).div(exp(size.add(size)).add(1f)));
        FloatVector signed = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
        FloatVector z = x.mul(x);
        FloatVector p = FloatVector.broadcast(FLOATS, -5.704988E-3f);
        p = p.fma(z, FloatVector.broadcast(FLOATS, 2.0639088E-2f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, -5.3739715E-2f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, 0.13331442f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, -0.3333328f));
        FloatVector near = p.mul(z).fma(x, x);
        return signed.blend(near, size.compare(VectorOperators.LT, TANH_NEAR));
    }

    /// `x / 2 * (1 + erf(x / sqrt(2)))` per lane, bit for bit [dev.rsparse.runtime.scalar.ScalarMath#gelu].
    public static FloatVector gelu(FloatVector x) {
        FloatVector z = x.abs().mul(ROOT_HALF);
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        FloatVector t = one.div(z.fma(FloatVector.broadcast(FLOATS, 0.3275911f), one));
        FloatVector p = FloatVector.broadcast(FLOATS, 1.0614054f);
        p = p.fma(t, FloatVector.broadcast(FLOATS, -1.4531520f));
        p = p.fma(t, FloatVector.broadcast(FLOATS, 1.4214138f));
        p = p.fma(t, FloatVector.broadcast(FLOATS, -0.28449674f));
        p = p.fma(t, FloatVector.broadcast(FLOATS, 0.2548296f));
        FloatVector tail = p.mul(t).mul(exp(z.mul(z).neg())).mul(0.5f);
        return x.mul(one.sub(tail).blend(tail, x.compare(VectorOperators.LT, 0f)));
    }

    /// `x / 2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x³)))` per lane, bit for bit
    /// [dev.rsparse.runtime.scalar.ScalarMath#geluTanh].
    public static FloatVector geluTanh(FloatVector x) {
        FloatVector cubed = x.mul(x).mul(x);
        FloatVector inner =
                cubed.fma(FloatVector.broadcast(FLOATS, 0.044715f), x).mul(ROOT_TWO_BY_PI);
        return x.mul(0.5f).mul(tanh(inner).add(1f));
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
