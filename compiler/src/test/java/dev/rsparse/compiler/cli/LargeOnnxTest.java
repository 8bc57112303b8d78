package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models that are larger than the heap of the process that rewrites them.
class LargeOnnxTest {

    private static final int SIDE = 2048;

    private static final long BYTES = 4L * SIDE * SIDE;

    @TempDir
    Path folder;

    /// Two linears, one behind the other, and tables that are only looked into. Their bytes are a hole in
    /// the file.
    private Path model(int tables) throws IOException {
        List<NodeProto> nodes = new ArrayList<>();
        List<TensorProto> tensors = new ArrayList<>();
        nodes.add(Onnx.node("first", "MatMul x,w0 -> h0"));
        nodes.add(Onnx.node("relu", "Relu h0 -> r"));
        nodes.add(Onnx.node("second", "MatMul r,w1 -> y"));
        for (int i = 0; i < tables + 2; i++) {
            String name = i < 2 ? "w" + i : "table" + i;
            tensors.add(Onnx.external(
                    name,
                    OnnxType.F32,
                    List.of((long) SIDE, (long) SIDE),
                    "location",
                    "in.onnx.data",
                    "offset",
                    Long.toString(i * BYTES)));
            if (i >= 2) {
                nodes.add(Onnx.node("look" + i, "Gather " + name + ",row -> found" + i));
            }
        }
        try (RandomAccessFile data =
                new RandomAccessFile(folder.resolve("in.onnx.data").toFile(), "rw")) {
            data.write(noise(2));
            data.setLength((tables + 2) * BYTES);
        }
        GraphProto.Builder graph = Onnx.graph(nodes.toArray(NodeProto[]::new))
                .addAllInitializer(tensors)
                .addInitializer(Onnx.integers("row", 1));
        return Onnx.write(folder, "in.onnx", Onnx.model(graph));
    }

    private static byte[] noise(int weights) {
        Random random = new Random(5);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(weights * BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putFloat(random.nextFloat() - 0.5f);
        }
        return bytes.array();
    }

    /// Linears one behind the other, all with the same weight, which the model holds itself.
    private Path inline(int linears) throws IOException {
        ByteString weight = ByteString.copyFrom(noise(1));
        GraphProto.Builder graph = Onnx.graph();
        for (int i = 0; i < linears; i++) {
            String given = i == linears - 1 ? "y" : "h" + i;
            graph.addNode(Onnx.node("n" + i, "MatMul " + (i == 0 ? "x" : "h" + (i - 1)) + ",w" + i + " -> " + given));
            graph.addInitializer(TensorProto.newBuilder()
                    .setName("w" + i)
                    .setDataType(OnnxType.F32.number())
                    .addAllDims(List.of((long) SIDE, (long) SIDE))
                    .setRawData(weight));
        }
        Path in = folder.resolve("in.onnx");
        new OnnxFile(in, Onnx.model(graph).build()).write(in);
        return in;
    }

    private void rewrites(int tables, String heap) throws IOException, InterruptedException {
        Path out = folder.resolve("out.onnx");
        rewrites(model(tables), out, 2, heap);
        assertThat(OnnxFile.read(out).model().getGraph().getInitializerCount()).isEqualTo(tables + 2 + 4 + 1);
        assertThat(Files.size(folder.resolve("out.onnx.data"))).isGreaterThan((tables + 2) * BYTES);
    }

    private void rewrites(Path in, Path out, int linears, String heap) throws IOException, InterruptedException {
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "rewrite",
                        in.toString(),
                        "-o",
                        out.toString(),
                        "--sparsity=50%",
                        "--form=split",
                        "--all")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).contains(linears + " of " + linears + " linears rewritten");
    }

    @Test
    void rewritesAModelOfSixHundredMegabytesInAHeapOfAThird() throws IOException, InterruptedException {
        rewrites(34, "-Xmx200m");
    }

    /// The model is in the heap, and of what is new, as large once more, one linear at a time.
    @Test
    void rewritesAModelThatHoldsItsWeightsInAHeapLittleLargerThanIt() throws IOException, InterruptedException {
        Path in = inline(12);
        rewrites(in, folder.resolve("out.onnx"), 12, "-Xmx" + ((Files.size(in) >> 20) + 110) + "m");
    }

    @Test
    @Tag("nightly")
    void rewritesAModelOfFiveGigabytesInAHeapOfOne() throws IOException, InterruptedException {
        rewrites(300, "-Xmx1g");
    }
}
