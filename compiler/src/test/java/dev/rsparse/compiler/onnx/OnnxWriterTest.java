package dev.rsparse.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxWriterTest {

    private static final NewTensor ONES = new NewTensor("ones", OnnxType.F32, List.of(20L, 20L), out -> {
        for (int i = 0; i < 400; i++) {
            out.put(1);
        }
    });

    @TempDir
    Path folder;

    /// A model with a weight of 1,600 bytes, the numbers 0 to 399, in its data file.
    private OnnxFile external(String name) throws IOException {
        TensorProto w = Onnx.external("w", OnnxType.F32, List.of(20L, 20L), "location", name + ".data", "offset", "16");
        Files.write(folder.resolve(name + ".data"), bytes(16, weight()));
        return OnnxFile.read(Onnx.write(
                folder,
                name,
                Onnx.model(Onnx.graph(Onnx.node("n", "MatMul x,w -> y")).addInitializer(w))));
    }

    private OnnxFile inside(String name) {
        TensorProto w = Onnx.floats("w", OnnxType.F32, List.of(20L, 20L), weight());
        return OnnxFile.read(Onnx.write(
                folder,
                name,
                Onnx.model(Onnx.graph(Onnx.node("n", "MatMul x,w -> y")).addInitializer(w))));
    }

    private static double[] weight() {
        double[] values = new double[400];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return values;
    }

    private static byte[] bytes(int gap, double[] values) {
        byte[] bytes = new byte[gap + 4 * values.length];
        TensorProto tensor = Onnx.floats("", OnnxType.F32, List.of((long) values.length), values);
        tensor.getRawData().copyTo(bytes, gap);
        return bytes;
    }

    private static void assertNumbers(Path model, String tensor, double first, double last) {
        OnnxFile file = OnnxFile.read(model);
        TensorProto found = Tensors.all(file.model())
                .filter(one -> one.getName().equals(tensor))
                .findFirst()
                .orElseThrow();
        try (ExternalData data = new ExternalData(model)) {
            MemorySegment bytes = ExternalData.isExternal(found)
                    ? data.segment(found)
                    : MemorySegment.ofArray(found.getRawData().toByteArray());
            assertThat(bytes.byteSize()).isEqualTo(1600);
            assertThat(bytes.get(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, 0))
                    .isEqualTo((float) first);
            assertThat(bytes.get(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, 1596))
                    .isEqualTo((float) last);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<Long> offsets(Path model) {
        return Tensors.all(OnnxFile.read(model).model())
                .flatMap(tensor -> tensor.getExternalDataList().stream())
                .filter(entry -> entry.getKey().equals("offset"))
                .map(StringStringEntryProto::getValue)
                .map(Long::valueOf)
                .toList();
    }

    @Test
    void writesNewTensorsIntoAModelWithoutDataFile() throws IOException {
        OnnxFile file = inside("in.onnx");
        Path out = folder.resolve("out.onnx");
        new OnnxWriter(file).write(file.model(), List.of(ONES), out);
        assertNumbers(out, "ones", 1, 1);
        assertNumbers(out, "w", 0, 399);
        assertThat(names()).containsExactly("in.onnx", "out.onnx");
    }

    @Test
    void writesTensorsOfADataFileIntoOneAtWholePages() throws IOException {
        OnnxFile file = external("in.onnx");
        Path out = folder.resolve("out.onnx");
        new OnnxWriter(file).write(file.model(), List.of(ONES), out);
        assertNumbers(out, "ones", 1, 1);
        assertNumbers(out, "w", 0, 399);
        assertThat(offsets(out)).containsExactly(0L, 4096L);
        assertThat(names()).containsExactly("in.onnx", "in.onnx.data", "out.onnx", "out.onnx.data");
    }

    @Test
    void givesAModelThatGrowsTooLargeADataFile() throws IOException {
        OnnxFile file = inside("in.onnx");
        Path out = folder.resolve("out.onnx");
        new OnnxWriter(file, 2500).write(file.model(), List.of(ONES), out);
        assertNumbers(out, "ones", 1, 1);
        assertNumbers(out, "w", 0, 399);
        assertThat(offsets(out)).containsExactly(0L, 4096L);
    }

    @Test
    void keepsSmallTensorsInTheModel() throws IOException {
        OnnxFile file = external("in.onnx");
        NewTensor small = new NewTensor("small", OnnxType.F16, List.of(), out -> out.put(0.5));
        Path out = folder.resolve("out.onnx");
        new OnnxWriter(file).write(file.model(), List.of(small), out);
        TensorProto written = OnnxFile.read(out).model().getGraph().getInitializer(1);
        assertThat(ExternalData.isExternal(written)).isFalse();
        assertThat(written.getRawData().toByteArray()).containsExactly(0, 0x38);
    }

    @Test
    void mayReplaceTheSourceAndItsData() throws IOException {
        OnnxFile file = external("in.onnx");
        for (int i = 0; i < 2; i++) {
            NewTensor more = new NewTensor("ones" + i, OnnxType.F32, ONES.dims(), ONES.content());
            file = OnnxFile.read(file.path());
            new OnnxWriter(file).write(file.model(), List.of(more), file.path());
        }
        assertNumbers(file.path(), "w", 0, 399);
        assertNumbers(file.path(), "ones1", 1, 1);
        assertThat(offsets(file.path())).containsExactly(0L, 4096L, 8192L);
        assertThat(names()).containsExactly("in.onnx", "in.onnx.data");
    }

    @Test
    void refusesToReplaceTheDataOfTheSource() throws IOException {
        external("out.onnx");
        Path in = Files.move(folder.resolve("out.onnx"), folder.resolve("in.onnx"));
        OnnxFile file = OnnxFile.read(in);
        assertThatThrownBy(() -> new OnnxWriter(file).write(file.model(), List.of(ONES), folder.resolve("out.onnx")))
                .hasMessageContaining("E0804")
                .hasMessageContaining("\"out.onnx.data\", which holds weights of");
        assertThatThrownBy(
                        () -> new OnnxWriter(file).write(file.model(), List.of(ONES), folder.resolve("out.onnx.data")))
                .hasMessageContaining("E0804");
        assertNumbers(in, "w", 0, 399);
    }

    @Test
    void removesTheDataFileOfAnEarlierRun() throws IOException {
        OnnxFile file = inside("in.onnx");
        external("out.onnx");
        Path out = folder.resolve("out.onnx");
        new OnnxWriter(file).write(file.model(), List.of(ONES), out);
        assertThat(names()).containsExactly("in.onnx", "out.onnx");
    }

    @Test
    void leavesADataFileAloneThatTheReplacedModelDoesNotRead() throws IOException {
        OnnxFile file = inside("in.onnx");
        Path out = folder.resolve("out.onnx");
        Files.writeString(folder.resolve("out.onnx.data"), "of another program");
        new OnnxWriter(file).write(file.model(), List.of(ONES), out);
        new OnnxWriter(file).write(file.model(), List.of(ONES), out);
        new OnnxWriter(file).copy(out);
        assertThat(folder.resolve("out.onnx.data")).hasContent("of another program");
        Files.writeString(out, "no model");
        new OnnxWriter(file).write(file.model(), List.of(ONES), out);
        assertThat(folder.resolve("out.onnx.data")).hasContent("of another program");
    }

    @Test
    void replacesADataFileOfItsNameThatNoModelInPlaceReads() throws IOException {
        OnnxFile file = external("in.onnx");
        Path out = folder.resolve("out.onnx");
        Files.writeString(folder.resolve("out.onnx.data"), "left by an earlier run");
        new OnnxWriter(file).write(file.model(), List.of(ONES), out);
        assertThat(names()).containsExactly("in.onnx", "in.onnx.data", "out.onnx", "out.onnx.data");
        assertThat(OnnxFile.read(out).model().getGraph().getInitializerCount())
                .isEqualTo(file.model().getGraph().getInitializerCount() + 1);
    }

    @Test
    void aCopyRemovesTheDataFileOfAnEarlierRun() throws IOException {
        OnnxFile file = inside("in.onnx");
        external("out.onnx");
        new OnnxWriter(file).copy(folder.resolve("out.onnx"));
        assertThat(names()).containsExactly("in.onnx", "out.onnx");
    }

    @Test
    void anInterruptionLeavesTheNewModelWithItsOwnDataAndTheNextRunEndsIt() throws IOException {
        OnnxFile file = external("in.onnx");
        external("out.onnx");
        Path out = folder.resolve("out.onnx");
        // The second step cannot take place where a folder stands in its way.
        Path obstacle = Files.createDirectories(folder.resolve(".out.onnx.data.new.link/full"));
        assertThatThrownBy(() -> new OnnxWriter(file).write(file.model(), List.of(ONES), out))
                .isInstanceOf(FileSystemException.class);
        assertNumbers(out, "ones", 1, 1);
        assertNumbers(out, "w", 0, 399);
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        assertThat(names())
                .containsExactly("in.onnx", "in.onnx.data", "out.onnx", "out.onnx.data", "out.onnx.data.new");
        NewTensor broken = new NewTensor("broken", OnnxType.F32, List.of(1000L), element -> {
            throw new IOException("disk full");
        });
        assertThatThrownBy(() -> new OnnxWriter(file).write(file.model(), List.of(broken), out))
                .hasMessageContaining("disk full");
        assertNumbers(out, "ones", 1, 1);
        new OnnxWriter(file).write(file.model(), List.of(), out);
        assertNumbers(out, "w", 0, 399);
        assertThat(names()).containsExactly("in.onnx", "in.onnx.data", "out.onnx", "out.onnx.data");
    }

    @Test
    void anInterruptionBetweenTheTwoNamesOfTheDataLeavesTheModelReadable() throws IOException {
        OnnxFile file = external("in.onnx");
        external("out.onnx");
        Path out = folder.resolve("out.onnx");
        Files.createDirectories(folder.resolve(".out.onnx.data.new.link/full"));
        assertThatThrownBy(() -> new OnnxWriter(file).write(file.model(), List.of(ONES), out))
                .isInstanceOf(FileSystemException.class);
        Files.copy(
                folder.resolve("out.onnx.data.new"),
                folder.resolve("out.onnx.data"),
                StandardCopyOption.REPLACE_EXISTING);
        assertNumbers(out, "ones", 1, 1);
        OnnxFile again = OnnxFile.read(out);
        new OnnxWriter(again).write(again.model(), List.of(), out);
        assertNumbers(out, "ones", 1, 1);
        assertThat(names()).doesNotContain("out.onnx.data.new");
    }

    @Test
    void leavesAnEarlierRunWholeWhenATensorCannotBeComputed() throws IOException {
        OnnxFile file = external("in.onnx");
        external("out.onnx");
        Path out = folder.resolve("out.onnx");
        NewTensor broken = new NewTensor("broken", OnnxType.F32, List.of(1000L), element -> {
            throw new IOException("disk full");
        });
        assertThatThrownBy(() -> new OnnxWriter(file).write(file.model(), List.of(broken), out))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("disk full");
        assertNumbers(out, "w", 0, 399);
        assertThat(names()).containsExactly("in.onnx", "in.onnx.data", "out.onnx", "out.onnx.data");
    }

    @Test
    void copiesAModelAndItsDataByteForByte() throws IOException {
        OnnxFile file = external("in.onnx");
        Path out = Files.createDirectory(folder.resolve("other")).resolve("out.onnx");
        new OnnxWriter(file).copy(out);
        assertThat(out).hasSameBinaryContentAs(file.path());
        assertThat(out.resolveSibling("in.onnx.data")).hasSameBinaryContentAs(folder.resolve("in.onnx.data"));
        Files.writeString(out.resolveSibling("in.onnx.data"), "of another model");
        assertThatThrownBy(() -> new OnnxWriter(file).copy(out)).hasMessageContaining("E0804");
    }

    @Test
    void writesAModelThatWasNeverRead() throws IOException {
        Path out = folder.resolve("out.onnx");
        ModelProto model =
                Onnx.model(Onnx.graph(Onnx.node("n", "MatMul x,ones -> y"))).build();
        OnnxWriter.ofNew(out).write(model, List.of(ONES), out);
        assertNumbers(out, "ones", 1, 1);
    }
}
