package dev.rsparse.compiler.pack;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Eight bits, at the scale at which the largest number has all steps.
final class EightBitEncoder implements StripEncoder {

    private static final int BLOCK = 64;
    private static final int WORDS = 16;

    /// The byte of the number 0.
    private static final byte ZERO = (byte) 128;

    /// The same, four times.
    private static final int ZEROS = 0x80808080;

    private static final int LOWERED = Lanes.lowered(4, 8, ZEROS);

    /// Numbers of either sign get as many steps.
    private static final int STEPS = 127;

    private static final IntVector LOWEST = Lanes.bound(-STEPS);
    private static final IntVector HIGHEST = Lanes.bound(STEPS);
    private static final FloatVector STEP = Lanes.all(0x1p-8f);

    @Override
    public float encode(float[] numbers, float[] read, MemorySegment memory, long at) {
        float largest = Lanes.largest(numbers);
        float perNumber = STEPS / largest;
        // What is no number, or too large or too small for a finite scale and its inverse, leaves nothing to keep.
        if (!(perNumber > 0 && Float.isFinite(perNumber))) {
            memory.asSlice(at, numbers.length).fill(ZERO);
            Arrays.fill(read, 0);
            return 0;
        }
        float scale = Math.min(largest * (256f / STEPS), Float.MAX_VALUE);
        FloatVector perStep = Lanes.all(perNumber);
        FloatVector scales = Lanes.all(scale);
        for (int block = 0; block < numbers.length; block += BLOCK) {
            for (int word = 0; word < WORDS; word += Lanes.COUNT) {
                IntVector bytes = IntVector.broadcast(Lanes.INTS, LOWERED);
                for (int k = 0; k < 4; k++) {
                    int i = block + WORDS * k + word;
                    FloatVector values = FloatVector.fromArray(Lanes.FLOATS, numbers, i);
                    IntVector raised = Lanes.raised(values, perStep, LOWEST, HIGHEST);
                    Lanes.floats(raised).mul(STEP).mul(scales).intoArray(read, i);
                    // No carry: each byte stays from 1 to 255.
                    bytes = bytes.add(raised.lanewise(VectorOperators.LSHL, 8 * k));
                }
                bytes.intoMemorySegment(memory, at + block + 4L * word, ByteOrder.LITTLE_ENDIAN);
            }
        }
        return scale;
    }
}
