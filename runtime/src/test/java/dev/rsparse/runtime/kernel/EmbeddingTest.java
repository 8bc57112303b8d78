package dev.rsparse.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.StripLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddingTest {

    private static final int ROWS = 70;
    private static final int WIDTH = 40;
    private static final long START = 128;
    private static final long SCALES = START + 128L * 128 * 4;

    private static final long PLACES = SCALES + 128 * 4;

    /// A number for each place of the table; all have few significant bits, so that every format holds them exactly.
    private static float number(StripLayout layout, int row, int column) {
        return layout == StripLayout.Q4 ? (row * 3 + column * 5) % 16 - 8 : (row * 3 + column * 5) % 251 - 125;
    }

    private static void put(MemorySegment memory, StripLayout layout, long strip, int i, float value) {
        long at = START + strip + layout.offset(i);
        switch (layout) {
            case F32 -> memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, value);
            case BF16 ->
                memory.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, (short)
                        (Float.floatToIntBits(value) >> 16));
            case F16 ->
                memory.set(
                        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                        at,
                        Float.floatToFloat16(value));
            case Q8 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) ((int) value + 128));
            case Q4 -> {
                int others = memory.get(ValueLayout.JAVA_BYTE, at) & ~(0xF << layout.shift(i));
                memory.set(ValueLayout.JAVA_BYTE, at, (byte) (others | (int) value + 8 << layout.shift(i)));
            }
        }
    }

    private static MemorySegment memory(StripLayout layout) {
        MemorySegment memory = Arena.ofAuto().allocate(PLACES + 128 * 4, 64);
        // At these scales a step is a whole number.
        float strips = layout == StripLayout.F16 ? 0x1p112f : 256;
        for (int i = 0; i < 128; i++) {
            boolean places = layout.scalesPlaces();
            set(memory, SCALES + 4L * i, places ? 0.5f : strips);
            set(memory, PLACES + 4L * i, places ? 2 / layout.step(i) : 0);
        }
        return memory;
    }

    private static void set(MemorySegment memory, long at, float value) {
        memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at, value);
    }

    private static float[] expected(StripLayout layout, int row, int to) {
        float[] expected = new float[to + WIDTH];
        for (int column = 0; column < WIDTH; column++) {
            expected[to + column] = number(layout, row, column);
        }
        return expected;
    }

    @ParameterizedTest
    @EnumSource
    void readsARowThatIsAStrip(StripLayout layout) {
        MemorySegment memory = memory(layout);
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < WIDTH; column++) {
                put(memory, layout, row * layout.stripBytes(WIDTH), column, number(layout, row, column));
            }
        }
        float[] out = new float[3 + WIDTH];
        Embedding.fromRows(memory, START, layout, SCALES, PLACES, 69, WIDTH, out, 3);
        assertThat(out).containsExactly(expected(layout, 69, 3));
    }

    @ParameterizedTest
    @EnumSource
    void readsARowAcrossStripsThatAreColumns(StripLayout layout) {
        MemorySegment memory = memory(layout);
        for (int column = 0; column < WIDTH; column++) {
            for (int row = 0; row < ROWS; row++) {
                put(memory, layout, column * layout.stripBytes(ROWS), row, number(layout, row, column));
            }
        }
        float[] out = new float[3 + WIDTH];
        Embedding.fromColumns(memory, START, layout, SCALES, PLACES, ROWS, 33, WIDTH, out, 3);
        assertThat(out).containsExactly(expected(layout, 33, 3));
    }
}
