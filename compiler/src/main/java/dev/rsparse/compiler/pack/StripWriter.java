package dev.rsparse.compiler.pack;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Writes numbers to strips of `length` numbers in zero-filled memory, and their scales behind the strips.
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
    private final float[] scales;
    private final long scalesAt;

    /// @param strips how many strips there are
    StripWriter(StripLayout layout, int strips, int length, MemorySegment memory) {
        this.layout = layout;
        this.length = length;
        this.stripBytes = layout.stripBytes(length);
        this.memory = memory;
        this.scales = new float[layout.scaled() ? strips : 0];
        this.scalesAt = strips * stripBytes;
        if (layout.scaled()) {
            memory.asSlice(0, scalesAt).fill((byte) Q8_ZERO);
        }
    }

    /// Writes `length` numbers of `from[offset..]` as one strip, and its scale.
    void strip(int strip, float[] from, int offset, RoundingError error) {
        if (layout.scaled()) {
            float largest = 0;
            for (int i = 0; i < length; i++) {
                largest = Math.max(largest, Math.abs(from[offset + i]));
            }
            scale(strip, largest);
        }
        for (int i = 0; i < length; i++) {
            error.add(from[offset + i], element(strip, i, from[offset + i]));
        }
    }

    /// Says how large the numbers of a strip are at most, before they are written: it is the largest that its scale
    /// can express. Only for layouts with scales.
    void scale(int strip, float largest) {
        // A number too large for the quotient to be finite has no steps below it anyway.
        scales[strip] = Float.isFinite(largest) ? Math.min(largest * (256f / Q8_STEPS), Float.MAX_VALUE) : 0;
        memory.set(FLOAT, scalesAt + 4L * strip, scales[strip]);
    }

    /// Writes one number, and returns what will be read in its place.
    float element(int strip, int i, float value) {
        long at = strip * stripBytes + layout.offset(i);
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
                int steps = steps(value, scales[strip]);
                memory.set(ValueLayout.JAVA_BYTE, at, (byte) (steps + Q8_ZERO));
                yield steps / 256f * scales[strip];
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
