package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Little-endian elements of a file, perhaps unaligned, to 32-bit floats, which is exact.
final class Widening {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> WORDS =
            FLOATS.withLanes(int.class).check(int.class);
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    private Widening() {}

    /// Elements `from..from+count` of `elements`, within bounds, to `into[offset..]`.
    static void read(DType type, MemorySegment elements, long from, float[] into, int offset, int count) {
        switch (type) {
            case F32 -> MemorySegment.copy(elements, FLOAT, 4 * from, into, offset, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = Float.float16ToFloat(elements.get(SHORT, 2 * (from + i)));
                }
            }
            case BF16 -> {
                int i = readVectors(elements, from, into, offset, count);
                // A bf16 is the upper half of the f32 of the same value.
                for (; i < count; i++) {
                    into[offset + i] = Float.intBitsToFloat(elements.get(SHORT, 2 * (from + i)) << 16);
                }
            }
            case I32 -> throw new IllegalStateException("no file type maps to " + type);
        }
    }

    /// As many bf16 as fill whole vectors.
    ///
    /// @return how many these are
    private static int readVectors(MemorySegment elements, long from, float[] into, int offset, int count) {
        int end = FLOATS.loopBound(count);
        for (int i = 0; i < end; i += FLOATS.length()) {
            ShortVector upper =
                    ShortVector.fromMemorySegment(SHORTS, elements, 2 * (from + i), ByteOrder.LITTLE_ENDIAN);
            IntVector bits = (IntVector) upper.convertShape(VectorOperators.ZERO_EXTEND_S2I, WORDS, 0);
            bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(into, offset + i);
        }
        return end;
    }
}
