package dev.rsparse.runtime.op.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two batches of three words; rows of two numbers, which normalise to -1 and 1, or 1 and -1.
class EmbedLayerNormalizationTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private final Workers workers = new Workers(1);
    private final Tensor ids = ids(2, 3, 0, 1, 3, 2, 2, 0);
    private final Tensor words = table(ElementType.F32, 0, 1, 2, 5, 4, 0, 8, 8);
    private final Tensor positions = table(ElementType.F32, 10, 0, 20, 0, 30, 0);
    private final Tensor segments = table(ElementType.F32, 0, 100, 0, 200);
    private final Tensor gamma = Tensor.of(new float[] {2, 3}, 2);
    private final Tensor beta = Tensor.of(new float[] {0.5f, -0.5f}, 2);

    private final Tensor output = new Tensor();
    private final Tensor maskIndex = new Tensor();
    private final Tensor sum = new Tensor();

    @AfterEach
    void close() {
        workers.close();
    }

    private EmbedLayerNormalization layer() {
        return new EmbedLayerNormalization(new Settings(workers, 1));
    }

    private void run(Tensor segmentIds, Tensor segment, Tensor mask, Tensor positionIds) {
        layer().run(ids, segmentIds, words, positions, segment, gamma, beta, mask, positionIds, output, maskIndex, sum);
    }

    @Test
    void addsWordsAndPositions() {
        run(NONE, NONE, NONE, NONE);
        assertThat(sum).hasToString("f32[2,3,2]");
        assertThat(sum.floats()).containsExactly(10, 1, 22, 5, 38, 8, 14, 0, 24, 0, 30, 1);
    }

    @Test
    void addsSegments() {
        run(ids(2, 3, 0, 1, 1, 0, 0, 1), segments, NONE, NONE);
        assertThat(sum.floats()).containsExactly(10, 101, 22, 205, 38, 208, 14, 100, 24, 100, 30, 201);
    }

    @Test
    void segmentsWithoutIdsAreTheFirst() {
        run(NONE, segments, NONE, NONE);
        assertThat(sum.floats()).startsWith(10, 101, 22, 105);
    }

    @Test
    void positionsAreThoseOfEachBatchOrOfAll() {
        run(NONE, NONE, NONE, ids(1, 3, 2, 0, 1));
        assertThat(sum.floats()).containsExactly(30, 1, 12, 5, 28, 8, 34, 0, 14, 0, 20, 1);
        run(NONE, NONE, NONE, ids(2, 3, 2, 0, 1, 0, 0, 0));
        assertThat(sum.floats()).containsExactly(30, 1, 12, 5, 28, 8, 14, 0, 14, 0, 10, 1);
    }

    @Test
    void rowsAreNormalisedAndScaled() {
        run(NONE, NONE, NONE, NONE);
        assertThat(output).hasToString("f32[2,3,2]");
        for (int row = 0; row < 6; row++) {
            assertThat(output.floats()[2 * row]).isCloseTo(2.5f, within(1e-5f));
            assertThat(output.floats()[2 * row + 1]).isCloseTo(-3.5f, within(1e-5f));
        }
    }

    @Test
    void epsilonIsAddedToTheVariance() {
        new EmbedLayerNormalization(new Settings(workers, 1).with("epsilon", 60.75f))
                .run(ids, NONE, words, positions, NONE, gamma, beta, NONE, NONE, output, NONE, NONE);
        // Of 10 and 1 the variance is 20.25, and 4.5 / sqrt(81) is a half.
        assertThat(output.floats()).startsWith(1.5f, -2);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F64"})
    void otherFloatsGiveTheSame(ElementType type) {
        run(ids(2, 3, 0, 1, 1, 0, 0, 1), segments, NONE, NONE);
        Tensor found = new Tensor();
        layer().run(
                        ids,
                        ids(2, 3, 0, 1, 1, 0, 0, 1),
                        as(type, words),
                        as(type, positions),
                        as(type, segments),
                        as(type, gamma),
                        as(type, beta),
                        NONE,
                        NONE,
                        found,
                        NONE,
                        NONE);
        assertThat(found.type()).isEqualTo(type);
        for (int i = 0; i < output.count(); i++) {
            assertThat(found.number(i)).isCloseTo(output.number(i), within(type == ElementType.F64 ? 1e-5 : 0.02));
        }
    }

    @Test
    void countsOnesOfTheMask() {
        run(NONE, NONE, ids(2, 3, 1, 1, 0, 1, 2, 0), NONE);
        assertThat(maskIndex).hasToString("i32[2]");
        assertThat(maskIndex.toLongs()).containsExactly(2, 1);
    }

    @Test
    void withoutAMaskNothingIsCounted() {
        maskIndex.shape(ElementType.I32, 2);
        maskIndex.setInteger(0, 7);
        run(NONE, NONE, NONE, NONE);
        assertThat(maskIndex.toLongs()).containsExactly(0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, -1})
    void refusesIdsThatAreNoRows(int id) {
        ids.setInteger(4, id);
        assertRefused(() -> run(NONE, NONE, NONE, NONE), "input_ids " + id + " is no row of f32[4,2]");
    }

    @Test
    void refusesMoreWordsThanPositions() {
        Tensor four = ids(1, 4, 0, 0, 0, 0);
        assertRefused(
                () -> layer().run(four, NONE, words, positions, NONE, gamma, beta, NONE, NONE, output, NONE, NONE),
                "position_ids 3 is no row of f32[3,2]");
    }

    @Test
    void refusesSegmentsWithoutTable() {
        Tensor all = ids(2, 3, 0, 0, 0, 0, 0, 0);
        assertRefused(() -> run(all, NONE, NONE, NONE), "segment_ids i32[2,3] have no segment_embedding");
    }

    @Test
    void refusesTablesOfOtherWidthOrType() {
        Tensor wide = Tensor.of(ElementType.F32, 2, 3);
        assertRefused(
                () -> run(NONE, wide, NONE, NONE),
                "word_embedding f32[4,2] and position_embedding f32[3,2] and segment_embedding f32[2,3] do not go"
                        + " together");
        assertRefused(
                () -> layer().run(
                                ids,
                                NONE,
                                words,
                                as(ElementType.F16, positions),
                                NONE,
                                gamma,
                                beta,
                                NONE,
                                NONE,
                                output,
                                NONE,
                                NONE),
                "word_embedding f32[4,2] and position_embedding f16[3,2] do not go together");
    }

    @Test
    void refusesIdsOfOtherShape() {
        Tensor two = ids(2, 2, 0, 0, 0, 0);
        assertRefused(() -> run(NONE, NONE, two, NONE), "mask i32[2,2] are not ids, or not those of words i32[2,3]");
        assertRefused(
                () -> run(NONE, NONE, NONE, two), "position_ids i32[2,2] are not ids, or not those of words i32[2,3]");
        assertRefused(
                () -> run(NONE, NONE, Tensor.of(ElementType.F32, 2, 3), NONE),
                "mask f32[2,3] are not ids, or not those of words i32[2,3]");
    }

    @Test
    void refusesScalesOfOtherWidth() {
        Tensor three = Tensor.of(ElementType.F32, 3);
        assertRefused(
                () -> layer().run(ids, NONE, words, positions, NONE, three, beta, NONE, NONE, output, NONE, NONE),
                "scale f32[3] does not fit axes 2 and on of f32[2,3,2]");
    }

    private static void assertRefused(Runnable run, String message) {
        assertThatIllegalArgumentException().isThrownBy(run::run).withMessage("EmbedLayerNormalization: " + message);
    }

    private static Tensor ids(int batches, int length, int... values) {
        Tensor tensor = Tensor.of(ElementType.I32, batches, length);
        for (int i = 0; i < values.length; i++) {
            tensor.setInteger(i, values[i]);
        }
        return tensor;
    }

    private static Tensor table(ElementType type, double... values) {
        Tensor tensor = Tensor.of(type, values.length / 2, 2);
        for (int i = 0; i < values.length; i++) {
            tensor.setNumber(i, values[i]);
        }
        return tensor;
    }

    private static Tensor as(ElementType type, Tensor tensor) {
        Tensor other = new Tensor();
        other.shapeLike(type, tensor);
        for (int i = 0; i < tensor.count(); i++) {
            other.setNumber(i, tensor.number(i));
        }
        return other;
    }
}
