package dev.rsparse.compiler.onnx.shape;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models from `x` `[B,T,4]` to `y = Reshape(x, [1,-1,4])`, which is called in several ways.
class NamedOutputsTest {

    @TempDir
    Path folder;

    private static ValueInfoProto value(String name, String... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String dim : dims) {
            shape.addDim(
                    Character.isDigit(dim.charAt(0))
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(dim))
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(OnnxType.F32.number())
                                .setShape(shape)))
                .build();
    }

    /// Extents of the input of the folded model.
    private List<String> input(String... output) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", "B", "T", "4"))
                .addNode(Onnx.node("r", "Reshape x,one -> r"))
                .addNode(Onnx.node("y", "Add x,r -> y"))
                .addInitializer(Onnx.integers("one", 1, -1, 4))
                .addOutput(value("y", output));
        OnnxFile file = OnnxFile.read(Onnx.write(folder, "named.onnx", Onnx.model(graph)));
        return ShapeFolding.fold(ModelImporter.read(file)).inputs().getFirst().dims().orElseThrow().stream()
                .map(Dim::toString)
                .toList();
    }

    @Test
    void anAxisIsOneWhereTheModelCallsAProductByItsOtherFactor() {
        assertThat(input("1", "T", "4")).containsExactly("1", "T", "4");
    }

    @Test
    void otherNamesAndNumbersSayNothing() {
        assertThat(input("1", "rows", "4")).containsExactly("B", "T", "4");
        assertThat(input("1", "3", "4")).containsExactly("B", "T", "4");
        assertThat(input("B", "4")).containsExactly("B", "T", "4");
    }
}
