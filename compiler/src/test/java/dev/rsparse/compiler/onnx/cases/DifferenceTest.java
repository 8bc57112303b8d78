package dev.rsparse.compiler.onnx.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static TensorValue floats(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return TensorValue.of(OnnxType.F32, List.of((long) numbers.length), bytes);
    }

    private static TensorValue longs(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(numbers);
        return TensorValue.of(OnnxType.I64, List.of((long) numbers.length), bytes);
    }

    private static Difference of(TensorValue expected, Tensor found) {
        return Difference.of("y", expected, found, Tolerance.SUITE);
    }

    private static Difference of(float expected, float found) {
        return of(floats(expected), Tensor.of(new float[] {found}, 1));
    }

    @Test
    void toleratesAShareOfWhatIsExpectedAndALittleMore() {
        assertThat(of(1000, 1000.9f).problem()).isEmpty();
        assertThat(of(1000, 1001.1f).problem()).isPresent();
        assertThat(of(0, 0.9e-7f).problem()).isEmpty();
        assertThat(of(0, 1.1e-7f).problem()).isPresent();
    }

    @Test
    void namesTheFirstElementThatIsTooFarAndTheLargestDifference() {
        Difference difference = of(floats(1, 2, 3), Tensor.of(new float[] {1, 2.5f, 5}, 3));
        assertThat(difference.problem()).contains("output y element 1 is 2.5, expected 2.0");
        assertThat(difference.worst()).isEqualTo(2);
    }

    @Test
    void whatIsNoNumberMustBeMet() {
        assertThat(of(Float.NaN, Float.NaN)).isEqualTo(Difference.NONE);
        assertThat(of(Float.NaN, 1).worst()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(of(1, Float.NaN).problem()).isPresent();
        assertThat(of(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY)).isEqualTo(Difference.NONE);
        assertThat(of(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY).problem())
                .isPresent();
        assertThat(of(Float.POSITIVE_INFINITY, Float.MAX_VALUE).problem()).isPresent();
    }

    @Test
    void tellsWholeNumbersApartThatADoubleCannot() {
        long large = (1L << 60) + 1;
        assertThat(of(longs(large), Tensor.of(new long[] {large}, 1)).worst()).isZero();
        assertThat(of(longs(large), Tensor.of(new long[] {large + 1}, 1)).worst())
                .isEqualTo(1);
    }

    @Test
    void anotherShapeOrTypeIsNoMatch() {
        Difference shape = of(floats(1, 2), Tensor.of(new float[] {1, 2}, 1, 2));
        assertThat(shape.worst()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(shape.problem()).contains("output y is f32[1,2], expected f32[2]");
        assertThat(of(floats(1), Tensor.of(new long[] {1}, 1)).problem()).isPresent();
    }

    @Test
    void ofTwoTheFirstProblemAndTheLargerDifferenceCount() {
        Difference first = of(1, 2);
        Difference second = of(1, 4);
        assertThat(first.and(second).worst()).isEqualTo(3);
        assertThat(first.and(second).problem()).isEqualTo(first.problem());
        assertThat(Difference.NONE.and(second)).isEqualTo(second);
    }
}
