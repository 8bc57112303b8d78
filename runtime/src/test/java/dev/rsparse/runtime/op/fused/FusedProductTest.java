package dev.rsparse.runtime.op.fused;

import static dev.rsparse.runtime.op.fused.Randoms.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.op.TestTensors;
import dev.rsparse.runtime.op.pointwise.Add;
import dev.rsparse.runtime.op.pointwise.Swish;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("width")
class FusedProductTest {

    private static final int[] DEPTHS = {1, 3, 16, 300};
    private static final int[] ROWS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 33, 150};

    private static Settings settings(Workers workers, int depth, int columns) {
        return new Settings(workers, 13).with("depth", (long) depth).with("columns", (long) columns);
    }

    private static Tensor panels(Tensor w) {
        float[] packed = new PanelLayout(w.dim(0), w.dim(1)).pack(w.floats(), w.dim(1), 1);
        return Tensor.of(packed, packed.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 15, 16, 17, 24, 31, 32, 33, 40, 48, 56, 64, 72, 88, 96, 97, 240})
    void sumsBeginWithTheBiasAndFollowRowsOfTheMatrix(int columns) {
        for (int depth : DEPTHS) {
            Tensor w = random(depth, columns);
            Tensor b = random(columns);
            Tensor packed = panels(w);
            for (int threads : new int[] {1, 3}) {
                try (Workers workers = new Workers(threads)) {
                    FusedProduct product = new FusedProduct(settings(workers, depth, columns));
                    for (int rows : ROWS) {
                        Tensor x = random(rows, depth);
                        Tensor y = TestTensors.used();
                        product.run(x, packed, b, Tensor.ABSENT, y);
                        assertThat(y).hasToString("f32[" + rows + "," + columns + "]");
                        assertThat(TestTensors.floats(y)).containsExactly(expected(x, w, b));
                    }
                }
            }
        }
    }

    private static float[] expected(Tensor x, Tensor w, Tensor b) {
        int depth = w.dim(0);
        int columns = w.dim(1);
        float[] sums = new float[x.dim(0) * columns];
        for (int i = 0; i < sums.length; i++) {
            float sum = b.floats()[i % columns];
            for (int r = 0; r < depth; r++) {
                sum = Math.fma(w.floats()[r * columns + i % columns], x.floats()[i / columns * depth + r], sum);
            }
            sums[i] = sum;
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void addsAndActivatesAsTheOperatorsDo(boolean addLast) {
        // Something of the same shape is added in the cache, something stretched afterwards.
        for (Tensor more : new Tensor[] {random(2, 5, 40), random(5, 40), random(3, 2, 5, 40), random(1)}) {
            Tensor x = random(2, 5, 7);
            Tensor packed = panels(random(7, 40));
            try (Workers workers = new Workers(2)) {
                Tensor y = TestTensors.used();
                new FusedProduct(settings(workers, 7, 40)
                                .with("activation", "Swish")
                                .with("activation_alpha", 1.5f)
                                .with("add_last", addLast ? 1L : 0L))
                        .run(x, packed, Tensor.ABSENT, more, y);
                Tensor product = new Tensor();
                new FusedProduct(settings(workers, 7, 40)).run(x, packed, Tensor.ABSENT, Tensor.ABSENT, product);
                Swish swish = new Swish(new Settings(workers, 24).with("alpha", 1.5f));
                Tensor between = new Tensor();
                Tensor expected = new Tensor();
                if (addLast) {
                    swish.run(product, between);
                    new Add(new Settings(workers, 14)).run(between, more, expected);
                } else {
                    new Add(new Settings(workers, 14)).run(product, more, between);
                    swish.run(between, expected);
                }
                assertThat(y).hasToString(expected.toString());
                assertThat(TestTensors.floats(y)).containsExactly(TestTensors.floats(expected));
            }
        }
    }

    @Test
    void multipliesASingleRow() {
        Tensor w = random(5, 33);
        Tensor b = random(33);
        Tensor x = random(5);
        Tensor y = TestTensors.used();
        new FusedProduct(settings(new Workers(1), 5, 33)).run(x, panels(w), b, Tensor.ABSENT, y);
        assertThat(y).hasToString("f32[33]");
        assertThat(TestTensors.floats(y)).containsExactly(expected(Tensor.of(x.floats(), 1, 5), w, b));
    }

    @Test
    void refusesRowsOfAnotherLength() {
        FusedProduct product = new FusedProduct(settings(new Workers(1), 5, 33));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        product.run(random(2, 4), panels(random(5, 33)), Tensor.ABSENT, Tensor.ABSENT, new Tensor()))
                .withMessage("FusedProduct: X f32[2,4] does not go with W [5,33]");
    }

    @Test
    void refusesAnUnknownActivation() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new FusedProduct(settings(new Workers(1), 5, 33).with("activation", "Sine")))
                .withMessage("there is no activation Sine");
    }
}
