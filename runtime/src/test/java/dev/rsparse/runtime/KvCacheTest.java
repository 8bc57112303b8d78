package dev.rsparse.runtime;

import static dev.rsparse.runtime.TestFloats.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("width")
class KvCacheTest {

    private static final int HEADS = 2;
    private static final int EXTENT = 35;
    private static final int STRIDE = 128;
    private static final int AT = 62;

    /// Keys of the four tokens at 62 to 65, two of each block.
    private static final float[] KEYS = TestFloats.normal(1, 4 * STRIDE);

    private static final float[] VALUES = TestFloats.normal(2, 4 * STRIDE);

    private static KvCache filled(CacheFormat format) {
        KvCache cache = KvCache.of(format, HEADS, HEADS, EXTENT, 100);
        cache.append(KEYS, VALUES, 0, 1, STRIDE, AT);
        cache.append(KEYS, VALUES, 1, 4, STRIDE, AT);
        return cache;
    }

    private static float rounding(CacheFormat format) {
        return switch (format) {
            case F32 -> 0;
            case BF16 -> 0x1p-8f;
            case F16 -> 0x1p-11f;
        };
    }

    private static float key(KvCache cache, int head, int position, int d) {
        int block = cache.keyPlace(head, position) - position % KvCache.BLOCK;
        int count = EXTENT * KvCache.BLOCK;
        float[] keys = cache.keys(block, count, new float[count]);
        return keys[cache.start(block) + d * KvCache.BLOCK + position % KvCache.BLOCK];
    }

    private static float[] value(KvCache cache, int head, int position) {
        int place = cache.valuePlace(head, position);
        float[] values = cache.values(place, cache.columns(), new float[cache.columns()]);
        return Arrays.copyOfRange(values, cache.start(place), cache.start(place) + cache.columns());
    }

    @ParameterizedTest
    @EnumSource
    void keysOfAnElementStandSideBySideForNeighbouringPositions(CacheFormat format) {
        KvCache cache = filled(format);
        for (int row = 0; row < 4; row++) {
            for (int i = 0; i < HEADS * EXTENT; i++) {
                float stored = KEYS[row * STRIDE + i];
                assertThat(key(cache, i / EXTENT, AT + row, i % EXTENT))
                        .isCloseTo(stored, within(Math.abs(stored) * rounding(format)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void valuesOfAHeadStandSideBySideForEachPosition(CacheFormat format) {
        KvCache cache = filled(format);
        for (int row = 0; row < 4; row++) {
            for (int i = 0; i < HEADS * EXTENT; i++) {
                float stored = VALUES[row * STRIDE + i];
                assertThat(value(cache, i / EXTENT, AT + row)[i % EXTENT])
                        .isCloseTo(stored, within(Math.abs(stored) * rounding(format)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void appendWritesNothingElse(CacheFormat format) {
        KvCache cache = filled(format);
        int keys = HEADS * EXTENT * cache.capacity();
        int values = HEADS * cache.columns() * cache.capacity();
        int written = 4 * HEADS * EXTENT;
        assertThat(nonZero(cache.keys(0, keys, new float[keys]))).isEqualTo(written);
        assertThat(nonZero(cache.values(0, values, new float[values]))).isEqualTo(written);
    }

    private static int nonZero(float[] numbers) {
        int count = 0;
        for (float number : numbers) {
            count += number != 0 ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
    void halvesAreRoundedToTheNearestAndTiesToEven(CacheFormat format) {
        float step = 2 * rounding(format);
        float[] numbers = {1 + step / 2, 1 + 3 * step / 2, 1 + step / 2 + (float) (2 * ROUNDING), -1 - step / 2};
        assertThat(stored(format, numbers)).startsWith(1, 1 + 2 * step, 1 + step, -1);
    }

    @ParameterizedTest
    @EnumSource
    void numbersThatAreNotFiniteStaySo(CacheFormat format) {
        float[] numbers = {
            Float.NaN,
            Float.intBitsToFloat(0x7F800001),
            Float.intBitsToFloat(0xFFFFFFFF),
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        assertThat(stored(format, numbers))
                .startsWith(Float.NaN, Float.NaN, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    }

    /// As values and, where it differs, as keys.
    private static float[] stored(CacheFormat format, float[] numbers) {
        float[] row = new float[EXTENT];
        for (int i = 0; i < EXTENT; i++) {
            row[i] = numbers[i % numbers.length];
        }
        KvCache cache = KvCache.of(format, 1, 1, EXTENT, 1);
        cache.append(row, row, 0, 1, EXTENT, 0);
        float[] values = value(cache, 0, 0);
        for (int i = 0; i < EXTENT; i++) {
            assertThat(Float.compare(key(cache, 0, 0, i), values[i])).isZero();
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"1,64", "63,64", "64,64", "65,128"})
    void capacityIsAWholeNumberOfBlocks(int positions, int capacity) {
        assertThat(KvCache.of(CacheFormat.F32, 1, 1, 1, positions).capacity()).isEqualTo(capacity);
    }

    @Test
    void resultsOfPartsNeedRoomOnlyInLongSequences() {
        assertThat(KvCache.of(CacheFormat.F32, 4, 2, 8, KvCache.PART).partials())
                .isEmpty();
        assertThat(KvCache.of(CacheFormat.F32, 4, 2, 8, KvCache.PART + 1).partials())
                .hasSize(4 * 2 * (32 + 2));
    }
}
