package dev.rsparse.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.StripLayout;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What JMH times on both sides of a pair is the same work.
class KernelPairTest {

    static Stream<Arguments> pairs() {
        Stream<KernelPair> plain = Stream.of(
                new ExpPair(),
                new RmsNormPair(),
                new RopePair(),
                new SoftmaxPair(),
                new AddPair(),
                new SiluMulPair(),
                new AttentionPair(),
                new EmbeddingPair());
        Stream<Supplier<EmittedPair>> emitted =
                Stream.of(ColumnsPair::new, KeptColumnsPair::new, BatchPair::new, KeptRowsPair::new);
        return Stream.concat(
                plain.map(pair -> Arguments.of(pair.getClass().getSimpleName(), pair)),
                emitted.flatMap(maker -> Arrays.stream(StripLayout.values()).map(format -> {
                    EmittedPair pair = maker.get();
                    pair.format = format;
                    pair.compile();
                    return Arguments.of(pair.getClass().getSimpleName() + " " + format, pair);
                })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void bothSidesOfAPairAgree(String name, KernelPair pair) {
        float[] expected = pair.scalar();
        float[] actual = pair.vector();
        assertThat(actual).hasSameSizeAs(expected);
        float largest = 0;
        for (float number : expected) {
            largest = Math.max(largest, Math.abs(number));
        }
        assertThat(largest).isPositive();
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i])
                    .as(name + ", element " + i)
                    .isCloseTo(expected[i], within(pair.tolerance() * largest));
        }
    }
}
