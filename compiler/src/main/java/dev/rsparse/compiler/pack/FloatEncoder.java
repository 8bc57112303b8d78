package dev.rsparse.compiler.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Numbers as they are.
final class FloatEncoder implements StripEncoder {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public float encode(float[] numbers, float[] read, MemorySegment memory, long at) {
        System.arraycopy(numbers, 0, read, 0, numbers.length);
        MemorySegment.copy(numbers, 0, memory, FLOAT, at, numbers.length);
        return 1;
    }
}
