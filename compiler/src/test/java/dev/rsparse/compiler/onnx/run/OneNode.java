package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A model of one node, compiled and in ONNX Runtime.
final class OneNode {

    private static final String MICROSOFT = "com.microsoft";

    private final NodeProto.Builder node;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();

    private OneNode(NodeProto.Builder node) {
        this.node = node;
    }

    /// Of an operator that ONNX Runtime adds.
    static OneNode microsoft(String operator, AttributeProto... attributes) {
        return of(MICROSOFT, operator, attributes);
    }

    /// Of an operator of a domain.
    static OneNode of(String domain, String operator, AttributeProto... attributes) {
        return new OneNode(NodeProto.newBuilder()
                .setName("n")
                .setDomain(domain)
                .setOpType(operator)
                .addAllAttribute(Arrays.asList(attributes)));
    }

    /// The next inputs; [Tensor#ABSENT] stands for one that is left out.
    OneNode inputs(Tensor... values) {
        for (Tensor value : values) {
            String name = value.isPresent() ? "x" + node.getInputCount() : "";
            node.addInput(name);
            if (value.isPresent()) {
                Object[] dims = Arrays.stream(value.dims()).boxed().toArray();
                graph.addInput(Values.info(name, ElementTypes.of(value.type()), dims));
                inputs.put(name, value);
            }
        }
        return this;
    }

    /// The next inputs, which are initializers.
    OneNode constants(Tensor... values) {
        for (Tensor value : values) {
            String name = value.isPresent() ? "x" + node.getInputCount() : "";
            node.addInput(name);
            if (value.isPresent()) {
                graph.addInitializer(given(value).proto(name));
            }
        }
        return this;
    }

    private static TensorValue given(Tensor value) {
        return TensorValue.of(
                ElementTypes.of(value.type()),
                TensorBytes.dims(value),
                TensorBytes.bytes(value).rewind());
    }

    /// The next output, of a type and so many axes.
    OneNode output(OnnxType type, int rank) {
        String name = "y" + node.getOutputCount();
        Object[] dims = new Object[rank];
        Arrays.setAll(dims, axis -> name + axis);
        node.addOutput(name);
        graph.addOutput(Values.info(name, type, dims));
        return this;
    }

    /// The next output is left out.
    OneNode noOutput() {
        node.addOutput("");
        return this;
    }

    private OnnxFile file(Path folder) {
        ModelProto.Builder model = Onnx.model(graph.clearNode().addNode(node));
        return Values.file(
                folder,
                model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1)));
    }

    /// What both back ends give.
    List<Tensor> compiled(Path folder) {
        return new Compiled(file(folder)).run(inputs.values().toArray(Tensor[]::new));
    }

    /// What ONNX Runtime gives.
    List<Tensor> inOrt(Path folder) {
        Map<String, TensorValue> given = new LinkedHashMap<>();
        inputs.forEach((name, value) -> given.put(name, given(value)));
        try (OnnxSession session = OnnxSession.open(file(folder).path(), 1)) {
            return session.run(given).values().stream().map(OneNode::tensor).toList();
        }
    }

    private static Tensor tensor(TensorValue value) {
        ElementType type = ElementTypes.of(value.type()).orElseThrow();
        return TensorBytes.tensor(type, value.dims(), value.bytes());
    }

    /// A tensor of f32.
    static Tensor numbers(Random random, int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, random.nextGaussian());
        }
        return tensor;
    }

    /// Asserts that both give the same types and shapes, and numbers that differ by no more than `tolerance`.
    void givesTheSame(Path folder, double tolerance) {
        assertClose(compiled(folder), inOrt(folder), tolerance);
    }

    static void assertClose(List<Tensor> found, List<Tensor> expected, double tolerance) {
        assertThat(found).hasToString(expected.toString());
        for (int i = 0; i < found.size(); i++) {
            double worst = 0;
            for (int k = 0; k < found.get(i).count(); k++) {
                worst = Math.max(
                        worst, Math.abs(found.get(i).number(k) - expected.get(i).number(k)));
            }
            assertThat(worst).as("difference of output %s", i).isLessThanOrEqualTo(tolerance);
        }
    }
}
