package dev.rsparse.runtime.op.move;

import static dev.rsparse.runtime.op.move.Values.counting;
import static dev.rsparse.runtime.op.move.Values.list;
import static dev.rsparse.runtime.op.move.Values.numbers;
import static dev.rsparse.runtime.op.move.Values.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PadTest {

    private final Tensor out = Values.used();

    @ParameterizedTest
    @CsvSource({
        "constant, 2, 1, '0,0,1,2,3,0'", "constant, -1, 1, '2,3,0'", "edge, 2, 1, '1,1,1,2,3,3'",
        "edge, -1, 2, '2,3,3,3'", "wrap, 2, 4, '2,3,1,2,3,1,2,3,1'", "wrap, -1, 3, '2,3,2,3,2'",
        "reflect, 2, 1, '3,2,1,2,3,2'", "reflect, 5, 5, '2,1,2,3,2,1,2,3,2,1,2,3,2'", "reflect, 1, -2, '1,1'",
        "constant, -2, -2, 'none'", "edge, -3, 1, 'none'"
    })
    void fillsPlaces(String mode, long before, long after, String expected) {
        Pad pad = new Pad(settings(19).with("mode", mode));
        Tensor row = counting(ElementType.I32, 3);
        Tensor none = Tensor.ABSENT;
        if (expected.equals("none")) {
            assertThatThrownBy(() -> pad.run(row, list(before, after), none, none, out))
                    .hasMessageMatching("Pad: (no extent -1, wanted of i32\\[3]"
                            + "|axis 0 of i32\\[3] has nothing to fill pads with)");
        } else {
            pad.run(row, list(before, after), none, none, out);
            assertThat(numbers(out))
                    .containsExactly(Arrays.stream(expected.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        }
    }

    @Test
    void readsAttributesOfVersionTwo() {
        Tensor none = Tensor.ABSENT;
        new Pad(settings(10).with("pads", 0, 1, 1, 0).with("value", 9f))
                .run(counting(ElementType.F16, 1, 2), none, none, none, out);
        assertThat(out).hasToString("f16[2,3]");
        assertThat(numbers(out)).containsExactly(9, 1, 2, 9, 9, 9);
    }

    @Test
    void padsNamedAxesAlone() {
        Tensor x = counting(ElementType.U8, 2, 2);
        new Pad(settings(18).with("mode", "reflect")).run(x, list(1, 0), Tensor.ABSENT, list(-1), out);
        assertThat(numbers(out)).containsExactly(2, 1, 2, 4, 3, 4);
    }

    @Test
    void refusesPadsThatDoNotFit() {
        Tensor x = counting(ElementType.F32, 2, 2);
        Tensor none = Tensor.ABSENT;
        assertThatThrownBy(() -> new Pad(settings(13)).run(x, list(1, 1), none, none, out))
                .hasMessage("Pad: pads [1, 1] do not go with f32[2,2]");
        assertThatThrownBy(() -> new Pad(settings(13)).run(x, list(1, 1, 0, 1L << 40), none, none, out))
                .hasMessage("Pad: no pad of 1099511627776");
        assertThatThrownBy(() -> new Pad(settings(13)).run(x, list(0, 0, 0, 0), list(1), none, out))
                .hasMessage("Pad: f32[2,2] and i64[1] are not of the same type");
        assertThatThrownBy(() -> new Pad(settings(13).with("mode", "mirror")).run(x, list(1, 0, 0, 0), none, none, out))
                .hasMessage("Pad: no mode mirror");
    }
}
