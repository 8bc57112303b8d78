package dev.rsparse.runtime.op.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.TestTensors;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Attention of doubles gives what that of floats gives, but for rounding.
class DoubleAttentionTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private static Settings settings() {
        return TestTensors.settings(24);
    }

    private static Tensor random(int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        Random random = new Random(Arrays.hashCode(dims));
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextGaussian());
        }
        return tensor;
    }

    private static Tensor wide(Tensor tensor) {
        if (!tensor.isPresent() || tensor.type() != ElementType.F32) {
            return tensor;
        }
        Tensor other = Tensor.of(ElementType.F64, tensor.dims());
        for (int i = 0; i < tensor.count(); i++) {
            other.setNumber(i, tensor.number(i));
        }
        return other;
    }

    /// @param inputs of the operator
    private static void assertAgrees(Settings settings, boolean caches, Tensor... inputs) {
        Tensor[] narrow = run(settings, caches, inputs);
        Tensor[] wide = run(
                settings,
                caches,
                Arrays.stream(inputs).map(DoubleAttentionTest::wide).toArray(Tensor[]::new));
        for (int i = 0; i < narrow.length; i++) {
            if (narrow[i].isPresent()) {
                assertThat(wide[i].type()).isEqualTo(ElementType.F64);
                assertThat(wide[i].dims()).isEqualTo(narrow[i].dims());
                assertThat(TestTensors.numbers(wide[i])).containsExactly(TestTensors.numbers(narrow[i]), within(1e-5));
            }
        }
    }

    private static Tensor[] run(Settings settings, boolean caches, Tensor... in) {
        Tensor[] out = {TestTensors.used(), NONE, NONE, TestTensors.used()};
        if (caches) {
            out[1] = TestTensors.used();
            out[2] = TestTensors.used();
        }
        new Attention(settings).run(in[0], in[1], in[2], in[3], in[4], in[5], in[6], out[0], out[1], out[2], out[3]);
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void ofHeadsThatShareKeys(int mode) {
        Settings settings = settings()
                .with("qk_matmul_output_mode", (long) mode)
                .with("softcap", 1.5f)
                .with("is_causal", 1L);
        Tensor past = random(2, 2, 4, 6);
        Tensor mask = random(3, 7);
        assertAgrees(
                settings, true, random(2, 4, 3, 6), random(2, 2, 3, 6), random(2, 2, 3, 6), mask, past, past, NONE);
    }

    @Test
    void ofRowsThatHoldAllHeads() {
        Settings settings = settings()
                .with("q_num_heads", 4L)
                .with("kv_num_heads", 2L)
                .with("scale", 0.3f)
                .with("qk_matmul_output_mode", 3L);
        Tensor mask = Tensor.of(ElementType.BOOL, 2, 1, 3, 5);
        for (int i = 0; i < mask.count(); i++) {
            mask.setInteger(i, i % 3 == 0 ? 0 : 1);
        }
        assertAgrees(settings, false, random(2, 3, 24), random(2, 5, 12), random(2, 5, 14), mask, NONE, NONE, NONE);
    }

    @Test
    void ofSequencesOfTheirOwnLengths() {
        Tensor lengths = Tensor.of(new long[] {3, 0}, 2);
        assertAgrees(
                settings(),
                false,
                random(2, 1, 2, 4),
                random(2, 1, 5, 4),
                random(2, 1, 5, 4),
                NONE,
                NONE,
                NONE,
                lengths);
    }

    /// In each of the ways that a query without keys is dealt with.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void ofQueriesThatSeeNoKey(int undefined) {
        Tensor mask = Tensor.of(ElementType.BOOL, 2, 5);
        for (int i = 0; i < 5; i++) {
            mask.setInteger(i, 1);
        }
        assertAgrees(
                settings().with("undefined_weights", (long) undefined),
                false,
                random(1, 1, 2, 4),
                random(1, 1, 5, 4),
                random(1, 1, 5, 4),
                mask,
                NONE,
                NONE,
                NONE);
    }

    @Test
    void refusesKeysOfOtherRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(
                        settings(),
                        false,
                        wide(random(1, 1, 2, 4)),
                        wide(random(1, 1, 5, 4)),
                        wide(random(1, 1, 6, 4)),
                        NONE,
                        NONE,
                        NONE,
                        NONE))
                .withMessage("Attention: K f64[1,1,5,4] and V f64[1,1,6,4] do not go together, or with queries of 4"
                        + " numbers");
    }
}
