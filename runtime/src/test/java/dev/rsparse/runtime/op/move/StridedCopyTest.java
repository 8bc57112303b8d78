package dev.rsparse.runtime.op.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StridedCopyTest {

    /// Around the side of a square.
    private static final int[] EXTENTS = {1, 2, 3, 31, 32, 33, 67};

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void transposesAsAPlainLoopDoes(int threads) {
        Random random = new Random(1);
        try (Workers workers = new Workers(threads)) {
            for (int round = 0; round < 200; round++) {
                int rank = 1 + random.nextInt(4);
                int[] dims = new int[rank];
                long[] perm = new long[rank];
                for (int axis = 0; axis < rank; axis++) {
                    dims[axis] = EXTENTS[random.nextInt(rank > 3 ? 4 : EXTENTS.length)];
                    perm[axis] = axis;
                }
                for (int axis = rank - 1; axis > 0; axis--) {
                    int other = random.nextInt(axis + 1);
                    long kept = perm[axis];
                    perm[axis] = perm[other];
                    perm[other] = kept;
                }
                ElementType type = Types.ALL.stream()
                        .skip(round % Types.ALL.size())
                        .findFirst()
                        .orElseThrow();
                checkTranspose(workers, Values.counting(type, dims), perm);
            }
        }
    }

    private static void checkTranspose(Workers workers, Tensor x, long[] perm) {
        Tensor out = Values.used();
        new Transpose(new Settings(workers, 13).with("perm", perm)).run(x, out);
        int rank = x.rank();
        assertThat(out.type()).isEqualTo(x.type());
        for (int i = 0; i < out.count(); i++) {
            int rest = i;
            int place = 0;
            for (int axis = rank - 1; axis >= 0; axis--) {
                place += rest % out.dim(axis) * x.count((int) perm[axis] + 1, rank);
                rest /= out.dim(axis);
            }
            if (out.number(i) != x.number(place)) {
                assertThat(out.number(i))
                        .as("%s %s at %d", x, Arrays.toString(perm), i)
                        .isEqualTo(x.number(place));
            }
        }
    }

    @Test
    void sharesOneLongRunAmongThreads() {
        try (Workers workers = new Workers(2)) {
            Tensor x = Values.counting(ElementType.I32, 200_000);
            Tensor out = new Tensor();
            new Slice(new Settings(workers, 13))
                    .run(x, Values.list(3), Values.list(199_999), Tensor.ABSENT, Tensor.ABSENT, out);
            assertThat(out.count()).isEqualTo(199_996);
            for (int i = 0; i < out.count(); i++) {
                assertThat(out.ints()[i]).isEqualTo(i + 4);
            }
        }
    }

    @Test
    void copiesNothingAlongAnEmptyAxis() {
        Tensor out = Values.used();
        new Transpose(Values.settings(13)).run(Tensor.of(ElementType.F32, 3, 0, 2), out);
        assertThat(out).hasToString("f32[2,0,3]");
    }
}
