package dev.rsparse.compiler.onnx.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.GraphRunner;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/// Small graphs from `x`, and `m` where nodes read it, to `y`, before and after a pass.
abstract class FusionFixture {

    @TempDir
    Path folder;

    private final GraphProto.Builder model =
            GraphProto.newBuilder().setName("g").addInput(value("x")).addOutput(value("y"));

    /// A value of type f32 and any shape.
    private static ValueInfoProto value(String name) {
        TypeProto.Tensor type =
                TypeProto.Tensor.newBuilder().setElemType(OnnxType.F32.number()).build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    /// A second input.
    void input(String name) {
        model.addInput(value(name));
    }

    /// A second output.
    void output(String name) {
        model.addOutput(value(name));
    }

    /// A constant of random numbers above 0 and below 1.
    void constant(String name, long... dims) {
        Random random = new Random(name.hashCode());
        int count = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        constant(Onnx.floats(
                name,
                OnnxType.F32,
                Arrays.stream(dims).boxed().toList(),
                random.doubles(count).map(number -> (float) number).toArray()));
    }

    /// A constant scalar.
    void scalar(String name, double number) {
        constant(Onnx.floats(name, OnnxType.F32, List.of(), number));
    }

    void constant(TensorProto constant) {
        model.addInitializer(constant);
    }

    /// The graph of these nodes, each as [Onnx#node] takes it.
    TensorGraph graph(String... nodes) {
        for (String node : nodes) {
            model.addNode(Onnx.node(node, node));
        }
        return graph();
    }

    /// The model so far, to which nodes with attributes may be added.
    GraphProto.Builder model() {
        return model;
    }

    TensorGraph graph() {
        return ModelImporter.read(OnnxFile.read(Onnx.write(folder, "model.onnx", Onnx.model(model))));
    }

    /// The operators of a graph.
    static String operators(TensorGraph graph) {
        return graph.body().steps().stream()
                .map(step -> ((Step.Apply) step).operator().name())
                .collect(Collectors.joining(" "));
    }

    /// The graph after a pass, whose values must be the same within a tolerance.
    static TensorGraph passed(UnaryOperator<TensorGraph> pass, TensorGraph graph, double tolerance, Tensor... inputs) {
        TensorGraph after = pass.apply(graph);
        for (int threads : new int[] {1, 2}) {
            try (Workers workers = new Workers(threads)) {
                List<Tensor> expected = GraphRunner.run(graph, List.of(inputs), workers);
                List<Tensor> found = GraphRunner.run(after, List.of(inputs), workers);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(found.get(i)).hasToString(expected.get(i).toString());
                    for (int at = 0; at < expected.get(i).count(); at++) {
                        assertThat(found.get(i).number(at))
                                .isCloseTo(expected.get(i).number(at), within(tolerance));
                    }
                }
            }
        }
        assertThat(operators(pass.apply(after))).isEqualTo(operators(after));
        return after;
    }

    /// Random numbers around 0.
    static Tensor random(int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        Random random = new Random(tensor.count());
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, 2 * random.nextGaussian());
        }
        return tensor;
    }
}
