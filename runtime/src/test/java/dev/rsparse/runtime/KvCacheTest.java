package dev.rsparse.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvCacheTest {

    private static final int HEADS = 2;
    private static final int EXTENT = 3;
    private static final int STRIDE = 8;

    private static KvCache filled() {
        KvCache cache = new KvCache(HEADS, EXTENT, 10);
        float[] k = new float[2 * STRIDE];
        float[] v = new float[2 * STRIDE];
        for (int i = 0; i < k.length; i++) {
            k[i] = 100 + i;
            v[i] = 200 + i;
        }
        cache.append(k, v, 0, 2, STRIDE, 4);
        return cache;
    }

    @Test
    void keysOfAnElementStandSideBySideForNeighbouringPositions() {
        KvCache cache = filled();
        for (int row = 0; row < 2; row++) {
            for (int i = 0; i < HEADS * EXTENT; i++) {
                assertThat(cache.keys()[i * cache.capacity() + 4 + row]).isEqualTo(100 + row * STRIDE + i);
            }
        }
    }

    @Test
    void valuesOfAHeadStandSideBySideForEachPosition() {
        KvCache cache = filled();
        for (int row = 0; row < 2; row++) {
            for (int head = 0; head < HEADS; head++) {
                int from = (head * cache.capacity() + 4 + row) * EXTENT;
                float first = 200 + row * STRIDE + head * EXTENT;
                assertThat(Arrays.copyOfRange(cache.values(), from, from + EXTENT))
                        .containsExactly(first, first + 1, first + 2);
            }
        }
    }

    @Test
    void appendWritesNothingElse() {
        int written = 2 * HEADS * EXTENT;
        assertThat(Arrays.asList(nonZero(filled().keys()), nonZero(filled().values())))
                .containsExactly(written, written);
    }

    private static int nonZero(float[] numbers) {
        int count = 0;
        for (float number : numbers) {
            count += number != 0 ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({"1,64", "63,64", "64,64", "65,128"})
    void capacityIsAWholeNumberOfTiles(int positions, int capacity) {
        assertThat(new KvCache(1, 1, positions).capacity()).isEqualTo(capacity);
    }
}
