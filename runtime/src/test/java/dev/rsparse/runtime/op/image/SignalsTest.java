package dev.rsparse.runtime.op.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private final Tensor out = new Tensor();

    private static Settings settings(int version) {
        return new Settings(new Workers(1), version);
    }

    private static Tensor single(long value) {
        return Tensor.of(new long[] {value});
    }

    private static Tensor noise(ElementType type, int... dims) {
        Random random = new Random(1);
        Tensor x = Tensor.of(type, dims);
        for (int i = 0; i < x.count(); i++) {
            x.setNumber(i, random.nextDouble() - 0.5);
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 10, 16, 31, 60, 64, 100, 127, 400})
    void transformsAsTheSumSays(int length) {
        Tensor x = noise(ElementType.F64, 1, length, 2);
        new DFT(settings(17)).run(x, NONE, NONE, out);
        for (int k = 0; k < length; k++) {
            double real = 0;
            double imaginary = 0;
            for (int n = 0; n < length; n++) {
                double angle = -2 * Math.PI * ((long) k * n % length) / length;
                real += x.number(2 * n) * Math.cos(angle) - x.number(2 * n + 1) * Math.sin(angle);
                imaginary += x.number(2 * n) * Math.sin(angle) + x.number(2 * n + 1) * Math.cos(angle);
            }
            assertThat(out.number(2 * k)).isCloseTo(real, within(1e-12 * length));
            assertThat(out.number(2 * k + 1)).isCloseTo(imaginary, within(1e-12 * length));
        }
    }

    @Test
    void comesBackFromHalfASpectrum() {
        Tensor x = noise(ElementType.F32, 2, 9, 3, 1);
        Tensor half = new Tensor();
        new DFT(settings(20).with("onesided", 1)).run(x, NONE, single(1), half);
        assertThat(half).hasToString("f32[2,5,3,2]");
        new DFT(settings(20).with("onesided", 1).with("inverse", 1)).run(half, single(9), single(1), out);
        assertThat(out).hasToString("f32[2,9,3,1]");
        for (int i = 0; i < x.count(); i++) {
            assertThat(out.number(i)).isCloseTo(x.number(i), within(1e-6));
        }
    }

    @Test
    void cutsOrFillsToTheLength() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 3, 1);
        new DFT(settings(20)).run(x, single(2), NONE, out);
        assertThat(out.floats()).startsWith(3, 0, -1, 0);
        new DFT(settings(20)).run(x, single(4), NONE, out);
        assertThat(out.floats()).startsWith(6, 0, -2, -2, 2, 0, -2, 2);
    }

    @Test
    void refusesSignalsWithoutParts() {
        assertThatThrownBy(() -> new DFT(settings(17)).run(Tensor.of(new float[6], 2, 3), NONE, NONE, out))
                .hasMessage("DFT: input f32[2,3] has no last axis of real and imaginary parts");
        Tensor x = Tensor.of(new float[6], 1, 6, 1);
        assertThatThrownBy(() -> new DFT(settings(17).with("axis", 2)).run(x, NONE, NONE, out))
                .hasMessage("DFT: the last axis of f32[1,6,1] holds parts of numbers");
        assertThatThrownBy(() -> new DFT(settings(17)).run(x, single(0), NONE, out))
                .hasMessage("DFT: dft_length 0 is less than 1 or too large");
        assertThatThrownBy(() -> new STFT(settings(17)).run(x, single(1), NONE, single(7), out))
                .hasMessage("STFT: signal f32[1,6,1] has no frames of 7 places, one side,");
        assertThatThrownBy(() -> new STFT(settings(17)).run(x, single(0), NONE, NONE, out))
                .hasMessage("STFT: frame_step 0 is less than 1 or too large");
    }

    @Test
    void makesTheSmallestWindows() {
        new HannWindow(settings(17)).run(single(0), out);
        assertThat(out.count()).isZero();
        new HannWindow(settings(17).with("periodic", 0)).run(single(1), out);
        assertThat(out.number(0)).isZero();
        new BlackmanWindow(settings(17).with("output_datatype", 11)).run(single(2), out);
        assertThat(out.type()).isEqualTo(ElementType.F64);
        assertThatThrownBy(() -> new HammingWindow(settings(17)).run(single(-1), out))
                .hasMessage("HammingWindow: size -1 is less than 0 or too large");
    }

    @Test
    void refusesBandsBeyondTheSpectrum() {
        Tensor low = Tensor.of(new float[] {0});
        Tensor high = Tensor.of(new float[] {9000});
        assertThatThrownBy(() ->
                        new MelWeightMatrix(settings(17)).run(single(4), single(16), single(8000), low, high, out))
                .hasMessage(
                        "MelWeightMatrix: no bands from 0.0 to 9000.0 hertz in a spectrum of 8000 samples a second");
    }

    @Test
    void findsDeterminants() {
        new Det(settings(11)).run(Tensor.of(new float[] {0, 1, 1, 0, 2, 4, 1, 2}, 2, 2, 2), out);
        assertThat(out.floats()).startsWith(-1, 0);
        new Det(settings(11)).run(Tensor.of(ElementType.F16, 0, 0), out);
        assertThat(out).hasToString("f16[]");
        assertThat(out.number(0)).isEqualTo(1);
        assertThatThrownBy(() -> new Det(settings(11)).run(Tensor.of(ElementType.F32, 2, 3), out))
                .hasMessage("Det: X f32[2,3] does not hold square matrices");
    }
}
