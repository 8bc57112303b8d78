package dev.rsparse.runtime.op.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuantizeTest {

    private final Workers workers = new Workers(1);

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void tiesGoToEvenAndEndsOfTheRangeHold() {
        Tensor x = Tensor.of(new float[] {0.5f, 1.5f, -0.5f, 300, -300}, 5);
        Tensor y = new Tensor();
        new QuantizeLinear(new Settings(workers, 10)).run(x, Tensor.of(new float[] {1}), Tensor.ABSENT, y);
        assertThat(y.type()).isEqualTo(ElementType.U8);
        assertThat(y.toLongs()).containsExactly(0, 2, 0, 255, 0);
        new QuantizeLinear(new Settings(workers, 21).with("output_dtype", 5L))
                .run(x, Tensor.of(new float[] {1}), Tensor.ABSENT, y);
        assertThat(y.type()).isEqualTo(ElementType.I16);
        assertThat(y.toLongs()).containsExactly(0, 2, 0, 300, -300);
    }

    @Test
    void zerosAloneStayZeros() {
        Tensor y = new Tensor();
        Tensor scale = new Tensor();
        Tensor zero = new Tensor();
        new DynamicQuantizeLinear(new Settings(workers, 11)).run(Tensor.of(new float[3], 3), y, scale, zero);
        assertThat(y.toLongs()).containsExactly(0, 0, 0);
        assertThat(scale.number(0)).isZero();
        assertThat(zero.integer(0)).isZero();
    }

    @Test
    void refusesScalesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DequantizeLinear(new Settings(workers, 13))
                        .run(Tensor.of(ElementType.I8, 2, 3), Tensor.of(new float[2], 2), Tensor.ABSENT, new Tensor()))
                .withMessage("DequantizeLinear: x i8[2,3], scale f32[2] do not go together on axis 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuantizeLinear(new Settings(workers, 21).with("output_dtype", 21L))
                        .run(Tensor.of(new float[2], 2), Tensor.of(new float[] {1}), Tensor.ABSENT, new Tensor()))
                .withMessage("QuantizeLinear: output_dtype 21 is a type that is not supported");
    }
}
