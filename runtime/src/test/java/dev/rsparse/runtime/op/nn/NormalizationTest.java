package dev.rsparse.runtime.op.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class NormalizationTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private final Workers workers = new Workers(1);

    @AfterEach
    void close() {
        workers.close();
    }

    static IntStream widths() {
        int lanes = VectorMath.LANES;
        return IntStream.of(1, lanes - 1, lanes, lanes + 1, 2 * lanes + 3);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void floatsGiveWhatDoublesGive(int width) {
        Tensor[] results = new Tensor[2];
        Tensor[] skipped = new Tensor[2];
        for (ElementType type : new ElementType[] {ElementType.F32, ElementType.F64}) {
            Tensor x = numbers(type, 3, width);
            Tensor scale = numbers(type, width);
            Tensor y = new Tensor();
            new LayerNormalization(new Settings(workers, 17)).run(x, scale, scale, y, NONE, NONE);
            results[type == ElementType.F32 ? 0 : 1] = y;
            Tensor sum = new Tensor();
            new SkipSimplifiedLayerNormalization(new Settings(workers, 1))
                    .run(x, numbers(type, 1, width), scale, scale, sum, NONE, NONE, NONE);
            skipped[type == ElementType.F32 ? 0 : 1] = sum;
        }
        assertClose(results[0], results[1]);
        assertClose(skipped[0], skipped[1]);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void channelsOfFloatsGiveWhatDoublesGive(int plane) {
        Tensor[] results = new Tensor[2];
        for (int version : new int[] {18, 21}) {
            for (ElementType type : new ElementType[] {ElementType.F32, ElementType.F64}) {
                Tensor y = new Tensor();
                Tensor scale = numbers(type, version == 18 ? 2 : 4);
                new GroupNormalization(new Settings(workers, version).with("num_groups", 2L))
                        .run(numbers(type, 2, 4, plane), scale, scale, y);
                results[type == ElementType.F32 ? 0 : 1] = y;
            }
            assertClose(results[0], results[1]);
        }
    }

    @Test
    void runningStatisticsOfVersionSevenAreRefused() {
        Tensor x = numbers(ElementType.F32, 2, 3, 4);
        Tensor weights = numbers(ElementType.F32, 3);
        BatchNormalization norm = new BatchNormalization(new Settings(workers, 7));
        Tensor y = new Tensor();
        norm.run(x, weights, weights, weights, weights, y, NONE, NONE, NONE, NONE);
        assertThat(y).hasToString("f32[2,3,4]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> norm.run(x, weights, weights, weights, weights, y, new Tensor(), NONE, NONE, NONE))
                .withMessage("BatchNormalization: only Y comes out unless training_mode is 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        norm.run(x, weights, weights, weights, numbers(ElementType.F32, 4), y, NONE, NONE, NONE, NONE))
                .withMessage(
                        "BatchNormalization: X f32[2,3,4] has 3 channels, but scale, B, mean or variance is f32[4]");
    }

    @Test
    void refusesScalesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LayerNormalization(new Settings(workers, 17))
                        .run(
                                numbers(ElementType.F32, 2, 3),
                                numbers(ElementType.F32, 2),
                                NONE,
                                new Tensor(),
                                NONE,
                                NONE))
                .withMessage("LayerNormalization: scale f32[2] does not fit axes 1 and on of f32[2,3]");
    }

    @Test
    void unpooledNumbersLieWithinTheResult() {
        Tensor x = numbers(ElementType.F32, 1, 1, 2);
        Settings settings =
                new Settings(workers, 11).with("kernel_shape", new long[] {2}).with("strides", new long[] {2});
        Tensor y = new Tensor();
        new MaxUnpool(settings).run(x, Tensor.of(new long[] {1, 2}, 1, 1, 2), NONE, y);
        assertThat(y.floats()).startsWith(0, x.floats()[0], x.floats()[1], 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaxUnpool(settings).run(x, Tensor.of(new long[] {1, 4}, 1, 1, 2), NONE, y))
                .withMessage("MaxUnpool: index 4 lies outside the result");
    }

    private static void assertClose(Tensor floats, Tensor doubles) {
        assertThat(floats.count()).isEqualTo(doubles.count());
        for (int i = 0; i < floats.count(); i++) {
            assertThat(floats.number(i)).isCloseTo(doubles.number(i), within(1e-4));
        }
    }

    private static Tensor numbers(ElementType type, int... dims) {
        Tensor tensor = Tensor.of(type, dims);
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, Math.sin(i * 0.7 + dims.length));
        }
        return tensor;
    }
}
