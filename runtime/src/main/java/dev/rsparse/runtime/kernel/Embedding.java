package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.WORDS;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Rows of an embedding table, read from weights in [StripLayout].
public final class Embedding {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Words of a block, of whatever layout, see [StripLayout].
    private static final int BLOCK = 16;

    private Embedding() {}

    /// Row `id` of a table whose strips are its rows: `width` numbers to `out[to..]`.
    ///
    /// @param scales where the scales of the strips are, for layouts that have them
    /// @param places where the scales of the places are, for layouts that have them
    public static void fromRows(
            MemorySegment weights,
            long table,
            StripLayout layout,
            long scales,
            long places,
            int id,
            int width,
            float[] out,
            int to) {
        long row = table + id * layout.stripBytes(width);
        float scale = layout.scaled() ? scale(weights, scales, id) : 1;
        int whole = width - width % (BLOCK * Integer.SIZE / layout.bits());
        switch (layout) {
            case F32 -> MemorySegment.copy(weights, FLOAT, row, out, to, whole);
            case BF16 -> pairsOfRow(weights, row, whole, out, to);
            case F16 -> halvesOfRow(weights, row, scale, whole, out, to);
            case Q8, Q4 -> stepsOfRow(weights, row, layout, scale, whole, out, to);
        }
        for (int i = whole; i < width; i++) {
            out[to + i] = element(weights, row, i, layout) * scale;
        }
        if (layout.scalesPlaces()) {
            Scales.apply(out, to, out, to, 1, width, width, weights, places);
        }
    }

    /// Row `id` of a table whose strips are its columns, each of `rows` numbers: the form in which a linear that is
    /// tied to the embedding keeps it, so that the table is stored once.
    ///
    /// @param scales where the scales of the strips are, for layouts that have them
    /// @param places where the scales of the places are, for layouts that have them
    public static void fromColumns(
            MemorySegment weights,
            long table,
            StripLayout layout,
            long scales,
            long places,
            int rows,
            int id,
            int width,
            float[] out,
            int to) {
        long strip = layout.stripBytes(rows);
        long at = table + layout.offset(id);
        switch (layout) {
            case F32 -> {
                for (int i = 0; i < width; i++) {
                    out[to + i] = weights.get(FLOAT, at + i * strip);
                }
            }
            case BF16 -> {
                for (int i = 0; i < width; i++) {
                    out[to + i] = Float.intBitsToFloat(weights.get(SHORT, at + i * strip) << 16);
                }
            }
            case F16 -> {
                for (int i = 0; i < width; i++) {
                    float half = Float.float16ToFloat(weights.get(SHORT, at + i * strip)) * layout.step(id);
                    out[to + i] = half * scale(weights, scales, i);
                }
            }
            case Q8, Q4 -> {
                float place = layout.scalesPlaces() ? scale(weights, places, id) : 1;
                stepsOfColumns(weights, at, strip, layout, id, scales, place, width, out, to);
            }
        }
    }

    /// The first `count` numbers of a strip in `BF16`, whole blocks.
    private static void pairsOfRow(MemorySegment weights, long strip, int count, float[] out, int to) {
        for (int i = 0; i < count; i += 2 * BLOCK) {
            for (int word = 0; word < BLOCK; word += LANES) {
                IntVector words = words(weights, strip + 2L * i + 4L * word);
                words.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(out, to + i + word);
                words.and(0xFFFF0000).reinterpretAsFloats().intoArray(out, to + i + BLOCK + word);
            }
        }
    }

    /// The first `count` numbers of a strip in `F16`, whole blocks, times `scale`.
    private static void halvesOfRow(MemorySegment weights, long strip, float scale, int count, float[] out, int to) {
        for (int i = 0; i < count; i += 2 * BLOCK) {
            for (int word = 0; word < BLOCK; word += LANES) {
                IntVector words = words(weights, strip + 2L * i + 4L * word);
                half(words.lanewise(VectorOperators.LSHL, 16)).mul(scale).intoArray(out, to + i + word);
                half(words).mul(scale).intoArray(out, to + i + BLOCK + word);
            }
        }
    }

    /// The half-precision numbers in the upper halves of `words`, as small as [StripLayout#step] makes them.
    private static FloatVector half(IntVector words) {
        return words.lanewise(VectorOperators.ASHR, 3).and(0x8FFFE000).reinterpretAsFloats();
    }

    /// The first `count` numbers of a strip in `Q8` or `Q4`, whole blocks, times `scale`.
    private static void stepsOfRow(
            MemorySegment weights, long strip, StripLayout layout, float scale, int count, float[] out, int to) {
        int bits = layout.bits();
        int numbers = Integer.SIZE / bits;
        for (int i = 0; i < count; i += BLOCK * numbers) {
            for (int word = 0; word < BLOCK; word += LANES) {
                IntVector words = words(weights, strip + 4L * (i / numbers + word));
                for (int k = 0; k < numbers; k++) {
                    IntVector steps = words.lanewise(VectorOperators.LSHR, k * bits)
                            .and((1 << bits) - 1)
                            .sub(1 << bits - 1);
                    ((FloatVector) steps.convert(VectorOperators.I2F, 0))
                            .mul(layout.step(k * BLOCK))
                            .mul(scale)
                            .intoArray(out, to + i + k * BLOCK + word);
                }
            }
        }
    }

    private static IntVector words(MemorySegment weights, long at) {
        return IntVector.fromMemorySegment(WORDS, weights, at, ByteOrder.LITTLE_ENDIAN);
    }

    /// Number `id` of each of `width` strips in `Q8` or `Q4`, the first of them at byte `at`, times its strip's scale
    /// and `place`: in the order of a row, whose places are scaled last.
    private static void stepsOfColumns(
            MemorySegment weights,
            long at,
            long strip,
            StripLayout layout,
            int id,
            long scales,
            float place,
            int width,
            float[] out,
            int to) {
        int shift = layout.shift(id);
        int mask = (1 << layout.bits()) - 1;
        int middle = 1 << layout.bits() - 1;
        float step = layout.step(id);
        for (int i = 0; i < width; i++) {
            int bits = weights.get(ValueLayout.JAVA_BYTE, at + i * strip) >> shift & mask;
            out[to + i] = (bits - middle) * step * scale(weights, scales, i) * place;
        }
    }

    private static float scale(MemorySegment weights, long scales, int i) {
        return weights.get(FLOAT, scales + 4L * i);
    }

    /// Number `i` of the strip at byte `strip`, before scales.
    private static float element(MemorySegment weights, long strip, int i, StripLayout layout) {
        long at = strip + layout.offset(i);
        return switch (layout) {
            case F32 -> weights.get(FLOAT, at);
            case BF16 -> Float.intBitsToFloat(weights.get(SHORT, at) << 16);
            case F16 -> Float.float16ToFloat(weights.get(SHORT, at)) * layout.step(i);
            case Q8 -> (Byte.toUnsignedInt(weights.get(ValueLayout.JAVA_BYTE, at)) - 128) * layout.step(i);
            case Q4 -> ((weights.get(ValueLayout.JAVA_BYTE, at) >> layout.shift(i) & 0xF) - 8) * layout.step(i);
        };
    }
}
