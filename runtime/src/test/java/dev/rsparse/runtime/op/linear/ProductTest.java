package dev.rsparse.runtime.op.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class ProductTest {

    static Stream<Arguments> shapes() {
        int[][] shapes = {
            {1, 1, 1},
            {1, 300, 70},
            {2, 5, 32},
            {3, 17, 31},
            {7, 4, 257},
            {8, 64, 64},
            {9, 256, 33},
            {23, 513, 96},
            {24, 40, 40},
            {31, 257, 65},
            {250, 12, 35},
            {0, 3, 4},
            {3, 0, 4},
            {3, 4, 0}
        };
        return Stream.of(shapes)
                .flatMap(s -> Stream.of(1, 3)
                        .flatMap(threads ->
                                Stream.of(0, 1, 2, 3).map(turns -> Arguments.of(s[0], s[1], s[2], threads, turns))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void isTheSumInOrderUnlessFewRowsMeetColumns(int rows, int depth, int columns, int threads, int turns) {
        boolean turnLeft = (turns & 1) != 0;
        boolean turnRight = (turns & 2) != 0;
        float[] a = random(rows * depth, 1);
        float[] b = random(depth * columns, 2);
        Tensor y = Tensor.of(ElementType.F32, rows * columns + 5);
        Arrays.fill(y.floats(), Float.NaN);
        try (Workers workers = new Workers(threads)) {
            Settings settings =
                    new Settings(workers, 13).with("transA", turnLeft ? 1L : 0L).with("transB", turnRight ? 1L : 0L);
            Tensor left = turnLeft ? Tensor.of(a, depth, rows) : Tensor.of(a, rows, depth);
            Tensor right = turnRight ? Tensor.of(b, columns, depth) : Tensor.of(b, depth, columns);
            new Gemm(settings).run(left, right, Tensor.ABSENT, y);
        }
        assertThat(y).hasToString("f32[" + rows + "," + columns + "]");
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float sum = 0;
                for (int r = 0; r < depth; r++) {
                    float one = turnLeft ? a[r * rows + i] : a[i * depth + r];
                    float other = turnRight ? b[j * depth + r] : b[r * columns + j];
                    sum = Math.fma(one, other, sum);
                }
                float tolerance = turnRight && rows < 4 && columns > 1 ? 1e-6f * depth : 0;
                assertThat(y.floats()[i * columns + j]).isCloseTo(sum, within(tolerance));
            }
        }
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        try (Workers workers = new Workers(1)) {
            Tensor a = Tensor.of(ElementType.F32, 2, 3);
            Tensor b = Tensor.of(ElementType.F32, 4, 5);
            Gemm gemm = new Gemm(new Settings(workers, 13));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> gemm.run(a, b, Tensor.ABSENT, new Tensor()))
                    .withMessage("Gemm: A f32[2,3] and B f32[4,5] do not go together: 3 and 4");
            Tensor fits = Tensor.of(ElementType.F32, 3, 5);
            Tensor bias = Tensor.of(ElementType.F32, 4);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> gemm.run(a, fits, bias, new Tensor()))
                    .withMessage("Gemm: C f32[4] cannot be stretched to the product of A f32[2,3] and B f32[3,5]");
            MatMul stacks = new MatMul(new Settings(workers, 13));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stacks.run(
                            Tensor.of(ElementType.F32, 2, 1, 3), Tensor.of(ElementType.F32, 3, 3, 1), new Tensor()))
                    .withMessage("MatMul: A f32[2,1,3] and B f32[3,3,1] do not go together: 2 and 3");
        }
    }

    @Test
    void multipliesTheOtherTypesAsTheyAre() {
        try (Workers workers = new Workers(1)) {
            for (ElementType type : List.of(
                    ElementType.F64,
                    ElementType.F16,
                    ElementType.BF16,
                    ElementType.I32,
                    ElementType.U32,
                    ElementType.I64,
                    ElementType.U64)) {
                Tensor a = Tensor.of(type, 2, 2);
                Tensor b = Tensor.of(type, 2, 1);
                Tensor y = new Tensor();
                for (int i = 0; i < 4; i++) {
                    a.setInteger(i, i + 1);
                    b.setInteger(i / 2, 5 + i / 2);
                }
                new MatMul(new Settings(workers, 9)).run(a, b, y);
                assertThat(y.type()).isEqualTo(type);
                assertThat(y.toLongs()).containsExactly(17, 39);
            }
        }
    }

    private static float[] random(int count, int seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
