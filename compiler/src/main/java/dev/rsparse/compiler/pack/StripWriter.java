package dev.rsparse.compiler.pack;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Writes numbers to strips of `length` numbers in zero-filled memory.
final class StripWriter {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final StripLayout layout;
    private final int length;
    private final long stripBytes;
    private final MemorySegment memory;

    StripWriter(StripLayout layout, int length, MemorySegment memory) {
        this.layout = layout;
        this.length = length;
        this.stripBytes = (long) StripLayout.padded(length) * layout.bytes();
        this.memory = memory;
    }

    /// Writes `length` numbers of `from[offset..]` as one strip.
    void strip(int strip, float[] from, int offset) {
        for (int i = 0; i < length; i++) {
            element(strip, i, from[offset + i]);
        }
    }

    /// Writes one number.
    void element(int strip, int i, float value) {
        long at = strip * stripBytes + layout.offset(i);
        switch (layout) {
            case F32 -> memory.set(FLOAT, at, value);
            case BF16 -> memory.set(SHORT, at, toBfloat16(value));
        }
    }

    /// Rounds to the nearest bfloat16, ties to even; a NaN stays one.
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }
}
