package dev.rsparse.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.GraphRunner;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A small model that is compiled in all ways.
///
/// @param file as it was written
public record Compiled(OnnxFile file) {

    public static Compiled of(Path folder, GraphProto.Builder graph) {
        return of(folder, Onnx.model(graph));
    }

    public static Compiled of(Path folder, ModelProto.Builder model) {
        return new Compiled(OnnxFile.read(Onnx.write(folder, "model.onnx", model)));
    }

    /// The outputs, the same bits from both back ends and from running the compiled graph step by step, and close to
    /// those of the graph as it is in the file. Each class runs twice: a run must not depend on what an earlier one
    /// left behind.
    public List<Tensor> run(Tensor... inputs) {
        try (Workers workers = new Workers(1)) {
            List<Tensor> expected = GraphRunner.run(GraphCompiler.graph(file), List.of(inputs), workers);
            assertClose(expected, GraphRunner.run(ModelImporter.read(file), List.of(inputs), workers));
            for (BackEnd backEnd : BackEnd.values()) {
                try (CompiledGraph graph = load(backEnd)) {
                    graph.run(inputs);
                    graph.run(inputs);
                    assertThat(bits(outputs(graph))).as("%s", backEnd).isEqualTo(bits(expected));
                }
            }
            return expected;
        }
    }

    /// The class, loaded.
    public CompiledGraph load(BackEnd backEnd) {
        return GraphCompiler.of(file).load(backEnd, 1);
    }

    private static void assertClose(List<Tensor> found, List<Tensor> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).hasToString(expected.get(i).toString());
            assertThat(numbers(found.get(i))).containsExactly(numbers(expected.get(i)), within(1e-5));
        }
    }

    private static List<Tensor> outputs(CompiledGraph graph) {
        return IntStream.range(0, graph.outputs().size())
                .mapToObj(graph::output)
                .toList();
    }

    private static List<ByteBuffer> bits(List<Tensor> tensors) {
        return tensors.stream().map(TensorBytes::bytes).toList();
    }

    /// The elements of a tensor.
    public static double[] numbers(Tensor tensor) {
        return IntStream.range(0, tensor.count()).mapToDouble(tensor::number).toArray();
    }
}
