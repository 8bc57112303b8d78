package dev.rsparse.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.ChannelOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("width")
class KeptChannelsTest {

    private static final int ZEROS = 100_000;

    private record Listed(int[] channels, float[] values, int[] cuts) {

        static Listed of(float[] x, int runs, int parts, int multiple, int zeros) {
            int room = ChannelOrder.most(x.length, parts, multiple) + VectorMath.LANES;
            Listed listed = new Listed(new int[room], new float[room], new int[parts + 1]);
            KeptChannels.list(
                    x,
                    x.length,
                    ChannelOrder.of(x.length, runs),
                    parts,
                    multiple,
                    zeros,
                    listed.channels,
                    listed.values,
                    listed.cuts);
            return listed;
        }

        /// Channels of the entries that are neither zero nor those of the column of zeros, in the order of
        /// the list.
        List<Integer> kept(int from, int to) {
            List<Integer> kept = new ArrayList<>();
            for (int i = from; i < to; i++) {
                if (values[i] != 0 && channels[i] != ZEROS) {
                    kept.add(channels[i]);
                }
            }
            return kept;
        }

        /// What adds something to sums, with the values' bits.
        List<String> entries(int part) {
            List<String> entries = new ArrayList<>();
            for (int i = cuts[part]; i < cuts[part + 1]; i++) {
                if (values[i] != 0) {
                    entries.add(channels[i] + ": " + Float.toHexString(values[i]));
                }
            }
            return entries;
        }

        int end() {
            return cuts[cuts.length - 1];
        }
    }

    private static float[] thinned(int n, double density, long seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextDouble() < density ? (float) random.nextGaussian() : 0;
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource({"1,8", "7,32", "32,32", "65,32", "130,8", "2048,32", "2049,32"})
    void everyChannelIsVisitedOnce(int n, int runs) {
        int[] order = ChannelOrder.of(n, runs);
        assertThat(Arrays.stream(order, 0, n).sorted())
                .containsExactlyElementsOf(IntStream.range(0, n).boxed().toList());
    }

    @Test
    void neighboursInTheOrderLieAPartOfTheChannelsApart() {
        int[] order = ChannelOrder.of(2048, 32);
        for (int i = 0; i + 1 < 2048; i++) {
            assertThat(Math.abs(order[i + 1] - order[i])).isGreaterThanOrEqualTo(64);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,8,1,1",
        "15,4,8,0.5,2",
        "16,4,16,0.5,3",
        "65,4,8,0.5,4",
        "130,1,16,0.3,5",
        "700,4,16,0.5,6",
        "2048,4,8,0,7",
        "2048,4,16,1,8",
        "2049,3,8,0.1,9"
    })
    void keptChannelsAreListedInTheirOrderAndOnlyThey(int n, int parts, int multiple, double density, long seed) {
        float[] x = thinned(n, density, seed);
        Listed listed = Listed.of(x, 32, parts, multiple, -1);
        List<Integer> expected = Arrays.stream(ChannelOrder.of(n, 32), 0, n)
                .filter(channel -> x[channel] != 0)
                .boxed()
                .toList();
        assertThat(listed.kept(0, listed.end())).isEqualTo(expected);
        for (int i = 0; i < listed.end(); i++) {
            assertThat(x[listed.channels[i]]).as("channel of entry " + i).isNotZero();
            assertThat(listed.values[i]).isIn(0f, x[listed.channels[i]]);
        }
    }

    @ParameterizedTest
    @CsvSource({"15,4,8", "64,4,8", "700,4,16", "2048,4,16", "2049,3,8"})
    void partsAreCutAtTheSameChannelsWhateverIsKept(int n, int parts, int multiple) {
        Listed all = Listed.of(thinned(n, 1, 1), 32, parts, multiple, -1);
        float[] x = thinned(n, 0.4, 2);
        Listed some = Listed.of(x, 32, parts, multiple, -1);
        for (int part = 0; part < parts; part++) {
            List<Integer> expected = new ArrayList<>(all.kept(all.cuts[part], all.cuts[part + 1]));
            expected.removeIf(channel -> x[channel] == 0);
            assertThat(some.kept(some.cuts[part], some.cuts[part + 1])).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,8,1", "65,4,8,0.5", "700,4,16,0.5", "2048,4,16,0.02", "2049,3,8,1"})
    void theColumnOfZerosTakesOffTheSumOfEachSegment(int n, int parts, int multiple, double density) {
        float[] x = thinned(n, density, n);
        Listed listed = Listed.of(x, 32, parts, multiple, ZEROS);
        double sum = 0;
        double magnitude = 0;
        int since = 0;
        for (int i = 0; i < listed.end(); i++) {
            sum += listed.values[i];
            magnitude += Math.abs(listed.values[i]);
            since++;
            if (listed.channels[i] == ZEROS && listed.values[i] != 0) {
                assertThat(sum).isCloseTo(0, within(ChannelOrder.SEGMENT * 0x1p-24 * magnitude));
                assertThat(since).isLessThanOrEqualTo(ChannelOrder.SEGMENT + multiple);
                since = 0;
            }
        }
        assertThat(sum).isCloseTo(0, within(ChannelOrder.SEGMENT * 0x1p-24 * magnitude));
    }

    @Test
    void nothingIsListedWhereNothingIsKept() {
        Listed listed = Listed.of(new float[300], 32, 4, 8, ZEROS);
        assertThat(listed.cuts).containsOnly(0);
    }

    /// The list of several rows, with the values that one of them has there.
    private static Listed union(float[][] rows, int of, int parts, int multiple, int zeros) {
        int n = rows[0].length;
        int stride = ChannelOrder.width(n, parts) + VectorMath.LANES;
        float[] visited = new float[rows.length * stride];
        int[] order = ChannelOrder.of(n, 32);
        for (int row = 0; row < rows.length; row++) {
            KeptChannels.visit(rows[row], 0, n, order, parts, visited, row * stride);
        }
        int room = ChannelOrder.most(n, parts, multiple) + VectorMath.LANES;
        int[] places = new int[room];
        Listed listed = new Listed(new int[room], new float[room], new int[parts + 1]);
        KeptChannels.union(
                visited, rows.length, stride, n, order, parts, multiple, zeros, listed.channels, places, listed.cuts);
        for (int i = 0; i < listed.end(); i++) {
            listed.values[i] = visited[of * stride + places[i]];
        }
        return listed;
    }

    @ParameterizedTest
    @CsvSource({"1,1,8", "15,4,8", "130,4,4", "700,4,16", "2048,4,4", "2049,3,8"})
    void eachOfSeveralRowsHasItsEntriesInTheSameOrderAndPartsAsAlone(int n, int parts, int multiple) {
        float[][] rows = {thinned(n, 0.4, 1), thinned(n, 0.1, 2), new float[n], thinned(n, 0.7, 3)};
        for (int row = 0; row < rows.length; row++) {
            Listed alone = Listed.of(rows[row], 32, parts, multiple, ZEROS);
            Listed together = union(rows, row, parts, multiple, ZEROS);
            for (int part = 0; part < parts; part++) {
                assertThat(together.entries(part)).isEqualTo(alone.entries(part));
            }
        }
    }

    @Test
    void channelsThatNoRowKeepsAreNotListed() {
        float[][] rows = {thinned(300, 0.2, 1), thinned(300, 0.2, 2)};
        Listed listed = union(rows, 0, 4, 8, -1);
        for (int i = 0; i < listed.end(); i++) {
            assertThat(rows[0][listed.channels[i]] != 0 || rows[1][listed.channels[i]] != 0)
                    .isTrue();
        }
    }
}
