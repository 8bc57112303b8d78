package dev.rsparse.runtime.op.fused;

import static dev.rsparse.runtime.op.fused.Randoms.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.op.TestTensors;
import dev.rsparse.runtime.op.linear.Conv;
import dev.rsparse.runtime.op.nn.GlobalAveragePool;
import dev.rsparse.runtime.op.nn.MaxPool;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Operators over pictures with channels last, beside those of ONNX.
@Tag("width")
class ChannelsLastTest {

    private static Settings window(Workers workers, int window, int stride, int pad, int dilation) {
        return new Settings(workers, 11)
                .with("kernel_shape", new long[] {window, window})
                .with("strides", new long[] {stride, stride})
                .with("pads", new long[] {pad, pad, pad, pad})
                .with("dilations", new long[] {dilation, dilation});
    }

    private static Tensor last(Tensor first) {
        Tensor turned = TestTensors.used();
        new ChannelsLast(TestTensors.settings(1)).run(first, turned);
        return turned;
    }

    private static Tensor first(Tensor last) {
        Tensor turned = TestTensors.used();
        new ChannelsFirst(TestTensors.settings(1)).run(last, turned);
        return turned;
    }

    @ParameterizedTest
    @CsvSource({
        // channels, out channels, height, width, window, stride, padding, dilation
        "3, 5, 7, 9, 3, 1, 1, 1",
        "4, 40, 6, 35, 1, 1, 0, 1",
        "3, 16, 20, 21, 3, 2, 1, 1",
        "16, 24, 9, 8, 3, 2, 1, 2",
        "20, 72, 5, 5, 1, 2, 0, 1",
        "5, 33, 12, 13, 5, 2, 0, 1",
        "2, 16, 4, 4, 3, 3, 5, 1",
        "8, 30, 20, 20, 3, 1, 0, 1"
    })
    void convolvesAsConv(int channels, int out, int height, int width, int window, int stride, int pad, int dilation) {
        Tensor x = random(2, channels, height, width);
        Tensor w = random(out, channels, window, window);
        Tensor b = random(out);
        PanelLayout layout = new PanelLayout(channels * window * window, out);
        float[] packed = layout.pack(last(w).floats(), 1, channels * window * window);
        for (int threads : new int[] {1, 3}) {
            try (Workers workers = new Workers(threads)) {
                Operator conv = new ChannelsLastConv(window(workers, window, stride, pad, dilation)
                        .with("depth", (long) channels)
                        .with("columns", (long) out));
                Tensor y = TestTensors.used();
                for (int run = 0; run < 2; run++) {
                    ((ChannelsLastConv) conv).run(last(x), Tensor.of(packed, packed.length), b, Tensor.ABSENT, y);
                }
                Tensor expected = new Tensor();
                new Conv(window(workers, window, stride, pad, dilation)).run(x, w, b, expected);
                assertClose(first(y), expected, 1e-4);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // channels, height, width, window, stride, padding, dilation
        "1, 5, 5, 3, 1, 1, 1",
        "7, 7, 9, 3, 1, 1, 1",
        "16, 6, 35, 3, 2, 1, 1",
        "40, 12, 11, 5, 2, 2, 1",
        "72, 2, 2, 5, 1, 2, 1",
        "24, 9, 8, 3, 1, 2, 2",
        "67, 4, 4, 3, 2, 0, 1",
        "5, 2, 3, 3, 2, 4, 1"
    })
    void convolvesSingleChannelsAsConv(
            int channels, int height, int width, int window, int stride, int pad, int dilation) {
        Tensor x = random(2, channels, height, width);
        Tensor w = random(channels, 1, window, window);
        Tensor b = random(channels);
        // [1,C,kH,kW] turned is [1,kH,kW,C].
        Tensor turned = new Tensor();
        turned.view(w, new int[] {1, channels, window, window}, 4);
        for (int threads : new int[] {1, 3}) {
            try (Workers workers = new Workers(threads)) {
                Tensor y = TestTensors.used();
                new ChannelsLastDepthwise(window(workers, window, stride, pad, dilation))
                        .run(last(x), last(turned), b, Tensor.ABSENT, y);
                Tensor expected = new Tensor();
                new Conv(window(workers, window, stride, pad, dilation).with("group", (long) channels))
                        .run(x, w, b, expected);
                assertClose(first(y), expected, 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 5, 3, 1, 1, 1", "16, 6, 35, 3, 2, 1, 1", "40, 12, 11, 5, 2, 2, 1", "24, 9, 8, 3, 1, 2, 2"})
    void poolsAsMaxPool(int channels, int height, int width, int window, int stride, int pad, int dilation) {
        Tensor x = random(2, channels, height, width);
        x.setNumber(x.count() / 2, Double.NaN);
        for (int threads : new int[] {1, 3}) {
            try (Workers workers = new Workers(threads)) {
                Tensor y = TestTensors.used();
                new ChannelsLastMaxPool(window(workers, window, stride, pad, dilation)).run(last(x), y);
                Tensor expected = new Tensor();
                new MaxPool(window(workers, window, stride, pad, dilation)).run(x, expected, Tensor.ABSENT);
                assertThat(y.dims()).containsExactly(2, expected.dim(2), expected.dim(3), channels);
                assertThat(TestTensors.floats(first(y))).containsExactly(TestTensors.floats(expected));
            }
        }
    }

    @Test
    void convolutionsAddAndActivate() {
        Tensor x = random(1, 6, 5, 20);
        Tensor w = random(3, 3, 20);
        Tensor more = random(1, 6, 5, 20);
        Settings settings = window(new Workers(1), 3, 1, 1, 1);
        Tensor plain = new Tensor();
        new ChannelsLastDepthwise(settings).run(x, w, Tensor.ABSENT, Tensor.ABSENT, plain);
        Tensor y = TestTensors.used();
        new ChannelsLastDepthwise(settings.with("activation", "Clip").with("activation_max", 1f))
                .run(x, w, Tensor.ABSENT, more, y);
        for (int i = 0; i < y.count(); i++) {
            assertThat(y.floats()[i]).isEqualTo(Math.min(plain.floats()[i] + more.floats()[i], 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 16, 9", "2, 72, 5", "1, 20, 33"})
    void meansAreThoseOfGlobalAveragePool(int pictures, int channels, int extent) {
        Tensor x = random(pictures, channels, extent, extent + 1);
        Tensor expected = new Tensor();
        new GlobalAveragePool(TestTensors.settings(1)).run(x, expected);
        Tensor y = TestTensors.used();
        new ChannelsLastMean(TestTensors.settings(1)).run(last(x), y);
        assertClose(first(y), expected, 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "2, 3, 5, 7", "1, 16, 16, 1", "3, 33, 1, 40", "2, 50, 8, 9"})
    void turningBackUndoesTurning(int pictures, int channels, int height, int width) {
        Tensor x = random(pictures, channels, height, width);
        Tensor turned = last(x);
        assertThat(turned.dims()).containsExactly(pictures, height, width, channels);
        int middle = ((pictures - 1) * channels + channels / 2) * height * width + height * width / 2;
        int there = ((pictures - 1) * height * width + height * width / 2) * channels + channels / 2;
        assertThat(turned.floats()[there]).isEqualTo(x.floats()[middle]);
        assertThat(TestTensors.floats(first(turned))).containsExactly(TestTensors.floats(x));
    }

    @Test
    void refusesPicturesOfOtherChannels() {
        ChannelsLastConv conv = new ChannelsLastConv(
                window(new Workers(1), 1, 1, 0, 1).with("depth", 3L).with("columns", 16L));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> conv.run(random(1, 2, 2, 4), random(16 * 3), Tensor.ABSENT, Tensor.ABSENT, new Tensor()))
                .withMessage("Conv: X f32[1,2,2,4] has no 3 channels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChannelsLast(TestTensors.settings(1)).run(random(1, 2, 4), new Tensor()))
                .withMessage("ChannelsLast: f32[1,2,4] are no pictures of type f32");
    }

    private static void assertClose(Tensor y, Tensor expected, double tolerance) {
        assertThat(y).hasToString(expected.toString());
        for (int i = 0; i < y.count(); i++) {
            assertThat(y.number(i)).isCloseTo(expected.number(i), within(tolerance));
        }
    }
}
