package dev.rsparse.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerTest {
    private static final float NO = Float.NEGATIVE_INFINITY;

    /// Logits whose probabilities are 0.1, 0.4, 0.2 and 0.3.
    private static final float[] FOUR = {log(0.1), log(0.4), log(0.2), log(0.3)};

    private static float log(double probability) {
        return (float) Math.log(probability);
    }

    private static Sampler sampler(double temperature, int topK, double topP) {
        return new Sampler(new SamplingOptions((float) temperature, topK, (float) topP, 42));
    }

    private static double[] frequencies(Sampler sampler, float[] logits) {
        int[] counts = new int[logits.length];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            counts[sampler.sample(logits, logits.length)]++;
        }
        return Arrays.stream(counts)
                .mapToDouble(count -> (double) count / draws)
                .toArray();
    }

    private static float[] randomLogits(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] logits = new float[count];
        for (int i = 0; i < count; i++) {
            logits[i] = (float) random.nextGaussian(0, 3);
        }
        return logits;
    }

    @Test
    void takesTheLikeliestTokenAtTemperatureZero() {
        assertThat(new Sampler(SamplingOptions.GREEDY).sample(new float[] {1, 3, 2}, 3))
                .isEqualTo(1);
    }

    @Test
    void takesTheFirstOfEqualTokensAtTemperatureZero() {
        assertThat(new Sampler(SamplingOptions.GREEDY).sample(new float[] {NO, 2, 5, 5, 5}, 5))
                .isEqualTo(2);
        assertThat(new Sampler(SamplingOptions.GREEDY).sample(new float[] {-0f, 0f}, 2))
                .isZero();
    }

    @Test
    void looksAtNoMoreLogitsThanAsked() {
        assertThat(new Sampler(SamplingOptions.GREEDY).sample(new float[] {1, 2, 9}, 2))
                .isEqualTo(1);
    }

    @Test
    void drawsEachTokenAsOftenAsItIsLikely() {
        assertThat(frequencies(sampler(1, 0, 1), FOUR))
                .containsExactly(new double[] {0.1, 0.4, 0.2, 0.3}, within(0.01));
    }

    @Test
    void sharpensAndFlattensByTemperature() {
        // Probabilities to the power of 1/T, normalised: 1, 16, 4, 9 of 30 at T = 1/2.
        double[] sharp = {1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0};

        assertThat(frequencies(sampler(0.5, 0, 1), FOUR)).containsExactly(sharp, within(0.01));
        assertThat(frequencies(sampler(1e6, 0, 1), FOUR))
                .containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(0.01));
        assertThat(frequencies(sampler(1e-30, 0, 1), FOUR)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void keepsTheLikeliestOnesOfTopK() {
        double[] expected = {0, 4 / 7.0, 0, 3 / 7.0};

        assertThat(frequencies(sampler(1, 2, 1), FOUR)).containsExactly(expected, within(0.01));
        assertThat(frequencies(sampler(1, 1, 1), FOUR)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void keepsTheFewestTokensThatReachTopP() {
        double[] three = {0, 4 / 9.0, 2 / 9.0, 3 / 9.0};

        assertThat(frequencies(sampler(1, 0, 0.75), FOUR)).containsExactly(three, within(0.01));
        assertThat(frequencies(sampler(1, 0, 0.65), FOUR))
                .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.01));
        assertThat(frequencies(sampler(1, 0, 1e-6), FOUR)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void countsTopPWithinWhatTopKLeft() {
        // The two likeliest have 4/7 and 3/7; the first alone reaches 0.55.
        assertThat(frequencies(sampler(1, 2, 0.55), FOUR)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void breaksTiesAtTheEdgeOfTopKByTheSmallerId() {
        assertThat(frequencies(sampler(1, 2, 1), new float[] {1, 1, 1, 1}))
                .containsExactly(new double[] {0.5, 0.5, 0, 0}, within(0.01));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "3, 1", "0, 0.999", "3, 0.9", "100, 1"})
    void neverDrawsWhatIsRuledOut(int topK, double topP) {
        double[] frequencies = frequencies(sampler(1, topK, topP), new float[] {NO, 0, NO, -1, NO});

        assertThat(new double[] {frequencies[0], frequencies[2], frequencies[4]})
                .containsOnly(0);
    }

    @Test
    void ranksLikeASort() {
        float[] logits = randomLogits(1, 1000);
        CandidateHeap heap = new CandidateHeap();
        heap.fill(logits, 1000);

        int[] ranked = IntStream.generate(heap::take).limit(1000).toArray();

        assertThat(ranked)
                .isEqualTo(IntStream.range(0, 1000)
                        .boxed()
                        .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                        .mapToInt(i -> i)
                        .toArray());
    }

    @Test
    void drawsTheSameForTheSameSeedOnly() {
        float[] logits = randomLogits(2, 500);
        int[] first = draws(7, logits);

        assertThat(draws(7, logits)).isEqualTo(first);
        assertThat(draws(8, logits)).isNotEqualTo(first);
    }

    private static int[] draws(long seed, float[] logits) {
        Sampler sampler = new Sampler(new SamplingOptions(0.8f, 40, 0.95f, seed));
        return IntStream.range(0, 100)
                .map(i -> sampler.sample(logits, logits.length))
                .toArray();
    }

    @Test
    void drawsTheseIdsOnEveryMachineAndJavaVersion() {
        float[] logits = new float[500];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = i * 37 % 101 / 16f;
        }

        assertThat(Arrays.copyOf(draws(7, logits), 8)).containsExactly(292, 30, 311, 423, 494, 262, 19, 90);
    }

    @Test
    void generatesTheReferenceSequence() {
        // From Vigna's splitmix64.c, seed 1234567.
        SplitMix random = new SplitMix(1234567);

        assertThat(new long[] {random.nextLong(), random.nextLong()})
                .containsExactly(6457827717110365317L, 3203168211198807973L);
    }

    @Test
    void drawsAcrossVocabulariesOfManySizes() {
        Sampler sampler = sampler(1, 50, 0.9);
        for (int count : new int[] {1, 2, 3, 50, 51, 1000, 7, 1}) {
            assertThat(sampler.sample(randomLogits(count, count), count)).isBetween(0, count - 1);
        }
    }

    @Test
    void allocatesNothingOnceWarm() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[] logits = randomLogits(3, 4096);
        Sampler[] samplers = {sampler(0, 0, 1), sampler(1, 0, 1), sampler(1, 40, 1), sampler(1, 0, 0.9)};
        for (Sampler sampler : samplers) {
            sampler.sample(logits, logits.length);
        }
        threads.getCurrentThreadAllocatedBytes();

        long before = threads.getCurrentThreadAllocatedBytes();
        for (Sampler sampler : samplers) {
            for (int i = 0; i < 50; i++) {
                sampler.sample(logits, logits.length);
            }
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1024);
    }

    @Test
    void refusesLogitsThatAreNoNumbers() {
        Sampler sampler = sampler(1, 0, 1);

        assertThatThrownBy(() -> sampler.sample(new float[] {1, Float.NaN}, 2))
                .hasMessage("the logit of id 1 is NaN: the model's arithmetic broke");
        assertThatThrownBy(() -> sampler.sample(new float[] {1, Float.POSITIVE_INFINITY}, 2))
                .hasMessage("the largest of 2 logits is Infinity");
        assertThatThrownBy(() -> sampler.sample(new float[] {NO, NO}, 2))
                .hasMessage("the largest of 2 logits is -Infinity");
        assertThatThrownBy(() -> sampler.sample(new float[0], 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sampler.sample(new float[1], 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 1, 'temperature: expected a number from 0, found -1.0'",
        "NaN, 0, 1, 'temperature: expected a number from 0, found NaN'",
        "Infinity, 0, 1, 'temperature: expected a number from 0, found Infinity'",
        "1, -1, 1, 'topK: expected a count from 0 (all), found -1'",
        "1, 0, 0, 'topP: expected a number above 0 and up to 1, found 0.0'",
        "1, 0, 1.5, 'topP: expected a number above 0 and up to 1, found 1.5'",
        "1, 0, NaN, 'topP: expected a number above 0 and up to 1, found NaN'",
    })
    void refusesOptionsOutOfRange(float temperature, int topK, float topP, String message) {
        assertThatThrownBy(() -> new SamplingOptions(temperature, topK, topP, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
