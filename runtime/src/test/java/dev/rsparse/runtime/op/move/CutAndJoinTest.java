package dev.rsparse.runtime.op.move;

import static dev.rsparse.runtime.op.move.Values.counting;
import static dev.rsparse.runtime.op.move.Values.list;
import static dev.rsparse.runtime.op.move.Values.numbers;
import static dev.rsparse.runtime.op.move.Values.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CutAndJoinTest {

    private final Tensor x = counting(ElementType.F32, 2, 5);
    private final Tensor out = Values.used();

    @Test
    void cutsAsAPlainLoopDoes() {
        Random random = new Random(2);
        for (int round = 0; round < 2000; round++) {
            int extent = random.nextInt(6);
            int start = random.nextInt(17) - 8;
            int end = random.nextInt(17) - 8;
            int step = random.nextBoolean() ? 1 + random.nextInt(3) : -1 - random.nextInt(3);
            List<Double> expected = new ArrayList<>();
            int first = clamp(start < 0 ? start + extent : start, 0, step < 0 ? extent - 1 : extent);
            int last = clamp(end < 0 ? end + extent : end, step < 0 ? -1 : 0, extent);
            for (int i = first; (step < 0 ? i > last : i < last) && extent > 0; i += step) {
                expected.add(i + 1.0);
            }
            Tensor row = counting(ElementType.F16, extent);
            new Slice(settings(13)).run(row, list(start), list(end), list(-1), list(step), out);
            assertThat(numbers(out))
                    .as("%d:%d:%d of %d", start, end, step, extent)
                    .containsExactly(expected.stream().mapToDouble(i -> i).toArray());
        }
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    @Test
    void cutsToTheEndsWithTheLargestNumbers() {
        Tensor axes = list(1);
        new Slice(settings(13)).run(x, list(-1), list(Long.MIN_VALUE), axes, list(Long.MIN_VALUE), out);
        assertThat(numbers(out)).containsExactly(5, 10);
        new Slice(settings(13)).run(x, list(3), list(Long.MAX_VALUE), axes, list(Long.MAX_VALUE), out);
        assertThat(numbers(out)).containsExactly(4, 9);
    }

    @Test
    void cutsByAttributesInVersionOne() {
        Tensor none = Tensor.ABSENT;
        Settings settings =
                settings(9).with("starts", one(1)).with("ends", one(-1)).with("axes", one(1));
        new Slice(settings).run(x, none, none, none, none, out);
        assertThat(numbers(out)).containsExactly(2, 3, 4, 7, 8, 9);
    }

    private static long[] one(long value) {
        return new long[] {value};
    }

    @Test
    void refusesCutsThatDoNotGoTogether() {
        assertThatThrownBy(() -> new Slice(settings(13)).run(x, list(0), list(1, 2), Tensor.ABSENT, Tensor.ABSENT, out))
                .hasMessage("Slice: f32[2,5] is not cut by starts [0], ends [1, 2], axes [], steps []");
        assertThatThrownBy(() -> new Slice(settings(13)).run(x, list(0), list(1), list(0), list(0), out))
                .hasMessage("Slice: f32[2,5] is not cut by starts [0], ends [1], axes [0], steps [0]");
        assertThatThrownBy(
                        () -> new Slice(settings(13)).run(x, list(0, 0), list(1, 1), list(1, -1), Tensor.ABSENT, out))
                .hasMessage("Slice: f32[2,5] is not cut by starts [0, 0], ends [1, 1], axes [1, -1], steps []");
        assertThatThrownBy(() -> new Slice(settings(13)).run(x, list(0), list(1), list(2), Tensor.ABSENT, out))
                .hasMessage("Slice: no axis 2 among 2 of f32[2,5]");
    }

    @Test
    void splitsAndJoinsBackAgain() {
        for (ElementType type : Types.ALL) {
            Tensor whole = counting(type, 3, 7, 2);
            Tensor[] parts = {Values.used(), Values.used(), Values.used()};
            new Split(settings(13).with("axis", -2)).run(whole, list(4, 0, 3), parts);
            assertThat(parts[0].dims()).containsExactly(3, 4, 2);
            assertThat(parts[2].dims()).containsExactly(3, 3, 2);
            new Concat(settings(13).with("axis", 1)).run(parts, out);
            assertThat(out).hasToString(whole.toString());
            assertThat(numbers(out)).containsExactly(numbers(whole));
        }
    }

    @Test
    void splitsByTheAttributeOfOldVersions() {
        Tensor[] parts = {new Tensor(), new Tensor()};
        new Split(settings(11).with("axis", 1).with("split", 2, 3)).run(x, Tensor.ABSENT, parts);
        assertThat(numbers(parts[1])).containsExactly(3, 4, 5, 8, 9, 10);
    }

    @Test
    void refusesPartsThatDoNotMakeTheWhole() {
        Tensor[] two = {new Tensor(), new Tensor()};
        assertThatThrownBy(() -> new Split(settings(13).with("axis", 1)).run(x, Tensor.ABSENT, two))
                .hasMessage("Split: axis 1 of f32[2,5] does not make 2 parts");
        assertThatThrownBy(() -> new Split(settings(13).with("axis", 1)).run(x, list(6, -1), two))
                .hasMessage("Split: axis 1 of f32[2,5] does not make 2 parts of extents [6, -1]");
        assertThatThrownBy(() -> new Split(settings(13).with("axis", 1)).run(x, list(5), two))
                .hasMessage("Split: axis 1 of f32[2,5] does not make 2 parts of extents [5]");
    }

    @Test
    void refusesInputsThatAreNotJoined() {
        Tensor[] inputs = {x, counting(ElementType.F32, 3, 5)};
        assertThatThrownBy(() -> new Concat(settings(13).with("axis", 1)).run(inputs, out))
                .hasMessage("Concat: f32[2,5] and f32[3,5] do not go together along axis 1");
        inputs[1] = counting(ElementType.I32, 2, 5);
        assertThatThrownBy(() -> new Concat(settings(13).with("axis", 1)).run(inputs, out))
                .hasMessage("Concat: f32[2,5] and i32[2,5] do not go together along axis 1");
    }
}
