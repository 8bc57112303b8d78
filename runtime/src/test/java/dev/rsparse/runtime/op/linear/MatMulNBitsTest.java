package dev.rsparse.runtime.op.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class MatMulNBitsTest {

    private static final int COLUMNS = 35;

    /// What a weight is made of. Depths beyond whole chunks of vectors and whole blocks are among them.
    record Form(int bits, int block, int depth, String points) {

        int blocks() {
            return Math.ceilDiv(depth, block);
        }
    }

    private final Random random = new Random(5);

    static Stream<Form> forms() {
        return Stream.of(
                new Form(4, 16, 64, "none"),
                new Form(4, 32, 256, "none"),
                new Form(4, 32, 300, "packed"),
                new Form(4, 32, 416, "floats"),
                new Form(4, 128, 640, "packed"),
                new Form(4, 256, 700, "none"),
                new Form(4, 6, 40, "packed"),
                new Form(4, 48, 144, "floats"),
                new Form(2, 16, 272, "packed"),
                new Form(2, 64, 512, "none"),
                new Form(8, 32, 96, "none"),
                new Form(8, 128, 333, "packed"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isTheProductWithWhatIsStored(Form form) {
        Weight weight = new Weight(form);
        for (int rows : new int[] {0, 1, 2, 16, 17, 33}) {
            Tensor a = floats(rows, form.depth());
            Tensor bias = floats(COLUMNS);
            Tensor one = weight.times(a, Tensor.ABSENT, bias, 1);
            Tensor three = weight.times(a, Tensor.ABSENT, bias, 3);
            assertThat(one).hasToString("f32[" + rows + "," + COLUMNS + "]");
            assertThat(three.floats()).as("any number of threads").isEqualTo(one.floats());
            for (int i = 0; i < one.count(); i++) {
                double sum = bias.number(i % COLUMNS);
                for (int r = 0; r < form.depth(); r++) {
                    sum += a.number(i / COLUMNS * form.depth() + r) * weight.number(i % COLUMNS, r, r / form.block());
                }
                assertThat(one.floats()[i]).isCloseTo((float) sum, within(1e-5f));
            }
        }
    }

    @Test
    void columnsMayHaveTheScalesOfOtherBlocks() {
        Form form = new Form(4, 16, 128, "packed");
        Weight weight = new Weight(form);
        Tensor a = floats(2, form.depth());
        Tensor group = Tensor.of(ElementType.I32, form.depth());
        for (int r = 0; r < form.depth(); r++) {
            group.setInteger(r, (r * 5 + 3) % form.blocks());
        }
        Tensor y = weight.times(a, group, Tensor.ABSENT, 1);
        for (int i = 0; i < y.count(); i++) {
            double sum = 0;
            for (int r = 0; r < form.depth(); r++) {
                sum += a.number(i / COLUMNS * form.depth() + r) * weight.number(i % COLUMNS, r, (int) group.integer(r));
            }
            assertThat(y.floats()[i]).isCloseTo((float) sum, within(1e-5f));
        }
        group.setInteger(7, form.blocks());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weight.times(a, group, Tensor.ABSENT, 1))
                .withMessage("MatMulNBits: g_idx does not give block 6 the columns of one block");
    }

    @Test
    void inputsOfSixteenBitsAreWidened() {
        Weight weight = new Weight(new Form(4, 32, 64, "none"));
        Tensor wide = floats(1, 64);
        Tensor a = Tensor.of(ElementType.F16, 1, 64);
        for (int i = 0; i < 64; i++) {
            a.setNumber(i, wide.number(i));
            wide.setNumber(i, a.number(i));
        }
        Tensor y = weight.times(a, Tensor.ABSENT, Tensor.ABSENT, 1);
        Tensor expected = weight.times(wide, Tensor.ABSENT, Tensor.ABSENT, 1);
        assertThat(y.type()).isEqualTo(ElementType.F16);
        for (int i = 0; i < COLUMNS; i++) {
            assertThat(y.number(i)).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(expected.floats()[i])));
        }
    }

    @Test
    void integersBeginWithTheLowestBits() {
        // Rows 1 2 3 4 and 15 0 8 8, in blocks of two.
        Tensor b = bytes(new int[] {0x21, 0x43, 0x0F, 0x88}, 2, 2, 1);
        Tensor zeros = bytes(new int[] {0x31, 0x88}, 2, 1);
        Tensor scales = Tensor.of(new float[] {1, 10, 1, 1}, 4);
        Tensor y = new Tensor();
        try (Workers workers = new Workers(1)) {
            Tensor a = Tensor.of(new float[] {1, 1, 1, 1}, 1, 4);
            new MatMulNBits(settings(workers, 4, 2, 4, 2)).run(a, b, scales, zeros, Tensor.ABSENT, Tensor.ABSENT, y);
        }
        // (1-1) + (2-1) + 10 (3-3) + 10 (4-3), and (15-8) + (0-8) + 0 + 0.
        assertThat(y.floats()).startsWith(11, -1);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        Weight weight = new Weight(new Form(4, 32, 64, "none"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weight.times(floats(1, 63), Tensor.ABSENT, Tensor.ABSENT, 1))
                .withMessage("MatMulNBits: A f32[1,63] cannot go with K 64 and N 35");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> weight.times(floats(1, 64), Tensor.of(ElementType.I32, 63), Tensor.ABSENT, 1))
                .withMessage("MatMulNBits: B u8[35,2,16], scales f32[70], g_idx i32[63] do not go together"
                        + " with K 64 and N 35");
        try (Workers workers = new Workers(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MatMulNBits(settings(workers, 64, 35, 3, 32)))
                    .withMessage("MatMulNBits: blocks of 32 numbers of 3 bits");
        }
    }

    private static Settings settings(Workers workers, long depth, long columns, long bits, long block) {
        return new Settings(workers, 1)
                .with("K", depth)
                .with("N", columns)
                .with("bits", bits)
                .with("block_size", block);
    }

    private Tensor floats(int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextFloat() - 0.4f);
        }
        return tensor;
    }

    private static Tensor bytes(int[] values, int... dims) {
        Tensor tensor = Tensor.of(ElementType.U8, dims);
        for (int i = 0; i < values.length; i++) {
            tensor.setInteger(i, values[i]);
        }
        return tensor;
    }

    /// A random weight.
    private final class Weight {

        private final Form form;
        private final Tensor packed;
        private final Tensor scales;
        private final Tensor points;

        private Weight(Form form) {
            this.form = form;
            int width = form.block() * form.bits() / 8;
            this.packed = random(COLUMNS, form.blocks(), width);
            this.scales = Tensor.of(ElementType.F32, COLUMNS * form.blocks());
            for (int i = 0; i < scales.count(); i++) {
                scales.setNumber(i, (random.nextFloat() + 0.5f) / (1 << form.bits()) / form.depth());
            }
            this.points = switch (form.points()) {
                case "packed" -> random(COLUMNS, Math.ceilDiv(form.blocks() * form.bits(), 8));
                case "floats" -> floats(COLUMNS, form.blocks());
                default -> Tensor.ABSENT;
            };
        }

        private Tensor random(int... dims) {
            byte[] values = new byte[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
            random.nextBytes(values);
            Tensor tensor = Tensor.of(ElementType.U8, dims);
            System.arraycopy(values, 0, tensor.bytes(), 0, values.length);
            return tensor;
        }

        private double number(int column, int row, int block) {
            int width = form.blocks() * form.block() * form.bits() / 8;
            int pointWidth = Math.ceilDiv(form.blocks() * form.bits(), 8);
            double point = switch (form.points()) {
                case "packed" -> integer(points, column * pointWidth, block);
                case "floats" -> points.number(column * form.blocks() + block);
                default -> 1 << form.bits() - 1;
            };
            return (integer(packed, column * width, row) - point) * scales.number(column * form.blocks() + block);
        }

        private long integer(Tensor from, int at, int i) {
            int bit = i * form.bits();
            return from.integer(at + bit / 8) >> bit % 8 & (1 << form.bits()) - 1;
        }

        private Tensor times(Tensor a, Tensor group, Tensor bias, int threads) {
            Tensor y = new Tensor();
            try (Workers workers = new Workers(threads)) {
                new MatMulNBits(settings(workers, form.depth(), COLUMNS, form.bits(), form.block()))
                        .run(a, packed, scales, points, group, bias, y);
            }
            return y;
        }
    }
}
