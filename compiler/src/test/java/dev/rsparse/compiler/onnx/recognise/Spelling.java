package dev.rsparse.compiler.onnx.recognise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.GraphRunner;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.shape.ShapeFolding;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A small model that spells an operator out, from inputs of type f32 to the output `y`.
final class Spelling {

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    private final List<int[]> shapes = new ArrayList<>();
    private int version = 18;

    /// A model without nodes.
    static Spelling of(int version) {
        Spelling spelling = new Spelling();
        spelling.version = version;
        spelling.graph.addOutput(ValueInfoProto.newBuilder().setName("y"));
        return spelling;
    }

    /// An input, with a shape as `N,4` for the compiler and one for the run.
    Spelling input(String name, String declared, int... shape) {
        return input(name, OnnxType.F32, declared, shape);
    }

    /// An input of another type.
    Spelling input(String name, OnnxType type, String declared, int... shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (String dim : declared.split(",", -1)) {
            dims.addDim(
                    Character.isDigit(dim.charAt(0))
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(dim))
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(dim));
        }
        graph.addInput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.number())
                                .setShape(dims))));
        shapes.add(shape);
        return this;
    }

    /// A constant number without axes.
    Spelling number(String name, double number) {
        graph.addInitializer(Onnx.floats(name, OnnxType.F32, List.of(), number));
        return this;
    }

    /// A constant vector.
    Spelling vector(String name, double... numbers) {
        graph.addInitializer(Onnx.floats(name, OnnxType.F32, List.of((long) numbers.length), numbers));
        return this;
    }

    /// A constant list of whole numbers.
    Spelling integers(String name, long... numbers) {
        graph.addInitializer(Onnx.integers(name, numbers));
        return this;
    }

    /// A node `"op in,in -> out"`, called as its output.
    Spelling node(String text, AttributeProto... attributes) {
        graph.addNode(Onnx.node(text.substring(text.indexOf("->") + 2).strip(), text, attributes));
        return this;
    }

    /// One more output.
    Spelling output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        return this;
    }

    /// What is recognised.
    Recognition recognise(Path folder) {
        return Recogniser.recognise(read(folder));
    }

    private TensorGraph read(Path folder) {
        ModelProto.Builder model = Onnx.model(graph)
                .clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version));
        return ShapeFolding.fold(ModelImporter.read(OnnxFile.read(Onnx.write(folder, "model.onnx", model))));
    }

    /// The operators that are left, in order.
    String operators(Path folder) {
        return recognise(folder).graph().body().steps().stream()
                .map(step -> step instanceof Step.Apply apply
                        ? apply.operator().name()
                        : step.getClass().getSimpleName())
                .collect(Collectors.joining(" "));
    }

    /// Why the only near miss is none.
    String reason(Path folder) {
        List<Recognition.NearMiss> misses = recognise(folder).nearMisses();
        assertThat(misses).hasSize(1);
        return misses.getFirst().reason();
    }

    /// Random inputs give the same with and without what was recognised, within 1e-5 of 1 or of the number itself.
    void keepsItsValues(Path folder) {
        keepsItsValues(folder, _ -> {});
    }

    /// The same with the last input changed.
    void keepsItsValues(Path folder, Consumer<Tensor> change) {
        TensorGraph before = read(folder);
        TensorGraph after = Recogniser.recognise(before).graph();
        Random random = new Random(11);
        for (int run = 0; run < 5; run++) {
            List<Tensor> inputs = inputs(before, random);
            change.accept(inputs.getLast());
            try (Workers workers = new Workers(1)) {
                List<Tensor> expected = GraphRunner.run(before, inputs, workers);
                List<Tensor> found = GraphRunner.run(after, inputs, workers);
                for (int i = 0; i < expected.size(); i++) {
                    assertSame(expected.get(i), found.get(i));
                }
            }
        }
    }

    private List<Tensor> inputs(TensorGraph of, Random random) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            Tensor tensor = Tensor.of(of.inputs().get(i).type(), shapes.get(i));
            for (int k = 0; k < tensor.count(); k++) {
                tensor.setNumber(k, random.nextGaussian() * 2);
            }
            inputs.add(tensor);
        }
        return inputs;
    }

    private static void assertSame(Tensor expected, Tensor found) {
        assertThat(found.toString()).isEqualTo(expected.toString());
        double[] numbers = Compiled.numbers(expected);
        double[] others = Compiled.numbers(found);
        for (int i = 0; i < numbers.length; i++) {
            if (Double.isNaN(numbers[i])) {
                assertThat(others[i]).isNaN();
            } else {
                assertThat(others[i]).isEqualTo(numbers[i], within(1e-5 * Math.max(1, Math.abs(numbers[i]))));
            }
        }
    }
}
