package dev.rsparse.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.StripLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("width")
class UnionTest {

    private static final int FUSED = 8;

    @ParameterizedTest
    @CsvSource({"1,1,0.5", "2,130,0.5", "3,128,0.1", "16,300,0.05", "4,17,1", "5,40,0"})
    void listsWhatAtLeastOneRowNeeds(int rows, int n, double density) {
        int stride = StripLayout.padded(n + 1);
        float[] x = new float[rows * stride];
        SplittableRandom random = new SplittableRandom(n);
        for (int i = 0; i < x.length; i++) {
            x[i] = i % stride < n && random.nextDouble() < density ? (float) random.nextDouble() - 0.5f : 0;
        }
        int[] expected = IntStream.range(0, n)
                .filter(j -> IntStream.range(0, rows).anyMatch(row -> x[row * stride + j] != 0))
                .toArray();
        int[] channels = new int[n + FUSED + VectorMath.LANES];
        int[] places = new int[channels.length];
        int count = Union.list(x, rows, stride, n, channels, places, FUSED);
        int whole = Math.ceilDiv(count, FUSED) * FUSED;
        assertThat(Arrays.copyOf(channels, count)).containsExactly(expected);
        assertThat(Arrays.copyOf(places, count)).containsExactly(expected);
        for (int i = count; i < whole; i++) {
            assertThat(channels[i]).isEqualTo(expected[0]);
            assertThat(places[i]).isEqualTo(n);
        }
    }
}
