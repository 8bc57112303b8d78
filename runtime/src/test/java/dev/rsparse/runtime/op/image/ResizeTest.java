package dev.rsparse.runtime.op.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import org.junit.jupiter.api.Test;

class ResizeTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private final Tensor row = Tensor.of(new float[] {1, 2, 3, 4}, 1, 4);
    private final Tensor out = new Tensor();

    private static Settings settings(int version) {
        return new Settings(new Workers(1), version);
    }

    private static Tensor floats(float... values) {
        return Tensor.of(values, values.length);
    }

    private static Tensor list(long... values) {
        return Tensor.of(values, values.length);
    }

    @Test
    void takesTheNearestPlaceAsItsFirstVersionDid() {
        new Resize(settings(10)).run(row, floats(1, 1.5f), NONE, NONE, out);
        assertThat(out.floats()).startsWith(1, 1, 2, 3, 3, 4);
        new Resize(settings(10)).run(row, floats(1, 0.6f), NONE, NONE, out);
        assertThat(out).hasToString("f32[1,2]");
        assertThat(out.floats()).startsWith(1, 3);
    }

    @Test
    void goesBetweenPlacesAsItsFirstVersionsDid() {
        new Resize(settings(10).with("mode", "linear")).run(row, floats(1, 2), NONE, NONE, out);
        assertThat(out.floats()).startsWith(1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4);
        new Upsample(settings(7).with("mode", "linear").with("scales", 1f, 2f)).run(row, NONE, out);
        assertThat(out.floats()).startsWith(1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 4);
        new Upsample(settings(9)).run(row, floats(2, 1), out);
        assertThat(out.floats()).startsWith(1, 2, 3, 4, 1, 2, 3, 4);
    }

    @Test
    void resizesEveryTypeOfNumbers() {
        for (ElementType type : Types.NUMBERS) {
            Tensor x = Tensor.of(type, 1, 2);
            x.setInteger(1, 100);
            new Resize(settings(13).with("mode", "linear")).run(x, NONE, NONE, list(2, 4), out);
            assertThat(out.type()).isEqualTo(type);
            for (int i = 0; i < 8; i++) {
                assertThat(out.number(i)).isEqualTo(new double[] {0, 25, 75, 100}[i % 4]);
            }
        }
    }

    @Test
    void keepsCubicsOfBytesWithinBytes() {
        Tensor x = Tensor.of(ElementType.U8, 4);
        x.setInteger(2, 255);
        x.setInteger(3, 255);
        new Resize(settings(13).with("mode", "cubic")).run(x, NONE, floats(4), NONE, out);
        for (int i = 0; i < 6; i++) {
            assertThat(out.number(i)).isLessThan(20);
            assertThat(out.number(15 - i)).isGreaterThan(235);
        }
    }

    @Test
    void givesTheSameOnSeveralThreads() {
        Tensor x = Tensor.of(ElementType.F32, 3, 40, 50);
        for (int i = 0; i < x.count(); i++) {
            x.floats()[i] = (float) Math.sin(i);
        }
        for (String mode : new String[] {"nearest", "linear", "cubic"}) {
            new Resize(settings(13).with("mode", mode)).run(x, NONE, NONE, list(3, 90, 111), out);
            try (Workers workers = new Workers(3)) {
                Tensor shared = new Tensor();
                new Resize(new Settings(workers, 13).with("mode", mode)).run(x, NONE, NONE, list(3, 90, 111), shared);
                assertThat(shared.floats()).isEqualTo(out.floats());
            }
        }
    }

    @Test
    void keepsConstantsConstant() {
        Tensor x = Tensor.of(ElementType.F64, 5, 7);
        for (int i = 0; i < x.count(); i++) {
            x.setNumber(i, 3);
        }
        Settings settings =
                settings(18).with("mode", "cubic").with("antialias", 1).with("exclude_outside", 1);
        new Resize(settings).run(x, NONE, NONE, list(2, 15), out);
        for (int i = 0; i < out.count(); i++) {
            assertThat(out.number(i)).isCloseTo(3, within(1e-12));
        }
    }

    @Test
    void refusesWhatIsNoScaleOrSize() {
        assertThatThrownBy(() -> new Resize(settings(13)).run(row, NONE, floats(1), NONE, out))
                .hasMessage("Resize: f32[1] are not scales or sizes of 2 axes of f32[1,4]");
        assertThatThrownBy(() -> new Resize(settings(13)).run(row, NONE, floats(1, -1), NONE, out))
                .hasMessage("Resize: no scale -1.0 of axis 1 of f32[1,4]");
        assertThatThrownBy(() -> new Resize(settings(13)).run(row, NONE, NONE, list(1, -1), out))
                .hasMessage("Resize: no extent -1 of axis 1 of f32[1,4]");
        assertThatThrownBy(() ->
                        new Resize(settings(18).with("axes", new long[] {2})).run(row, NONE, NONE, list(1), out))
                .hasMessage("Resize: no axis 2 in f32[1,4]");
        Settings crop = settings(13).with("coordinate_transformation_mode", "tf_crop_and_resize");
        assertThatThrownBy(() -> new Resize(crop).run(row, floats(0, 1), NONE, list(1, 4), out))
                .hasMessage("Resize: roi f32[2] is no region of 2 axes of f32[1,4]");
        assertThatThrownBy(() -> new Upsample(settings(9)).run(row, floats(1), out))
                .hasMessage("Upsample: scales do not go with f32[1,4]");
    }

    @Test
    void refusesUnknownModes() {
        assertThatThrownBy(() -> new Resize(settings(13).with("mode", "area"))).hasMessage("Resize: no mode area");
        assertThatThrownBy(() -> new Resize(settings(13).with("nearest_mode", "up")))
                .hasMessage("Resize: no nearest_mode up");
        assertThatThrownBy(() -> new Resize(settings(13).with("coordinate_transformation_mode", "corners")))
                .hasMessage("Resize: no coordinate_transformation_mode corners");
    }
}
