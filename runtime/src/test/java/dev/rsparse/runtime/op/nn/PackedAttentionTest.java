package dev.rsparse.runtime.op.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Queries, keys and values of 3 heads of 4 numbers, in one tensor or several.
class PackedAttentionTest {

    private static final Tensor NONE = Tensor.ABSENT;
    private static final int HEADS = 3;
    private static final int SIZE = 4;

    private final Workers workers = new Workers(1);
    private final MultiHeadAttention attention =
            new MultiHeadAttention(new Settings(workers, 1).with("num_heads", (long) HEADS));

    @AfterEach
    void close() {
        workers.close();
    }

    private Tensor run(Tensor q, Tensor k, Tensor v, Tensor bias) {
        Tensor y = new Tensor();
        attention.run(q, k, v, bias, NONE, NONE, NONE, NONE, y, NONE, NONE);
        return y;
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void queriesKeysAndValuesInOneTensorGiveTheSame(ElementType type) {
        Tensor packed = random(type, 2, 5, HEADS, 3, SIZE);
        Tensor wanted = run(part(packed, 0), part(packed, 1), part(packed, 2), NONE);
        assertSame(run(packed, NONE, NONE, NONE), wanted);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void keysAndValuesInOneTensorGiveTheSame(ElementType type) {
        Tensor q = random(type, 2, 3, HEADS * SIZE);
        Tensor packed = random(type, 2, 7, HEADS, 2, SIZE);
        Tensor wanted = run(q, part(packed, 0), part(packed, 1), NONE);
        assertSame(run(q, packed, NONE, NONE), wanted);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16"})
    void biasIsAddedToThePartThatItIsFor(ElementType type) {
        Tensor packed = random(type, 2, 5, HEADS, 3, SIZE);
        Tensor bias = random(type, 3 * HEADS * SIZE);
        Tensor wanted = run(part(packed, 0), part(packed, 1), part(packed, 2), bias);
        assertSame(run(packed, NONE, NONE, bias), wanted);
    }

    @Test
    void masksAndTheFutureHideKeysOfOneTensor() {
        MultiHeadAttention masked = new MultiHeadAttention(
                new Settings(workers, 1).with("num_heads", (long) HEADS).with("unidirectional", 1L));
        Tensor packed = random(ElementType.F32, 2, 5, HEADS, 3, SIZE);
        Tensor padding = Tensor.of(ElementType.I32, 2);
        padding.setInteger(0, 2);
        padding.setInteger(1, 4);
        Tensor added = random(ElementType.F32, 1, HEADS, 5, 5);
        Tensor y = new Tensor();
        masked.run(packed, NONE, NONE, NONE, padding, added, NONE, NONE, y, NONE, NONE);
        Tensor wanted = new Tensor();
        masked.run(
                part(packed, 0),
                part(packed, 1),
                part(packed, 2),
                NONE,
                padding,
                added,
                NONE,
                NONE,
                wanted,
                NONE,
                NONE);
        assertSame(y, wanted);
    }

    @Test
    void keysAndValuesComeOutByHead() {
        Tensor packed = random(ElementType.F32, 2, 5, HEADS, 3, SIZE);
        Tensor[] found = {new Tensor(), new Tensor()};
        Tensor[] wanted = {new Tensor(), new Tensor()};
        attention.run(packed, NONE, NONE, NONE, NONE, NONE, NONE, NONE, new Tensor(), found[0], found[1]);
        attention.run(
                part(packed, 0),
                part(packed, 1),
                part(packed, 2),
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                new Tensor(),
                wanted[0],
                wanted[1]);
        assertSame(found[0], wanted[0]);
        assertSame(found[1], wanted[1]);
    }

    @Test
    void refusesABiasForKeysAndValuesInOneTensor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(
                        random(ElementType.F32, 1, 2, HEADS * SIZE),
                        random(ElementType.F32, 1, 2, HEADS, 2, SIZE),
                        NONE,
                        random(ElementType.F32, 3 * HEADS * SIZE)))
                .withMessage(
                        "MultiHeadAttention: query f32[1,2,12], key f32[1,2,3,2,4], no value and bias f32[36] do not"
                                + " go together with 3 heads");
    }

    @Test
    void refusesValuesBesideAPackedTensor() {
        Tensor packed = random(ElementType.F32, 1, 2, HEADS, 3, SIZE);
        Tensor more = random(ElementType.F32, 1, 2, HEADS * SIZE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(packed, more, more, NONE))
                .withMessage("MultiHeadAttention: query f32[1,2,3,3,4], key f32[1,2,12], value f32[1,2,12] do not go"
                        + " together with 3 heads");
    }

    @Test
    void refusesOtherNumbersOfHeadsAndParts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(random(ElementType.F32, 1, 2, 2, 3, SIZE), NONE, NONE, NONE))
                .withMessage(
                        "MultiHeadAttention: query f32[1,2,2,3,4], no key, no value do not go together with 3 heads");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(random(ElementType.F32, 1, 2, HEADS, 2, SIZE), NONE, NONE, NONE))
                .withMessage(
                        "MultiHeadAttention: query f32[1,2,3,2,4], no key, no value do not go together with 3 heads");
    }

    @Test
    void refusesQueriesAlone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(random(ElementType.F32, 1, 2, HEADS * SIZE), NONE, NONE, NONE))
                .withMessage("MultiHeadAttention: query f32[1,2,12], no key, no value do not go together with 3 heads");
    }

    @Test
    void refusesToJoinWhatIsPackedToKeysOfBefore() {
        Tensor packed = random(ElementType.F32, 1, 2, HEADS, 3, SIZE);
        Tensor past = random(ElementType.F32, 1, HEADS, 2, SIZE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attention.run(
                        packed, NONE, NONE, NONE, NONE, NONE, past, past, new Tensor(), new Tensor(), new Tensor()))
                .withMessage(
                        "MultiHeadAttention: what is packed as f32[1,2,3,3,4] cannot be joined to keys and values of"
                                + " before");
    }

    /// One part of each head, as `[B,S,H D]`.
    private static Tensor part(Tensor packed, int part) {
        int parts = packed.dim(3);
        Tensor one = Tensor.of(packed.type(), packed.dim(0), packed.dim(1), HEADS * SIZE);
        for (int block = 0; block < one.count() / SIZE; block++) {
            one.copy(packed, (block * parts + part) * SIZE, block * SIZE, SIZE);
        }
        return one;
    }

    private static void assertSame(Tensor found, Tensor wanted) {
        assertThat(found).hasToString(wanted.toString());
        for (int i = 0; i < found.count(); i++) {
            assertThat(found.number(i)).isEqualTo(wanted.number(i));
        }
    }

    private static Tensor random(ElementType type, int... dims) {
        Tensor tensor = Tensor.of(type, dims);
        Random random = new Random(tensor.count());
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextGaussian());
        }
        return tensor;
    }
}
