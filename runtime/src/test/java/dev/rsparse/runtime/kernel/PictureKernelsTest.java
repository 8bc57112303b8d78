package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarPictures;
import dev.rsparse.runtime.scalar.ScalarPictures.Extents;
import dev.rsparse.runtime.scalar.ScalarPictures.Side;
import dev.rsparse.runtime.scalar.ScalarPictures.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ArgumentConverter;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;

/// Convolutions, pools and norms of pictures, the second and third of three that lie a few numbers apart.
@Tag("width")
class PictureKernelsTest {

    private static final int APART = 5;

    /// A number for both axes, `2`, or one for each, `2:1`.
    record Axes(int down, int right) {}

    static final class AxesConverter implements ArgumentConverter {
        @Override
        public Object convert(Object source, ParameterContext context) {
            String[] numbers = source.toString().split(":");
            return new Axes(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[numbers.length - 1]));
        }
    }

    private static int size(Extents picture) {
        return picture.channels() * picture.height() * picture.width();
    }

    private static float[] picture(float[] all, int index, Extents extents) {
        int from = index * (size(extents) + APART);
        return Arrays.copyOfRange(all, from, from + size(extents));
    }

    /// The first picture and what lies between pictures stay as they are.
    private static void checkUntouched(float[] out, Extents made) {
        int stride = size(made) + APART;
        assertThat(Arrays.copyOf(out, stride)).containsOnly(0f);
        assertThat(Arrays.copyOfRange(out, 2 * stride - APART, 2 * stride)).containsOnly(0f);
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1, 1, 1,1, 1,0,1, 1",
        "1,5,7, 2, 3,3, 1,0,1, 1",
        "3,8,8, 4, 3,3, 1,1,1, 1",
        "2,9,17, 3, 5,2, 1,2,1, 1",
        "4,11,13, 6, 3,3, 2,1,1, 2",
        "6,7,31, 6, 3,3, 1,1,1, 6",
        "2,13,12, 4, 3,3, 1,2,2, 1",
        "2,13,16, 4, 3,2, 3,2,2, 2",
        "1,3,3, 2, 3,3, 1,3,1, 1",
        "5,4,37, 7, 1,1, 1,0,1, 1",
        "5,9,33, 5, 1,1, 2,1,1, 5",
        "2,9,37, 3, 3,2, 2:1,1:0,1:2, 1",
        "2,37,9, 4, 2,3, 1:3,0:2,2:1, 2",
        "1,6,40, 2, 2,5, 3:1,1:4,1:1, 1"
    })
    void convolutionsAgreeWithTheirScalarTwin(
            int channels,
            int height,
            int width,
            int outputs,
            int windowHeight,
            int windowWidth,
            @ConvertWith(AxesConverter.class) Axes step,
            @ConvertWith(AxesConverter.class) Axes padding,
            @ConvertWith(AxesConverter.class) Axes dilation,
            int groups) {
        Extents given = new Extents(channels, height, width);
        Window window = new Window(
                new Side(windowHeight, step.down(), padding.down(), dilation.down()),
                new Side(windowWidth, step.right(), padding.right(), dilation.right()));
        Extents made = window.over(given, outputs);
        int terms = channels / groups * windowHeight * windowWidth;
        float[] x = TestFloats.normal(1, 3 * (size(given) + APART));
        float[] kernels = TestFloats.normal(2, outputs * terms);
        float[] bias = TestFloats.normal(3, outputs);
        float[] both = Arrays.copyOf(kernels, kernels.length + outputs);
        System.arraycopy(bias, 0, both, kernels.length, outputs);
        for (boolean biased : new boolean[] {true, false}) {
            float[] out = new float[3 * (size(made) + APART)];
            Convolution.apply(
                    x,
                    out,
                    1,
                    3,
                    size(given) + APART,
                    size(made) + APART,
                    TestFloats.memory(64, both),
                    64,
                    biased ? 64 + 4L * kernels.length : -1,
                    channels,
                    height,
                    width,
                    outputs,
                    made.height(),
                    made.width(),
                    windowHeight,
                    windowWidth,
                    step.down(),
                    step.right(),
                    padding.down(),
                    padding.right(),
                    dilation.down(),
                    dilation.right(),
                    groups);
            checkUntouched(out, made);
            float[] added = biased ? bias : new float[0];
            for (int i = 1; i < 3; i++) {
                float[] own = picture(x, i, given);
                float[] expected = ScalarPictures.conv(own, given, kernels, added, outputs, window, groups);
                float[] magnitudes = ScalarPictures.conv(
                        absolute(own), given, absolute(kernels), absolute(added), outputs, window, groups);
                float[] found = picture(out, i, made);
                for (int j = 0; j < found.length; j++) {
                    // Each term rounds the sum of those before it once.
                    double bound = (terms + 2) * ROUNDING * magnitudes[j];
                    assertThat((double) found[j]).as("number " + j).isCloseTo(expected[j], within(bound));
                }
            }
        }
    }

    private static float[] absolute(float[] x) {
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = Math.abs(x[i]);
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1, 1,1, 1,0,1",
        "3,8,8, 2,2, 2,0,1",
        "2,7,9, 3,3, 2,1,1",
        "2,7,9, 3,2, 1,1,2",
        "4,5,17, 5,17, 1,0,1",
        "1,13,13, 3,3, 3,2,1",
        "2,9,14, 3,2, 2:1,1:0,1:3",
        "3,14,5, 2,3, 1:2,0:2,4:1"
    })
    void poolsAgreeWithTheirScalarTwin(
            int channels,
            int height,
            int width,
            int windowHeight,
            int windowWidth,
            @ConvertWith(AxesConverter.class) Axes step,
            @ConvertWith(AxesConverter.class) Axes padding,
            @ConvertWith(AxesConverter.class) Axes dilation) {
        Extents given = new Extents(channels, height, width);
        Window window = new Window(
                new Side(windowHeight, step.down(), padding.down(), dilation.down()),
                new Side(windowWidth, step.right(), padding.right(), dilation.right()));
        Extents made = window.over(given, channels);
        float[] x = TestFloats.normal(4, 3 * (size(given) + APART));
        int stride = size(given) + APART;
        int outStride = size(made) + APART;
        float[] most = new float[3 * outStride];
        Pooling.max(
                x,
                most,
                1,
                3,
                stride,
                outStride,
                channels,
                height,
                width,
                channels,
                made.height(),
                made.width(),
                windowHeight,
                windowWidth,
                step.down(),
                step.right(),
                padding.down(),
                padding.right(),
                dilation.down(),
                dilation.right());
        checkUntouched(most, made);
        for (int i = 1; i < 3; i++) {
            float[] own = picture(x, i, given);
            assertThat(picture(most, i, made)).isEqualTo(ScalarPictures.pool(own, given, window, true, false));
            for (int counted = 0; counted < 2; counted++) {
                float[] mean = new float[3 * outStride];
                Pooling.average(
                        x,
                        mean,
                        1,
                        3,
                        stride,
                        outStride,
                        channels,
                        height,
                        width,
                        channels,
                        made.height(),
                        made.width(),
                        windowHeight,
                        windowWidth,
                        step.down(),
                        step.right(),
                        padding.down(),
                        padding.right(),
                        dilation.down(),
                        dilation.right(),
                        counted);
                checkUntouched(mean, made);
                float[] expected = ScalarPictures.pool(own, given, window, false, counted == 1);
                float[] magnitudes = ScalarPictures.pool(absolute(own), given, window, false, counted == 1);
                float[] found = picture(mean, i, made);
                for (int j = 0; j < found.length; j++) {
                    double bound = (windowHeight * windowWidth + 2) * ROUNDING * magnitudes[j];
                    assertThat((double) found[j]).isCloseTo(expected[j], within(bound));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,4,4", "2,3,5", "7,1,31", "2,8,16", "5,9,7"})
    void normsAgreeWithTheirScalarTwinAndMayReplaceTheirInput(int channels, int height, int width) {
        Extents extents = new Extents(channels, height, width);
        int stride = size(extents) + APART;
        float[] x = TestFloats.normal(5, 3 * stride);
        float[] scale = TestFloats.normal(6, channels);
        float[] bias = TestFloats.normal(7, channels);
        float[] mean = TestFloats.normal(8, channels);
        float[] variance = absolute(TestFloats.normal(9, channels));
        float[] all = new float[4 * channels];
        float[][] parts = {scale, bias, mean, variance};
        for (int i = 0; i < 4; i++) {
            System.arraycopy(parts[i], 0, all, i * channels, channels);
        }
        float[] out = new float[3 * stride];
        norm(x, out, all, extents, stride);
        checkUntouched(out, extents);
        for (int i = 1; i < 3; i++) {
            float[] own = picture(x, i, extents);
            float[] expected = ScalarPictures.batchNorm(own, scale, bias, mean, variance, 1e-5f);
            float[] found = picture(out, i, extents);
            for (int j = 0; j < found.length; j++) {
                int c = j / (height * width);
                double product = Math.abs(expected[j] - bias[c]);
                // The difference from the mean, the factor, and the sum each round once, the twin's result too.
                double bound = ROUNDING * (4 * product + 2 * Math.abs(expected[j]) + Math.abs(bias[c]));
                assertThat((double) found[j]).isCloseTo(expected[j], within(bound));
            }
        }
        float[] same = x.clone();
        norm(same, same, all, extents, stride);
        TestFloats.assertSameBits(picture(same, 2, extents), picture(out, 2, extents));
    }

    private static void norm(float[] x, float[] out, float[] all, Extents extents, int stride) {
        int channels = extents.channels();
        BatchNorm.apply(
                x,
                out,
                1,
                3,
                stride,
                stride,
                TestFloats.memory(64, all),
                64,
                64 + 4L * channels,
                64 + 8L * channels,
                64 + 12L * channels,
                channels,
                extents.height() * extents.width(),
                1e-5f);
    }
}
