package dev.rsparse.runtime.op.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.TestTensors;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("width")
class SparseLowRankLinearTest {

    private static final int[] ROWS = {0, 1, 3, 4, 5, 17, 40, 130};
    private static final float MEDIAN = 0.6745f;

    /// What a linear reads beside its rows.
    private record Linear(Tensor w, Tensor c, Tensor t, Tensor v, Tensor u) {

        static Linear random(int in, int out, int rank, float threshold) {
            return new Linear(
                    tensor(in, out), scales(in), TestTensors.floats(threshold), tensor(in, rank), tensor(rank, out));
        }

        Linear with(Tensor otherW, Tensor otherC) {
            return new Linear(otherW, otherC, t, v, u);
        }

        Tensor run(Tensor x, int threads) {
            try (Workers workers = new Workers(threads)) {
                Tensor y = TestTensors.used();
                new SparseLowRankLinear(new Settings(workers, 1)).run(x, w, c, t, v, u, y);
                return y;
            }
        }

        Tensor in(ElementType type, Tensor x) {
            return new Linear(cast(type, w), c, t, cast(type, v), cast(type, u)).run(cast(type, x), 1);
        }

        boolean keeps(float value, int channel) {
            return Math.abs(value) * c.floats()[c.count() == 1 ? 0 : channel] > t.floats()[0];
        }

        /// The same, number by number.
        float[] expected(Tensor x) {
            int in = w.dim(0);
            int out = w.dim(1);
            int rank = v.dim(1);
            float[] y = new float[x.count() / in * out];
            for (int row = 0; row < x.count() / in; row++) {
                float[][] chains = new float[rank][4];
                int rest = 0;
                for (int j = 0; j < in; j++) {
                    float value = x.floats()[row * in + j];
                    if (keeps(value, j)) {
                        for (int i = 0; i < out; i++) {
                            y[row * out + i] = Math.fma(w.floats()[j * out + i], value, y[row * out + i]);
                        }
                        continue;
                    }
                    for (int r = 0; r < rank; r++) {
                        chains[r][rest % 4] = Math.fma(v.floats()[j * rank + r], value, chains[r][rest % 4]);
                    }
                    rest++;
                }
                for (int r = 0; r < rank; r++) {
                    float product = (chains[r][0] + chains[r][1]) + (chains[r][2] + chains[r][3]);
                    for (int i = 0; i < out; i++) {
                        y[row * out + i] = Math.fma(u.floats()[r * out + i], product, y[row * out + i]);
                    }
                }
            }
            return y;
        }
    }

