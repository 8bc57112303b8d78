package dev.rsparse.compiler.onnx.in;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.rewrite.SparseFunction;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of the function that thinned linears are, `[N,4]` to `[N,4]`.
class SparseFunctionCallTest {

    private static final Tensor X = Tensor.of(new float[] {1, -2, 3, -4, 0.5f, 6, -0.7f, 8}, 2, 4);

    @TempDir
    Path folder;

    private static ModelProto.Builder model(FunctionProto.Builder function, double... w) {
        NodeProto call = Onnx.node("call", "dev.rsparse.SparseLowRankLinear x,w,c,t,v,u -> y");
        return Onnx.model(Onnx.graph(call)
                        .addInitializer(Onnx.floats("w", OnnxType.F32, List.of(4L, 4L), w))
                        .addInitializer(Onnx.floats("c", OnnxType.F32, List.of(4L), 1, 0, 1, 0.5))
                        .addInitializer(Onnx.floats("t", OnnxType.F32, List.of(), 1))
                        .addInitializer(Onnx.floats("v", OnnxType.F32, List.of(4L, 1L), 1, 2, 3, 4))
                        .addInitializer(Onnx.floats("u", OnnxType.F32, List.of(1L, 4L), 1, 0, -1, 2)))
                .addFunctions(function)
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain(SparseFunction.DOMAIN)
                        .setVersion(SparseFunction.VERSION));
    }

    private static double[] weights() {
        return DoubleStream.iterate(-2, value -> value + 0.25).limit(16).toArray();
    }

    private Compiled compiled(UnaryOperator<FunctionProto.Builder> change) {
        return Compiled.of(folder, model(change.apply(SparseFunction.of(17).toBuilder()), weights()));
    }

    private static List<String> operators(Compiled compiled) {
        return ModelImporter.read(compiled.file()).body().steps().stream()
                .map(step -> ((Step.Apply) step).operator().name())
                .toList();
    }

    @Test
    void ofOurFunctionAreAnOperator() {
        Compiled compiled = compiled(UnaryOperator.identity());
        assertThat(operators(compiled)).containsExactly("SparseLowRankLinear");
        // Of the first row, channels 2 and 3 are kept: 3 w2 - 4 w3, and (1 * 1 - 2 * 2) u. Of the second, 3 alone.
        assertThat(Compiled.numbers(compiled.run(X).getFirst()))
                .containsExactly(new double[] {-7, -4.25, -1.5, -10.75, 18.4, 10, 1.6, 34.8}, within(1e-5));
    }

    @Test
    void descriptionsMayDiffer() {
        Compiled compiled = compiled(function -> {
            function.setDocString("another text");
            function.getNodeBuilder(0).setDocString("casts");
            return function;
        });
        assertThat(operators(compiled)).containsExactly("SparseLowRankLinear");
    }

    @Test
    void ofAnOlderOperatorSetAreThatOperatorToo() {
        Compiled compiled = compiled(function -> SparseFunction.of(9).toBuilder());
        assertThat(operators(compiled)).containsExactly("SparseLowRankLinear");
    }

    /// Operators that compute the same, so the values must be near; but nobody says so of what others write.
    @Test
    void ofAForeignBodyAreSpeltOut() {
        Compiled foreign = compiled(function -> {
            NodeProto mask = function.getNode(3);
            return function.setNode(
                    3,
                    mask.toBuilder()
                            .setOpType("Less")
                            .clearInput()
                            .addInput("t")
                            .addInput("score"));
        });
        assertThat(operators(foreign)).contains("Less", "MatMul").doesNotContain("SparseLowRankLinear");
        assertThat(Compiled.numbers(foreign.run(X).getFirst()))
                .containsExactly(
                        Compiled.numbers(
                                compiled(UnaryOperator.identity()).run(X).getFirst()),
                        within(1e-5));
    }

    @Test
    void ofAnotherNameAreSpeltOut() {
        ModelProto.Builder model = model(SparseFunction.of(17).toBuilder().setName("Other"), weights());
        model.getGraphBuilder().getNodeBuilder(0).setOpType("Other");
        assertThat(operators(Compiled.of(folder, model))).contains("Greater", "MatMul");
    }

    @Test
    void needNoFunctionToBeThere() {
        Compiled compiled = Compiled.of(
                folder, model(SparseFunction.of(17).toBuilder(), weights()).clearFunctions());
        assertThat(operators(compiled)).containsExactly("SparseLowRankLinear");
    }

    /// Channel 1 has the scale 0: its row of the weight is not read.
    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void doNotReadChannelsThatAreNeverKept(int rows) {
        double[] holes = weights();
        for (int i = 4; i < 8; i++) {
            holes[i] = Double.NaN;
        }
        float[] numbers = new float[4 * rows];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = X.floats()[i % 8];
        }
        Tensor y = Compiled.of(folder, model(SparseFunction.of(17).toBuilder(), holes))
                .run(Tensor.of(numbers, rows, 4))
                .getFirst();
        assertThat(Compiled.numbers(y)).startsWith(-7, -4.25, -1.5, -10.75).doesNotContain(Double.NaN);
    }
}
