package dev.rsparse.runtime.op.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttentionTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private final Workers workers = new Workers(1);

    @AfterEach
    void close() {
        workers.close();
    }

    private Settings heads(int queries, int keys) {
        return new Settings(workers, 24)
                .with("q_num_heads", (long) queries)
                .with("kv_num_heads", (long) keys)
                .with("num_heads", (long) queries)
                .with("is_causal", 1L)
                .with("unidirectional", 1L);
    }

    @Test
    void decodingStepByStepGivesWhatTheWholeSequenceGives() {
        Tensor q = random(1, 6, 4 * 8);
        Tensor k = random(1, 6, 2 * 8);
        Tensor v = random(1, 6, 2 * 8);
        Tensor whole = new Tensor();
        new Attention(heads(4, 2)).run(q, k, v, NONE, NONE, NONE, NONE, whole, NONE, NONE, NONE);
        GroupQueryAttention steps = new GroupQueryAttention(heads(4, 2));
        Tensor pastKey = NONE;
        Tensor pastValue = NONE;
        for (int step = 0; step < 3; step++) {
            Tensor y = new Tensor();
            Tensor presentKey = new Tensor();
            Tensor presentValue = new Tensor();
            steps.run(
                    rows(q, step),
                    rows(k, step),
                    rows(v, step),
                    pastKey,
                    pastValue,
                    length(2 * step + 1),
                    length(2 * step + 2),
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    y,
                    presentKey,
                    presentValue);
            assertThat(presentKey).hasToString("f32[1,2," + (2 * step + 2) + ",8]");
            pastKey = presentKey;
            pastValue = presentValue;
            assertClose(y, rows(whole, step));
        }
    }

    @Test
    void packedQueriesKeysAndValuesGiveTheSame() {
        Tensor packed = random(2, 5, (4 + 2 + 2) * 6);
        Tensor y = new Tensor();
        Tensor total = length(5);
        Tensor lengths = Tensor.of(ElementType.I32, 2);
        lengths.setInteger(0, 4);
        lengths.setInteger(1, 4);
        GroupQueryAttention attention = new GroupQueryAttention(heads(4, 2));
        attention.run(packed, NONE, NONE, NONE, NONE, lengths, total, NONE, NONE, NONE, NONE, NONE, y, NONE, NONE);
        Tensor wanted = new Tensor();
        attention.run(
                columns(packed, 0, 24),
                columns(packed, 24, 12),
                columns(packed, 36, 12),
                NONE,
                NONE,
                lengths,
                total,
                NONE,
                NONE,
                NONE,
                NONE,
                NONE,
                wanted,
                NONE,
                NONE);
        assertClose(y, wanted);
    }

    @Test
    void manyHeadsAgreeWithAttentionAndAddTheirBias() {
        Tensor q = random(2, 3, 12);
        Tensor k = random(2, 5, 12);
        Tensor v = random(2, 5, 12);
        Tensor wanted = new Tensor();
        Settings free = new Settings(workers, 23)
                .with("q_num_heads", 3L)
                .with("kv_num_heads", 3L)
                .with("num_heads", 3L);
        new Attention(free).run(q, k, v, NONE, NONE, NONE, NONE, wanted, NONE, NONE, NONE);
        Tensor y = new Tensor();
        Tensor bias = Tensor.of(ElementType.F32, 36);
        for (int i = 24; i < 36; i++) {
            bias.setNumber(i, 1);
        }
        new MultiHeadAttention(free).run(q, k, v, bias, NONE, NONE, NONE, NONE, y, NONE, NONE);
        for (int i = 0; i < y.count(); i++) {
            // Weights sum to 1, and so does what all values have more.
            assertThat(y.floats()[i]).isCloseTo(wanted.floats()[i] + 1, within(1e-5f));
        }
    }

    @Test
    void projectedInPiecesIsProjectedAtOnce() {
        Tensor x = random(1, 4, 6);
        Tensor w = random(6, 24);
        Tensor b = random(24);
        Settings settings = heads(2, 2);
        MicrosoftAttention attention = new MicrosoftAttention(settings);
        Tensor whole = new Tensor();
        Tensor all = new Tensor();
        attention.run(x, w, b, NONE, NONE, NONE, whole, all);
        Tensor past = NONE;
        for (int step = 0; step < 2; step++) {
            Tensor y = new Tensor();
            Tensor present = new Tensor();
            attention.run(rows(x, step), w, b, NONE, past, NONE, y, present);
            assertClose(y, rows(whole, step));
            past = present;
        }
        assertClose(past, all);
    }

    @Test
    void aQueryThatSeesNothingGivesZeros() {
        Tensor mask = Tensor.of(ElementType.BOOL, 2, 3);
        mask.setInteger(1, 1);
        Tensor y = new Tensor();
        Settings settings = new Settings(workers, 23);
        Tensor values = random(1, 1, 3, 4);
        new Attention(settings)
                .run(random(1, 1, 2, 4), random(1, 1, 3, 4), values, mask, NONE, NONE, NONE, y, NONE, NONE, NONE);
        for (int i = 0; i < 4; i++) {
            assertThat(y.floats()[i]).isCloseTo(values.floats()[4 + i], within(1e-6f));
            assertThat(y.floats()[4 + i]).isZero();
        }
    }

    /// What other operators give that spell attention out.
    @Test
    void aQueryThatSeesNothingGivesWhatIsAskedFor() {
        Tensor mask = Tensor.of(ElementType.BOOL, 2, 3);
        mask.setInteger(1, 1);
        for (long undefined = 0; undefined < 3; undefined++) {
            Tensor y = new Tensor();
            new Attention(new Settings(workers, 23).with("undefined_weights", undefined))
                    .run(
                            random(1, 1, 2, 4),
                            random(1, 1, 3, 4),
                            random(1, 1, 3, 4),
                            mask,
                            NONE,
                            NONE,
                            NONE,
                            y,
                            NONE,
                            NONE,
                            NONE);
            assertThat(y.floats()[0]).isFinite();
            assertThat(Float.isNaN(y.floats()[4])).isEqualTo(undefined == 1);
        }
    }

    @Test
    void weightsThatAreNoNumbersAreZeroWhenAskedFor() {
        Tensor q = random(1, 1, 2, 4);
        q.setNumber(0, Double.NaN);
        for (long undefined = 0; undefined < 3; undefined++) {
            Tensor y = new Tensor();
            new Attention(new Settings(workers, 23).with("undefined_weights", undefined))
                    .run(q, random(1, 1, 3, 4), random(1, 1, 3, 4), NONE, NONE, NONE, NONE, y, NONE, NONE, NONE);
            assertThat(Float.isNaN(y.floats()[0])).isEqualTo(undefined != 2);
            assertThat(y.floats()[4]).isFinite();
        }
    }

    @Test
    void anglesAreStretched() {
        Tensor x = random(2, 3, 4, 6);
        for (int[] extents : new int[][] {{1, 4, 3}, {2, 1, 3}, {1, 1, 3}}) {
            Tensor cos = random(extents);
            Tensor sin = random(extents);
            Tensor y = new Tensor();
            Tensor wanted = new Tensor();
            RotaryEmbedding embedding = new RotaryEmbedding(new Settings(workers, 23));
            embedding.run(x, cos, sin, NONE, y);
            embedding.run(x, stretched(cos), stretched(sin), NONE, wanted);
            assertClose(y, wanted);
        }
    }

    private static Tensor stretched(Tensor angles) {
        Tensor all = Tensor.of(ElementType.F32, 2, 4, 3);
        for (int i = 0; i < all.count(); i++) {
            int batch = i / 12 % angles.dim(0);
            int row = i / 3 % 4 % angles.dim(1);
            all.setNumber(i, angles.number((batch * angles.dim(1) + row) * 3 + i % 3));
        }
        return all;
    }

    @Test
    void refusesAnglesOfOtherRows() {
        Tensor angles = random(2, 3, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RotaryEmbedding(new Settings(workers, 23))
                        .run(random(2, 3, 4, 6), angles, angles, NONE, new Tensor()))
                .withMessage("RotaryEmbedding: X f32[2,3,4,6], cosines f32[2,3,3] do not go together");
    }

    @Test
    void refusesHeadsThatDoNotDivide() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attention(heads(4, 2))
                        .run(
                                random(1, 2, 10),
                                random(1, 2, 4),
                                random(1, 2, 4),
                                NONE,
                                NONE,
                                NONE,
                                NONE,
                                new Tensor(),
                                NONE,
                                NONE,
                                NONE))
                .withMessage("Attention: Q f32[1,2,10], K f32[1,2,4] and V f32[1,2,4] do not go together");
    }

    private static Tensor length(int value) {
        Tensor tensor = Tensor.of(ElementType.I32, 1);
        tensor.setInteger(0, value);
        return tensor;
    }

    private static Tensor rows(Tensor x, int step) {
        Tensor part = Tensor.of(ElementType.F32, 1, 2, x.dim(2));
        part.copy(x, 2 * step * x.dim(2), 0, part.count());
        return part;
    }

    private static Tensor columns(Tensor x, int from, int count) {
        Tensor part = Tensor.of(ElementType.F32, x.dim(0), x.dim(1), count);
        for (int row = 0; row < x.dim(0) * x.dim(1); row++) {
            part.copy(x, row * x.dim(2) + from, row * count, count);
        }
        return part;
    }

    private static void assertClose(Tensor y, Tensor wanted) {
        assertThat(y).hasToString(wanted.toString());
        for (int i = 0; i < y.count(); i++) {
            assertThat(y.floats()[i]).isCloseTo(wanted.floats()[i], within(1e-5f));
        }
    }

    private static Tensor random(int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        Random random = new Random(tensor.count());
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextFloat() - 0.5f);
        }
        return tensor;
    }
}
