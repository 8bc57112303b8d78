package dev.rsparse.runtime.op.move;

import static dev.rsparse.runtime.op.move.Values.counting;
import static dev.rsparse.runtime.op.move.Values.list;
import static dev.rsparse.runtime.op.move.Values.numbers;
import static dev.rsparse.runtime.op.move.Values.settings;
import static dev.rsparse.runtime.op.move.Values.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MakeAndRearrangeTest {

    private final Tensor out = Values.used();

    @Test
    void countsRangesOfIntegersWithoutOverflow() {
        new Range(settings(11)).run(single(Long.MAX_VALUE - 1), single(Long.MAX_VALUE), single(5), out);
        assertThat(out.toLongs()).containsExactly(Long.MAX_VALUE - 1);
        new Range(settings(11)).run(single(5), single(-2), single(-3), out);
        assertThat(out.toLongs()).containsExactly(5, 2, -1);
        new Range(settings(11)).run(single(5), single(5), single(1), out);
        assertThat(out.count()).isZero();
        assertThatThrownBy(() -> new Range(settings(11)).run(single(0), single(Long.MAX_VALUE), single(1), out))
                .hasMessage("Range: no numbers from 0 to 9223372036854775807 in steps of 1");
        assertThatThrownBy(() -> new Range(settings(11)).run(single(0), single(1), single(0), out))
                .hasMessage("Range: no numbers from 0 to 1 in steps of 0");
        assertThatThrownBy(() -> new Range(settings(11)).run(single(0), single(1), Tensor.of(new float[1]), out))
                .hasMessage("Range: i64[] and f32[] are not of the same type");
    }

    @Test
    void makesConstantsOfEveryKind() {
        new Constant(settings(13).with("value_ints", 4, 5)).run(out);
        assertThat(out).hasToString("i64[2]");
        new Constant(settings(13).with("value_int", 4)).run(out);
        assertThat(out).hasToString("i64[]");
        new Constant(settings(13).with("value_float", 4f)).run(out);
        assertThat(out).hasToString("f32[]");
        new Constant(settings(13).with("value", counting(ElementType.U8, 3))).run(out);
        assertThat(numbers(out)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> new Constant(settings(13).with("value_string", "a")))
                .hasMessage("Constant: no value that is a tensor, a number or a list of numbers");
    }

    @Test
    void fillsShapesWithTheValueOfTheAttribute() {
        Tensor value = Tensor.of(ElementType.BOOL, 1);
        value.setInteger(0, 1);
        new ConstantOfShape(settings(9).with("value", value)).run(list(2, 1), out);
        assertThat(out).hasToString("bool[2,1]");
        assertThat(numbers(out)).containsExactly(1, 1);
        new ConstantOfShape(settings(9)).run(list(), out);
        assertThat(out).hasToString("f32[]");
        assertThat(numbers(out)).containsExactly(0);
    }

    @Test
    void keepsTrianglesWhateverTheDiagonal() {
        Tensor x = counting(ElementType.F64, 2, 2);
        new Trilu(settings(14)).run(x, single(Long.MAX_VALUE), out);
        assertThat(numbers(out)).containsOnly(0);
        new Trilu(settings(14)).run(x, single(Long.MIN_VALUE), out);
        assertThat(numbers(out)).containsExactly(1, 2, 3, 4);
        new Trilu(settings(14).with("upper", 0)).run(x, Tensor.ABSENT, out);
        assertThat(numbers(out)).containsExactly(1, 0, 3, 4);
    }

    @Test
    void stretchesAndRepeatsAlongAllAxes() {
        Tensor x = counting(ElementType.BF16, 2, 1);
        new Expand(settings(13)).run(x, list(2, 1, 3), out);
        assertThat(numbers(out)).containsExactly(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2);
        new Tile(settings(13)).run(x, list(2, 2), out);
        assertThat(numbers(out)).containsExactly(1, 1, 2, 2, 1, 1, 2, 2);
        new Tile(settings(13)).run(x, list(0, 2), out);
        assertThat(out).hasToString("bf16[0,2]");
    }

    @Test
    void bringsSpaceToDepthAndBack() {
        Tensor x = counting(ElementType.I32, 2, 3, 4, 6);
        Tensor deep = new Tensor();
        new SpaceToDepth(settings(13).with("blocksize", 2)).run(x, deep);
        assertThat(deep).hasToString("i32[2,12,2,3]");
        new DepthToSpace(settings(13).with("blocksize", 2)).run(deep, out);
        assertThat(numbers(out)).containsExactly(numbers(x));
        assertThatThrownBy(() -> new DepthToSpace(settings(13).with("blocksize", 5)).run(x, out))
                .hasMessage("DepthToSpace: i32[2,3,4,6] does not take blocks of 5");
        assertThatThrownBy(() -> new SpaceToDepth(settings(13).with("blocksize", -1)))
                .hasMessage("SpaceToDepth: blocksize -1 is no extent");
    }

    @Test
    void chooses() {
        Tensor condition = Tensor.of(ElementType.BOOL, 2);
        condition.setInteger(1, 1);
        Tensor x = counting(ElementType.F32, 2, 3);
        new Compress(settings(11).with("axis", -1)).run(x, condition, out);
        assertThat(numbers(out)).containsExactly(2, 5);
        new Compress(settings(11)).run(x, condition, out);
        assertThat(numbers(out)).containsExactly(2);
        assertThatThrownBy(() -> new Compress(settings(11).with("axis", 0)).run(x, Tensor.of(ElementType.BOOL, 3), out))
                .hasMessage("Compress: condition bool[3] does not go with axis 0 of f32[2,3]");
    }

    @Test
    void refusesSequencesLongerThanTheirAxis() {
        Tensor x = counting(ElementType.F32, 2, 3);
        ReverseSequence reverse =
                new ReverseSequence(settings(10).with("batch_axis", 0).with("time_axis", 1));
        reverse.run(x, list(2, 3), out);
        assertThat(numbers(out)).containsExactly(2, 1, 3, 6, 5, 4);
        assertThatThrownBy(() -> reverse.run(x, list(2, 4), out))
                .hasMessage("ReverseSequence: no length 4 in f32[2,3]");
        assertThatThrownBy(() -> new ReverseSequence(settings(10).with("batch_axis", 2)))
                .hasMessage("ReverseSequence: batch_axis 2 and time_axis 0 are not 0 and 1");
    }

    @Test
    void runsAgainWithoutGarbage() {
        Tensor x = counting(ElementType.F32, 4, 6, 5);
        Tensor indices = list(1, 3, 0);
        Tensor ends = list(3);
        Tensor[] parts = {new Tensor(), new Tensor()};
        Tensor split = list(2, 2);
        Gather gather = new Gather(settings(13));
        Transpose transpose = new Transpose(settings(13));
        Slice slice = new Slice(settings(13));
        Split cut = new Split(settings(13));
        Concat concat = new Concat(settings(13));
        Reshape reshape = new Reshape(settings(13));
        Tensor shape = list(4, 30);
        Tensor view = new Tensor();
        Tensor[] outs = {new Tensor(), new Tensor(), new Tensor(), new Tensor()};
        Tensor start = list(1);
        Runnable all = () -> {
            gather.run(x, indices, outs[0]);
            transpose.run(x, outs[1]);
            slice.run(x, start, ends, Tensor.ABSENT, Tensor.ABSENT, outs[2]);
            cut.run(x, split, parts);
            concat.run(parts, outs[3]);
            reshape.run(x, shape, view);
        };
        all.run();
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = bean.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            all.run();
        }
        assertThat(bean.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }
}
