package dev.rsparse.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStreamTest {

    @TempDir
    Path folder;

    private static <B extends Message.Builder> B marked(B message) {
        message.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(9999, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                .build());
        return message;
    }

    /// With fields on both sides of those that the stream writes itself.
    private static ModelProto model() {
        GraphProto.Builder graph = marked(Onnx.graph(Onnx.node("n", "MatMul x,w -> y")))
                .setDocString("a graph")
                .addInitializer(Onnx.tensor("w", OnnxType.F32, 4, 4))
                .addValueInfo(Onnx.value("h"));
        return marked(Onnx.model(graph)).setDocString("a model").build();
    }

    private static NewTensor ones(int count) {
        return new NewTensor("ones" + count, OnnxType.F32, List.of((long) count), out -> {
            for (int i = 0; i < count; i++) {
                out.put(1);
            }
        });
    }

    private byte[] written(ModelProto model, List<NewTensor> added) throws IOException {
        Path file = folder.resolve("m.onnx");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ModelStream.write(model, added, channel);
        }
        return Files.readAllBytes(file);
    }

    private static ModelProto with(ModelProto model, List<NewTensor> added) {
        ModelProto.Builder whole = model.toBuilder();
        for (NewTensor tensor : added) {
            double[] values = new double[Math.toIntExact(tensor.bytes() / Float.BYTES)];
            Arrays.fill(values, 1);
            ByteString raw = Onnx.floats("", OnnxType.F32, List.of(), values).getRawData();
            whole.getGraphBuilder()
                    .addInitializer(tensor.placeholder().toBuilder().setRawData(raw));
        }
        return whole.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 5000, 600_000})
    void writesTheBytesThatProtobufGivesToTheWholeModel(int count) throws IOException {
        List<NewTensor> added = List.of(ones(count), ones(3), ones(70_000));
        assertThat(written(model(), added)).isEqualTo(with(model(), added).toByteArray());
    }

    @Test
    void writesAModelWithoutNewTensorsAsItIs() throws IOException {
        assertThat(written(model(), List.of())).isEqualTo(model().toByteArray());
    }
}