    private static Tensor tensor(int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        Random random = new Random(Arrays.hashCode(dims));
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextGaussian());
        }
        return tensor;
    }

    private static Tensor scales(int in) {
        Tensor scales = tensor(in);
        for (int i = 0; i < in; i++) {
            scales.setNumber(i, Math.abs(scales.number(i)) + 0.5);
        }
        return scales;
    }

    private static Tensor cast(ElementType type, Tensor tensor) {
        Tensor other = Tensor.of(type, tensor.dims());
        for (int i = 0; i < tensor.count(); i++) {
            other.setNumber(i, tensor.number(i));
        }
        return other;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,2,1", "16,16,3", "17,40,2", "64,127,5", "65,128,16", "130,129,17", "300,270,40", "9,4100,1"
    })
    void sumsKeptChannelsAndSendsTheOthersThroughTheFactors(int in, int out, int rank) {
        Linear linear = Linear.random(in, out, rank, MEDIAN);
        for (int rows : ROWS) {
            Tensor x = tensor(rows, in);
            Tensor y = linear.run(x, 1);
            assertThat(y).hasToString("f32[" + rows + "," + out + "]");
            assertThat(TestTensors.floats(y)).containsExactly(linear.expected(x));
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        Linear linear = Linear.random(300, 700, 20, MEDIAN);
        for (int rows : ROWS) {
            Tensor x = tensor(rows, 300);
            float[] expected = linear.expected(x);
            for (int threads : new int[] {2, 3, 8}) {
                assertThat(TestTensors.floats(linear.run(x, threads))).containsExactly(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 0, 1e9f, Float.POSITIVE_INFINITY, Float.NaN})
    void mayKeepAllOrNone(float threshold) {
        Linear linear = Linear.random(70, 50, 3, threshold);
        Tensor x = tensor(20, 70);
        assertThat(TestTensors.floats(linear.run(x, 1))).containsExactly(linear.expected(x));
    }

    @Test
    void oneScaleMayServeAllChannels() {
        Linear each = Linear.random(70, 50, 3, MEDIAN);
        Linear all = each.with(each.w(), Tensor.of(new float[] {0.5f}));
        Tensor x = tensor(4, 70);
        assertThat(TestTensors.floats(all.run(x, 1))).containsExactly(all.expected(x));
    }

    @Test
    void rowsMayLieAlongAnyAxes() {
        Linear linear = Linear.random(7, 5, 2, MEDIAN);
        assertThat(linear.run(tensor(2, 3, 7), 1)).hasToString("f32[2,3,5]");
        assertThat(linear.run(tensor(7), 1)).hasToString("f32[5]");
        assertThat(linear.run(tensor(2, 0, 7), 1)).hasToString("f32[2,0,5]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void doesNotReadWhatNobodyKeeps(int rows) {
        Linear linear = Linear.random(50, 33, 2, MEDIAN);
        Tensor x = tensor(rows, 50);
        Tensor holes = new Tensor();
        holes.copy(linear.w());
        for (int row = 0; row < rows; row++) {
            x.setNumber(row * 50 + 11, 0.001);
        }
        for (int i = 0; i < 33; i++) {
            holes.setNumber(11 * 33 + i, Double.NaN);
        }
        Tensor y = linear.with(holes, linear.c()).run(x, 1);
        assertThat(TestTensors.floats(y)).containsExactly(linear.expected(x));
    }

    @Test
    void factorsOfZerosAreNone() {
        Linear random = Linear.random(50, 33, 1, MEDIAN);
        Tensor x = tensor(3, 50);
        Linear zeros = new Linear(
                random.w(),
                random.c(),
                random.t(),
                Tensor.of(ElementType.F32, 50, 1),
                Tensor.of(ElementType.F32, 1, 33));
        assertThat(TestTensors.floats(zeros.run(x, 1))).containsExactly(zeros.expected(x));
        Linear half = new Linear(random.w(), random.c(), random.t(), random.v(), zeros.u());
        assertThat(TestTensors.floats(half.run(x, 1))).containsExactly(zeros.expected(x));
    }

    /// As in the function, where 0 is spelt `x - x`.
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aRowThatIsNotFiniteGivesNaN(float number) {
        Linear linear = Linear.random(50, 33, 2, MEDIAN);
        for (int rows : new int[] {3, 20}) {
            Tensor x = tensor(rows, 50);
            float[] expected = linear.expected(x);
            Arrays.fill(expected, 33, 66, Float.NaN);
            x.setNumber(50 + 49, number);
            assertThat(TestTensors.floats(linear.run(x, 1))).containsExactly(expected);
            Tensor wide = linear.in(ElementType.F64, x);
            assertThat(TestTensors.numbers(wide)).contains(Double.NaN);
            for (int i = 0; i < wide.count(); i++) {
                assertThat(Double.isNaN(wide.number(i))).isEqualTo(i / 33 == 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F64"})
    void otherFloatsAreRoundedOnce(ElementType type) {
        Linear linear = Linear.random(50, 33, 2, MEDIAN);
        Tensor x = tensor(3, 50);
        Tensor y = linear.in(type, x);
        assertThat(y.type()).isEqualTo(type);
        // Of the numbers that the type has, unless a score of one lies on the other side of the threshold then.
        Linear rounded = new Linear(
                cast(ElementType.F32, cast(type, linear.w())),
                linear.c(),
                linear.t(),
                cast(ElementType.F32, cast(type, linear.v())),
                cast(ElementType.F32, cast(type, linear.u())));
        float[] expected = rounded.expected(cast(ElementType.F32, cast(type, x)));
        double part = type == ElementType.BF16 ? 0x1p-8 : type == ElementType.F16 ? 0x1p-11 : 1e-5;
        for (int i = 0; i < expected.length; i++) {
            assertThat(y.number(i)).isCloseTo(expected[i], within(part * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        Linear linear = Linear.random(5, 3, 2, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> linear.run(tensor(2, 4), 1))
                .withMessage(
                        "SparseLowRankLinear: X f32[2,4], W f32[5,3], C f32[5], T f32[1], V f32[5,2] and U f32[2,3]"
                                + " do not go together");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> linear.with(linear.w(), tensor(4)).run(tensor(2, 5), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> linear.with(cast(ElementType.F16, linear.w()), linear.c())
                        .run(tensor(2, 5), 1));
    }

    @Test
    void refusesIntegers() {
        Tensor number = TestTensors.numbers(ElementType.I32, 1);
        Tensor matrix = Tensor.of(ElementType.I32, 1, 1);
        Tensor one = TestTensors.floats(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Linear(matrix, one, one, matrix, matrix).run(number, 1))
                .withMessage("SparseLowRankLinear: X i32[1] is not of floats");
    }
}
