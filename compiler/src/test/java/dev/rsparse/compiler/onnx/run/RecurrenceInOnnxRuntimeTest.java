package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Recurrent layers that go both ways, compiled for f32 and f64, and in ONNX Runtime, which has them for f32.
class RecurrenceInOnnxRuntimeTest {

    private static final double TOLERANCE = 2e-6;
    private static final int STEPS = 6;
    private static final int BATCHES = 3;
    private static final int WIDTH = 5;
    private static final int HIDDEN = 7;

    @TempDir
    Path folder;

    private final Random random = new Random(5);

    private void compare(String operator, ElementType type, int outputs, Tensor[] inputs, AttributeProto... more) {
        AttributeProto[] attributes = Arrays.copyOf(more, more.length + 2);
        attributes[more.length] = Onnx.attribute("hidden_size", HIDDEN);
        attributes[more.length + 1] = Onnx.attribute("direction", "bidirectional");
        OneNode compiled = OneNode.of("", operator, attributes);
        OneNode inOrt = OneNode.of("", operator, attributes);
        for (Tensor input : inputs) {
            compiled.inputs(input.type() == ElementType.F32 ? as(type, input) : input);
            inOrt.inputs(input);
        }
        for (int i = 0; i < outputs; i++) {
            compiled.output(ElementTypes.of(type), i == 0 ? 4 : 3);
            inOrt.output(OnnxType.F32, i == 0 ? 4 : 3);
        }
        List<Tensor> found = compiled.compiled(folder).stream()
                .map(each -> as(ElementType.F32, each))
                .toList();
        OneNode.assertClose(found, inOrt.inOrt(folder), TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void simpleLayers(ElementType type) {
        compare("RNN", type, 2, inputs(1));
    }

    @ParameterizedTest
    @CsvSource({"F32,0", "F32,1", "F64,0", "F64,1"})
    void gatedUnits(ElementType type, int linearBeforeReset) {
        compare("GRU", type, 2, inputs(3), Onnx.attribute("linear_before_reset", linearBeforeReset));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void longShortTermMemoryWithPeepholes(ElementType type) {
        Tensor[] inputs = Arrays.copyOf(inputs(4), 8);
        inputs[6] = numbers(2, BATCHES, HIDDEN);
        inputs[7] = numbers(2, 3 * HIDDEN);
        compare("LSTM", type, 3, inputs);
    }

    /// X, W, R, B, lengths and the first state.
    private Tensor[] inputs(int gates) {
        Tensor lengths = Tensor.of(ElementType.I32, BATCHES);
        for (int i = 0; i < BATCHES; i++) {
            lengths.setInteger(i, STEPS - i);
        }
        return new Tensor[] {
            numbers(STEPS, BATCHES, WIDTH),
            numbers(2, gates * HIDDEN, WIDTH),
            numbers(2, gates * HIDDEN, HIDDEN),
            numbers(2, 2 * gates * HIDDEN),
            lengths,
            numbers(2, BATCHES, HIDDEN)
        };
    }

    private Tensor numbers(int... dims) {
        return OneNode.numbers(random, dims);
    }

    private static Tensor as(ElementType type, Tensor tensor) {
        Tensor other = new Tensor();
        other.shapeLike(type, tensor);
        for (int i = 0; i < tensor.count(); i++) {
            other.setNumber(i, tensor.number(i));
        }
        return other;
    }
}
