package dev.rsparse.runtime.op.fused;

import static dev.rsparse.runtime.op.fused.Randoms.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.op.TestTensors;
import dev.rsparse.runtime.op.linear.SparseLowRankLinear;
import dev.rsparse.runtime.op.pointwise.Add;
import dev.rsparse.runtime.op.pointwise.Swish;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("width")
class FusedSparseLinearTest {

    private static final Tensor C = random(70);
    private static final Tensor T = TestTensors.floats(0.5f);
    private static final Tensor W = random(70, 40);
    private static final Tensor B = random(40);
    private static final Tensor V = random(70, 3);
    private static final Tensor U = random(3, 40);

    private static Settings settings(Workers workers) {
        return new Settings(workers, 1).with("depth", 70L).with("columns", 40L);
    }

    private static void assertClose(Tensor found, Tensor expected) {
        assertThat(found).hasToString(expected.toString());
        assertThat(TestTensors.floats(found)).containsExactly(TestTensors.floats(expected), within(1e-4f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30})
    void sumsBeginWithTheBias(int rows) {
        Tensor x = random(rows, 70);
        try (Workers workers = new Workers(2)) {
            Settings plain = new Settings(workers, 1);
            Tensor product = new Tensor();
            new SparseLowRankLinear(plain).run(x, W, C, T, V, U, product);
            Tensor expected = new Tensor();
            new Add(new Settings(workers, 14)).run(product, B, expected);
            Tensor y = TestTensors.used();
            new FusedSparseLinear(settings(workers)).run(x, W, B, Tensor.ABSENT, C, T, V, U, y);
            assertClose(y, expected);
        }
    }

    @Test
    void factorsMayBeAbsent() {
        Tensor x = random(3, 70);
        Settings settings = settings(new Workers(1));
        Tensor expected = new Tensor();
        new SparseLowRankLinear(settings)
                .run(x, W, C, T, Tensor.of(new float[70], 70, 1), Tensor.of(new float[40], 1, 40), expected);
        Tensor y = TestTensors.used();
        new FusedSparseLinear(settings).run(x, W, Tensor.ABSENT, Tensor.ABSENT, C, T, Tensor.ABSENT, Tensor.ABSENT, y);
        assertThat(y).hasToString(expected.toString());
        assertThat(TestTensors.floats(y)).containsExactly(TestTensors.floats(expected));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30})
    void rowsOfTheFirstFactorMayBeFilledUp(int rows) {
        Tensor filled = Tensor.of(new float[70 * 16], 70, 16);
        for (int i = 0; i < V.count(); i++) {
            filled.setNumber(i / 3 * 16 + i % 3, V.number(i));
        }
        Tensor x = random(rows, 70);
        Settings settings = settings(new Workers(1));
        Tensor expected = new Tensor();
        new FusedSparseLinear(settings).run(x, W, B, Tensor.ABSENT, C, T, V, U, expected);
        Tensor y = TestTensors.used();
        new FusedSparseLinear(settings).run(x, W, B, Tensor.ABSENT, C, T, filled, U, y);
        assertThat(TestTensors.floats(y)).containsExactly(TestTensors.floats(expected));
    }

    @Test
    void addsAndActivatesAsTheOperatorsDo() {
        // Something of the same shape is added in the cache, something stretched afterwards.
        for (Tensor more : new Tensor[] {random(2, 15, 40), random(15, 40), random(3, 2, 15, 40)}) {
            Tensor x = random(2, 15, 70);
            try (Workers workers = new Workers(2)) {
                Tensor y = TestTensors.used();
                new FusedSparseLinear(settings(workers).with("activation", "Swish")).run(x, W, B, more, C, T, V, U, y);
                Tensor product = new Tensor();
                new FusedSparseLinear(settings(workers)).run(x, W, B, Tensor.ABSENT, C, T, V, U, product);
                Tensor sum = new Tensor();
                new Add(new Settings(workers, 14)).run(product, more, sum);
                Tensor expected = new Tensor();
                new Swish(new Settings(workers, 24)).run(sum, expected);
                assertThat(y).hasToString(expected.toString());
                assertThat(TestTensors.floats(y)).containsExactly(TestTensors.floats(expected));
            }
        }
    }

    @Test
    void refusesRowsOfAnotherLength() {
        FusedSparseLinear linear = new FusedSparseLinear(settings(new Workers(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> linear.run(random(2, 4), W, Tensor.ABSENT, Tensor.ABSENT, C, T, V, U, new Tensor()))
                .withMessage("SparseLowRankLinear: X f32[2,4] does not go with W [70,40]");
    }
}
