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

    /// The byte of the number 0.
    private static final int Q8_ZERO = 128;

    /// Numbers of either sign get as many steps.
    private static final int Q8_STEPS = 127;

    private final StripLayout layout;
    private final int length;
    private final long stripBytes;
    private final MemorySegment memory;

    /// @param memory of these strips and nothing else
    StripWriter(StripLayout layout, int length, MemorySegment memory) {
        this.layout = layout;
        this.length = length;
        this.stripBytes = layout.stripBytes(length);
        this.memory = memory;
        if (layout.scaled()) {
            memory.fill((byte) Q8_ZERO);
        }
    }

    /// Writes `length` numbers of `from[offset..]` as one strip.
    ///
    /// @param errors told each number and what will be read in its place
    /// @return the scale of the strip; 1 for a layout without scales
    float strip(int strip, float[] from, int offset, RoundingErrors errors) {
        float scale = layout.scaled() ? scale(from, offset) : 1;
        for (int i = 0; i < length; i++) {
            float value = from[offset + i];
            errors.add(i, value, element(strip * stripBytes + layout.offset(i), value, scale));
        }
        return scale;
    }

    /// The scale at which the largest number has all steps.
    private float scale(float[] from, int offset) {
        float largest = 0;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, Math.abs(from[offset + i]));
        }
        // A number too large for the quotient to be finite has no steps below it anyway.
        return Float.isFinite(largest) ? Math.min(largest * (256f / Q8_STEPS), Float.MAX_VALUE) : 0;
    }

    /// Writes one number, and returns what will be read in its place.
    private float element(long at, float value, float scale) {
        return switch (layout) {
            case F32 -> {
                memory.set(FLOAT, at, value);
                yield value;
            }
            case BF16 -> {
                short rounded = toBfloat16(value);
                memory.set(SHORT, at, rounded);
                yield Float.intBitsToFloat(rounded << 16);
            }
            case Q8 -> {
                int steps = steps(value, scale);
                memory.set(ValueLayout.JAVA_BYTE, at, (byte) (steps + Q8_ZERO));
                yield steps / 256f * scale;
            }
        };
    }

    /// The nearest of the steps `-127..127`, each `scale/256`.
    private static int steps(float value, float scale) {
        return scale == 0 ? 0 : Math.clamp(Math.round(value / scale * 256f), -Q8_STEPS, Q8_STEPS);
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
