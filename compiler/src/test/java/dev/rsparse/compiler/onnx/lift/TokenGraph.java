package dev.rsparse.compiler.onnx.lift;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import java.nio.file.Path;
import java.util.List;

/// A small model of opset 23 that reads tokens, `ids` i64 `[batch,token]`.
final class TokenGraph {

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");

    TokenGraph() {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("token"));
        graph.addInput(ValueInfoProto.newBuilder()
                .setName("ids")
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(OnnxType.I64.number())
                                .setShape(shape))));
    }

    /// With `length`, how many tokens there are, `positions` i64 `[token]`, 0, 1, …, and those as a `column`
    /// `[token,1]`.
    static TokenGraph withPositions() {
        return new TokenGraph()
                .integer("zero", 0)
                .integer("one", 1)
                .integers("at1", 1)
                .node("Shape ids -> extents")
                .node("Gather extents,one -> length")
                .node("Range zero,length,one -> positions")
                .node("Unsqueeze positions,at1 -> column");
    }

    /// A node `"op in,in -> out"`, called as its output.
    TokenGraph node(String text, AttributeProto... attributes) {
        graph.addNode(Onnx.node(text.substring(text.indexOf("->") + 2).strip(), text, attributes));
        return this;
    }

    /// A matrix whose elements are all others.
    TokenGraph matrix(String name, int rows, int columns) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(i + name.hashCode());
        }
        graph.addInitializer(Onnx.floats(name, OnnxType.F32, List.of((long) rows, (long) columns), values));
        return this;
    }

    TokenGraph vector(String name, double... values) {
        graph.addInitializer(Onnx.floats(name, OnnxType.F32, List.of((long) values.length), values));
        return this;
    }

    TokenGraph number(String name, double value) {
        graph.addInitializer(Onnx.floats(name, OnnxType.F32, List.of(), value));
        return this;
    }

    TokenGraph integers(String name, long... values) {
        graph.addInitializer(Onnx.integers(name, values));
        return this;
    }

    TokenGraph integer(String name, long value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(OnnxType.I64.number())
                .addInt64Data(value));
        return this;
    }

    /// Closes it: the model with these outputs.
    OnnxFile file(Path folder, String... outputs) {
        for (String output : outputs) {
            graph.addOutput(ValueInfoProto.newBuilder().setName(output));
        }
        return OnnxFile.read(Onnx.write(
                folder,
                "model.onnx",
                Onnx.model(graph)
                        .clearOpsetImport()
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(23))));
    }

    /// The same as operators over tensors.
    TensorGraph read(Path folder, String... outputs) {
        return ModelImporter.read(file(folder, outputs));
    }
}
