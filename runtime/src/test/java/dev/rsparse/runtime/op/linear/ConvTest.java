package dev.rsparse.runtime.op.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("width")
class ConvTest {

    @ParameterizedTest
    @CsvSource({
        // channels, out channels, groups, height, width, window, stride, padding, dilation
        "3, 5, 1, 7, 9, 3, 1, 1, 1",
        "4, 40, 1, 6, 35, 1, 1, 0, 1",
        "4, 6, 2, 9, 8, 3, 2, 1, 2",
        "6, 6, 6, 11, 33, 3, 1, 1, 1",
        "6, 12, 6, 12, 37, 5, 2, 2, 1",
        "3, 3, 3, 5, 4, 3, 1, 2, 2",
        "2, 2, 2, 4, 15, 1, 3, 0, 1",
        "8, 30, 1, 20, 20, 3, 1, 0, 1"
    })
    void agreesWithTheSumOfItsDefinition(
            int channels, int out, int groups, int height, int width, int window, int stride, int pad, int dilation) {
        Tensor x = random(ElementType.F32, 2, channels, height, width);
        Tensor w = random(ElementType.F32, out, channels / groups, window, window);
        Tensor b = random(ElementType.F32, out);
        for (int threads : new int[] {1, 3}) {
            try (Workers workers = new Workers(threads)) {
                Settings settings = new Settings(workers, 11)
                        .with("group", (long) groups)
                        .with("strides", new long[] {stride, stride})
                        .with("pads", new long[] {pad, pad, pad, pad})
                        .with("dilations", new long[] {dilation, dilation});
                Tensor y = new Tensor();
                Conv conv = new Conv(settings);
                for (int run = 0; run < 2; run++) {
                    Arrays.fill(y.floats(), Float.NaN);
                    conv.run(x, w, b, y);
                    check(x, w, b, y, groups, stride, pad, dilation);
                }
            }
        }
    }

    private static void check(Tensor x, Tensor w, Tensor b, Tensor y, int groups, int stride, int pad, int dilation) {
        for (int i = 0; i < y.count(); i++) {
            int column = i % y.dim(3);
            int row = i / y.dim(3) % y.dim(2);
            int m = i / y.dim(3) / y.dim(2) % y.dim(1);
            int picture = i / y.dim(3) / y.dim(2) / y.dim(1);
            double sum = b.number(m);
            for (int k = 0; k < w.count() / w.dim(0); k++) {
                int right = column * stride - pad + k % w.dim(3) * dilation;
                int down = row * stride - pad + k / w.dim(3) % w.dim(2) * dilation;
                int c = m / (y.dim(1) / groups) * w.dim(1) + k / w.dim(3) / w.dim(2);
                if (right >= 0 && right < x.dim(3) && down >= 0 && down < x.dim(2)) {
                    int at = ((picture * x.dim(1) + c) * x.dim(2) + down) * x.dim(3) + right;
                    sum += x.number(at) * w.number(m * (w.count() / w.dim(0)) + k);
                }
            }
            assertThat(y.number(i)).isCloseTo(sum, within(1e-4));
        }
    }

    @Test
    void halvesAndDoublesGiveWhatFloatsGive() {
        try (Workers workers = new Workers(1)) {
            Settings settings = new Settings(workers, 22).with("auto_pad", "SAME_UPPER");
            Tensor wanted = new Tensor();
            new Conv(settings)
                    .run(random(ElementType.F32, 1, 2, 9), random(ElementType.F32, 3, 2, 4), Tensor.ABSENT, wanted);
            for (ElementType type : new ElementType[] {ElementType.F64, ElementType.F16, ElementType.BF16}) {
                Tensor y = new Tensor();
                new Conv(settings).run(random(type, 1, 2, 9), random(type, 3, 2, 4), Tensor.ABSENT, y);
                assertThat(y)
                        .hasToString(
                                wanted.toString().replace("f32", type.name().toLowerCase(Locale.ROOT)));
                for (int i = 0; i < y.count(); i++) {
                    assertThat(y.number(i)).isCloseTo(wanted.number(i), within(0.05));
                }
            }
        }
    }

    @Test
    void transposedDoublesAreAddedAsDoubles() {
        try (Workers workers = new Workers(1)) {
            Tensor x = random(ElementType.F64, 1, 1, 3);
            Tensor w = random(ElementType.F64, 1, 1, 2);
            Tensor y = new Tensor();
            new ConvTranspose(new Settings(workers, 11)).run(x, w, Tensor.ABSENT, y);
            double[] wanted = new double[4];
            for (int i = 0; i < 6; i++) {
                wanted[i / 2 + i % 2] += x.number(i / 2) * w.number(i % 2);
            }
            assertThat(y.doubles()).startsWith(wanted);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Workers workers = new Workers(1)) {
            Settings settings = new Settings(workers, 11);
            Conv conv = new Conv(settings);
            Tensor x = Tensor.of(ElementType.F32, 1, 3, 4, 4);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> conv.run(x, Tensor.of(ElementType.F32, 2, 2, 3, 3), Tensor.ABSENT, new Tensor()))
                    .withMessage("Conv: X f32[1,3,4,4] and W f32[2,2,3,3] do not go together in 1 group");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> conv.run(x, Tensor.of(ElementType.F32, 2, 3, 5, 3), Tensor.ABSENT, new Tensor()))
                    .withMessage("Conv: X f32[1,3,4,4] is smaller than a window of 5 on axis 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> conv.run(x, Tensor.of(ElementType.F32, 2, 3, 3), Tensor.ABSENT, new Tensor()))
                    .withMessage("Conv: X f32[1,3,4,4] and W f32[2,3,3] do not go together with kernel_shape []");
        }
    }

    static Tensor random(ElementType type, int... dims) {
        Tensor tensor = Tensor.of(type, dims);
        Random random = new Random(tensor.count());
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextFloat() - 0.5f);
        }
        return tensor;
    }
}
