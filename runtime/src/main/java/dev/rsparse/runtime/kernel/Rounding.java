package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.scalar.ScalarRounding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Elements `from..to` as a narrower type holds them, as floats again; `out` may be `x`. To the nearest, ties to
/// even, but to integers towards zero (ONNX Cast-13). NaN stays NaN, and 0 stays 0.
public final class Rounding {

    private static final int SIGN = 0x8000_0000;

    /// Bits of a float that a bfloat16 and a binary16 keep, exponents aside.
    private static final int BF16_BITS = 0xFFFF_0000;

    private static final int F16_BITS = 0xFFFF_E000;

    /// Half of what is left out, less what the lowest bit that stays adds to break ties.
    private static final int BF16_HALF = 0x7FFF;

    private static final int F16_HALF = 0xFFF;

    /// The least normal binary16. Below it neighbours are 2^-24 apart, as floats are from 0.5 to 1: a sum with 0.5
    /// rounds there.
    private static final float F16_NORMAL = 0x1p-14f;

    private static final float F16_SHIFT = 0.5f;

    /// What rounds to this has no binary16.
    private static final float F16_OVERFLOW = 0x1p16f;

    private Rounding() {}

    /// `out` = the bfloat16 nearest to each element.
    public static void bf16(float[] x, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector number = FloatVector.fromArray(FLOATS, x, i);
            IntVector bits = number.reinterpretAsInts();
            IntVector even = bits.lanewise(VectorOperators.LSHR, 16).and(1);
            FloatVector rounded = bits.add(even).add(BF16_HALF).and(BF16_BITS).reinterpretAsFloats();
            rounded.blend(number, number.test(VectorOperators.IS_NAN)).intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarRounding.bf16(x[i]);
        }
    }

    /// `out` = the binary16 nearest to each element; infinite from 65520 on.
    public static void f16(float[] x, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector number = FloatVector.fromArray(FLOATS, x, i);
            IntVector sign = number.reinterpretAsInts().and(SIGN);
            FloatVector size = number.abs();
            IntVector bits = size.reinterpretAsInts();
            IntVector even = bits.lanewise(VectorOperators.LSHR, 13).and(1);
            FloatVector normal = bits.add(even).add(F16_HALF).and(F16_BITS).reinterpretAsFloats();
            FloatVector finite =
                    normal.blend(Float.POSITIVE_INFINITY, normal.compare(VectorOperators.GE, F16_OVERFLOW));
            FloatVector small = size.add(F16_SHIFT).sub(F16_SHIFT);
            FloatVector rounded = finite.blend(small, size.lt(F16_NORMAL));
            rounded.reinterpretAsInts()
                    .or(sign)
                    .reinterpretAsFloats()
                    .blend(number, number.test(VectorOperators.IS_NAN))
                    .intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarRounding.f16(x[i]);
        }
    }

    /// `out` = each element without its fraction; what no 32-bit integer holds becomes the nearest one, NaN 0.
    public static void i32(float[] x, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector.fromArray(FLOATS, x, i)
                    .convert(VectorOperators.F2I, 0)
                    .convert(VectorOperators.I2F, 0)
                    .reinterpretAsFloats()
                    .intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarRounding.i32(x[i]);
        }
    }
}
