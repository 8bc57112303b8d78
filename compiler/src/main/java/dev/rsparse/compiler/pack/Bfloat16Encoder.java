package dev.rsparse.compiler.pack;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The nearest bfloat16 of each number, ties to even; a NaN stays one.
final class Bfloat16Encoder implements StripEncoder {

    private static final int BLOCK = 32;
    private static final int WORDS = 16;
    private static final int HIGH = 0xFFFF0000;
    private static final int INFINITY = 0x7F800000;
    private static final int NAN = 0x7FC00000;

    @Override
    public float encode(float[] numbers, float[] read, MemorySegment memory, long at) {
        for (int block = 0; block < numbers.length; block += BLOCK) {
            for (int word = block; word < block + WORDS; word += Lanes.COUNT) {
                IntVector low = rounded(numbers, read, word);
                IntVector high = rounded(numbers, read, word + WORDS);
                low.lanewise(VectorOperators.LSHR, 16)
                        .or(high)
                        .intoMemorySegment(memory, at + 2L * block + 4L * (word - block), ByteOrder.LITTLE_ENDIAN);
            }
        }
        return 1;
    }

    private static IntVector rounded(float[] numbers, float[] read, int i) {
        IntVector bits = FloatVector.fromArray(Lanes.FLOATS, numbers, i).reinterpretAsInts();
        IntVector magnitude = bits.and(Integer.MAX_VALUE);
        // 1 for a NaN, which becomes that of the fewest bits; a mask would be several times as slow.
        IntVector nan = magnitude.sub(INFINITY + 1).not().lanewise(VectorOperators.LSHR, 31);
        IntVector whole = magnitude.or(nan.lanewise(VectorOperators.LSHL, 22)).min(NAN);
        IntVector odd = whole.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector rounded =
                whole.add(odd.add(0x7FFF)).or(bits.and(Integer.MIN_VALUE)).and(HIGH);
        rounded.reinterpretAsFloats().intoArray(read, i);
        return rounded;
    }
}
