package dev.rsparse.runtime.op.move;

import static dev.rsparse.runtime.op.move.Values.counting;
import static dev.rsparse.runtime.op.move.Values.list;
import static dev.rsparse.runtime.op.move.Values.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesOfTensorsTest {

    private final Tensor x = counting(ElementType.I16, 2, 3, 4);
    private final Tensor out = new Tensor();

    @ParameterizedTest
    @CsvSource({
        "'4,-1', 'i16[4,6]'",
        "'0,-1', 'i16[2,12]'",
        "'-1', 'i16[24]'",
        "'0,0,0,1', 'i16[2,3,4,1]'",
        "'0,0,0,0', 'none'",
        "'-1,-1', 'none'",
        "'-2,12', 'none'",
        "'23', 'none'",
        "'1,24,1', 'i16[1,24,1]'"
    })
    void reshapes(String shape, String expected) {
        long[] extents =
                Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
        Reshape reshape = new Reshape(settings(13));
        if (expected.equals("none")) {
            assertThatThrownBy(() -> reshape.run(x, list(extents), out))
                    .hasMessage("Reshape: i16[2,3,4] does not take the shape " + Arrays.toString(extents));
        } else {
            reshape.run(x, list(extents), out);
            assertThat(out).hasToString(expected);
            assertThat(out.data()).isSameAs(x.data());
        }
    }

    @Test
    void readsAxesFromAttributesOfOldVersions() {
        Tensor one = Tensor.of(ElementType.F64, 1, 3, 1);
        new Squeeze(settings(11).with("axes", new long[] {-1})).run(one, Tensor.ABSENT, out);
        assertThat(out).hasToString("f64[1,3]");
        new Unsqueeze(settings(11).with("axes", 3, 0)).run(one, Tensor.ABSENT, out);
        assertThat(out).hasToString("f64[1,1,3,1,1]");
    }

    @Test
    void squeezesAllAxesOfExtentOneWhenNoneAreNamed() {
        new Squeeze(settings(13)).run(Tensor.of(ElementType.F64, 1, 3, 1), Tensor.ABSENT, out);
        assertThat(out).hasToString("f64[3]");
    }

    @Test
    void flattensNumbersWithoutAxes() {
        new Flatten(settings(13).with("axis", 0)).run(Tensor.of(ElementType.F32), out);
        assertThat(out).hasToString("f32[1,1]");
    }

    @Test
    void refusesAxesThatThereAreNot() {
        assertThatThrownBy(() -> new Squeeze(settings(13)).run(x, list(1), out))
                .hasMessage("Squeeze: axis 1 of i16[2,3,4] is not of extent 1");
        assertThatThrownBy(() -> new Squeeze(settings(13)).run(x, list(3), out))
                .hasMessage("Squeeze: no axis 3 among 3 of i16[2,3,4]");
        assertThatThrownBy(() -> new Unsqueeze(settings(13)).run(x, list(0, -5), out))
                .hasMessage("Unsqueeze: axis 0 comes twice in [0, -5]");
        assertThatThrownBy(() -> new Unsqueeze(settings(13)).run(x, list(4), out))
                .hasMessage("Unsqueeze: no axis 4 among 4 from i16[2,3,4]");
        assertThatThrownBy(() -> new Flatten(settings(13).with("axis", 4)).run(x, out))
                .hasMessage("Flatten: no axis 4 among 3 of i16[2,3,4]");
        assertThatThrownBy(() -> new Transpose(settings(13).with("perm", 0, 1, 1)).run(x, out))
                .hasMessage("Transpose: perm [0, 1, 1] is no order of the axes of i16[2,3,4]");
        assertThatThrownBy(() -> new Unsqueeze(settings(13)).run(x, Tensor.of(new float[1], 1), out))
                .hasMessage("Unsqueeze: axes f32[1] is not of type i64 or i32");
    }

    @Test
    void refusesShapesThatDoNotGoTogether() {
        assertThatThrownBy(() -> new Expand(settings(13)).run(x, list(2, 4), out))
                .hasMessage("Expand: i16[2,3,4] is not stretched by [2, 4]");
        assertThatThrownBy(() -> new Tile(settings(13)).run(x, list(2, 2), out))
                .hasMessage("Tile: repeats [2, 2] do not go with i16[2,3,4]");
        assertThatThrownBy(() -> new Tile(settings(13)).run(x, list(1, 1, Long.MAX_VALUE), out))
                .hasMessage("Tile: no extent -1, wanted of i16[2,3,4]");
        assertThatThrownBy(() -> new ConstantOfShape(settings(9)).run(list(2, -1), out))
                .hasMessage("ConstantOfShape: no shape [2, -1]");
    }
}
