package dev.rsparse.runtime;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Numbers of 16 bits to floats and back, rounded to the nearest, ties to even.
public final class Halves {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> WORDS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    private static final int LANES = FLOATS.length();

    /// Half of what a bfloat16 leaves out, less what the lowest bit that stays adds to break ties.
    private static final int ROUND = 0x7FFF;

    /// Set in a NaN, so that it stays one.
    private static final int QUIET = 0x0040;

    private Halves() {}

    /// The bfloat16 nearest to `number`.
    static short bf16(float number) {
        int bits = Float.floatToRawIntBits(number);
        int rounded = (bits + ROUND + (bits >>> 16 & 1)) >>> 16;
        return (short) (Float.isNaN(number) ? bits >>> 16 | QUIET : rounded);
    }

    static void encodeBf16(float[] from, int at, short[] to, int place, int count) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector numbers = FloatVector.fromArray(FLOATS, from, at + i);
            IntVector bits = numbers.reinterpretAsInts();
            IntVector high = bits.lanewise(VectorOperators.LSHR, 16);
            IntVector rounded = bits.add(high.and(1)).add(ROUND).lanewise(VectorOperators.LSHR, 16);
            IntVector kept = rounded.blend(
                    high.or(QUIET), numbers.test(VectorOperators.IS_NAN).cast(WORDS));
            ((ShortVector) kept.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(to, place + i);
        }
        for (; i < count; i++) {
            to[place + i] = bf16(from[at + i]);
        }
    }

    /// @param count a multiple of 32: two of the widest vectors
    static void decodeBf16(short[] from, int at, float[] to, int count) {
        for (int i = 0; i < count; i += 2 * LANES) {
            FloatVector first = loadBf16(from, at + i);
            FloatVector second = loadBf16(from, at + i + LANES);
            first.intoArray(to, i);
            second.intoArray(to, i + LANES);
        }
    }

    /// A vector of bfloat16 as floats.
    public static FloatVector loadBf16(short[] from, int at) {
        ShortVector numbers = ShortVector.fromArray(SHORTS, from, at);
        IntVector bits = (IntVector) numbers.convertShape(VectorOperators.ZERO_EXTEND_S2I, WORDS, 0);
        return bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /// The Vector API does not convert binary16, but the JIT compiler makes vectors of these loops.
    static void encodeF16(float[] from, int at, short[] to, int place, int count) {
        for (int i = 0; i < count; i++) {
            to[place + i] = Float.floatToFloat16(from[at + i]);
        }
    }

    static void decodeF16(short[] from, int at, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Float.float16ToFloat(from[at + i]);
        }
    }
}
