package dev.rsparse.compiler.pack;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.MemorySegment;

/// Writes numbers to strips of `length` numbers.
final class StripWriter {

    private final int length;
    private final long stripBytes;
    private final StripEncoder encoder;
    private final float[] numbers;
    private final float[] read;

    /// @param places the scale of each place, to the end of a strip, for layouts that have them
    StripWriter(StripLayout layout, int length, float[] places) {
        this.length = length;
        this.stripBytes = layout.stripBytes(length);
        this.numbers = new float[layout.whole(length)];
        this.read = new float[numbers.length];
        this.encoder = switch (layout) {
            case F32 -> new FloatEncoder();
            case BF16 -> new Bfloat16Encoder();
            case F16 -> new HalfEncoder(numbers.length);
            case Q8 -> new EightBitEncoder();
            case Q4 -> new FourBitEncoder(places);
        };
    }

    /// Writes `length` numbers of `from[offset..]` as one strip.
    ///
    /// @param memory of strips and nothing else
    /// @param errors told each number and what will be read in its place
    /// @return the scale of the strip; 1 for a layout without scales
    float strip(MemorySegment memory, int strip, float[] from, int offset, RoundingErrors errors) {
        System.arraycopy(from, offset, numbers, 0, length);
        float scale = encoder.encode(numbers, read, memory, strip * stripBytes);
        errors.add(numbers, read);
        return scale;
    }
}
