package dev.rsparse.compiler.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.diag.DiagnosticRenderer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalDataTest {

    @TempDir
    Path around;

    private Path folder;

    @BeforeEach
    void writeData() throws IOException {
        folder = Files.createDirectory(around.resolve("model"));
        byte[] bytes = new byte[100];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Files.write(folder.resolve("w.data"), bytes);
        Files.write(around.resolve("outside.data"), bytes);
    }

    private Path model(TensorProto weight) {
        GraphProto.Builder graph = Onnx.graph(Onnx.node("n", "MatMul x,w -> y")).addInitializer(weight);
        return Onnx.write(folder, "m.onnx", Onnx.model(graph));
    }

    private static TensorProto weight(String... entries) {
        return Onnx.external("w", OnnxType.F32, List.of(4L, 4L), entries);
    }

    private String refusal(TensorProto weight) {
        Path model = model(weight);
        OnnxException refused = catchThrowableOfType(OnnxException.class, () -> OnnxFile.read(model));
        assertThat(refused).isNotNull();
        return new DiagnosticRenderer(Map.of(), false)
                .render(List.of(refused.diagnostic()))
                .replace(folder.toString(), "DIR");
    }

    private static String e0803(String problem) {
        return "DIR/m.onnx: error E0803: tensor \"w\" " + problem
                + "\n help: get the model again with its data files in its folder, or do not use it\n";
    }

    @Test
    void mapsTheBytesThatTheLocationNames() {
        OnnxFile file = OnnxFile.read(model(weight("location", "w.data", "offset", "8", "length", "64")));
        try (ExternalData data = new ExternalData(file.path())) {
            MemorySegment bytes = data.segment(file.model().getGraph().getInitializer(0));
            assertThat(bytes.byteSize()).isEqualTo(64);
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 8);
            assertThat(bytes.isReadOnly()).isTrue();
            assertThat(bytes.isMapped()).isTrue();
        }
    }

    @Test
    void mapsAFileOfMoreThanTheHeapAndPagesNothingIn() throws IOException {
        // A hole of 6 GB: the file takes no room, and no heap of a test could hold it.
        long offset = 6L << 30;
        try (var out = java.nio.channels.FileChannel.open(
                folder.resolve("big.data"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap(new byte[64]), offset);
        }
        OnnxFile file = OnnxFile.read(model(weight("location", "big.data", "offset", Long.toString(offset))));
        try (ExternalData data = new ExternalData(file.path())) {
            assertThat(data.segment(file.model().getGraph().getInitializer(0)).byteSize())
                    .isEqualTo(64);
        }
    }

    @Test
    void takesLocationsInFoldersOfTheModelsFolder() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        Files.move(folder.resolve("w.data"), folder.resolve("data").resolve("w.data"));
        assertThat(OnnxFile.read(model(weight("location", "data/w.data")))).isNotNull();
    }

    @Test
    void takesSymbolicLinksThatStayInTheFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.data"), Path.of("w.data"));
        assertThat(OnnxFile.read(model(weight("location", "link.data")))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "C:/w.data", "\\\\server\\w.data", "c:w.data"})
    void refusesAbsolutePaths(String location) {
        assertThat(refusal(weight("location", location)))
                .isEqualTo(e0803("names the absolute path \"" + location + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.data", "data/../../outside.data", ".."})
    void refusesToLeaveTheFolderByDots(String location) {
        assertThat(refusal(weight("location", location)))
                .isEqualTo(e0803("leaves the model's folder by '..' in \"" + location + "\""));
    }

    @Test
    void refusesBackslashes() {
        assertThat(refusal(weight("location", "data\\w.data")))
                .isEqualTo(e0803("separates folders by '\\' in \"data\\w.data\""));
    }

    @Test
    void refusesToLeaveTheFolderByASymbolicLink() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.data"), around.resolve("outside.data"));
        assertThat(refusal(weight("location", "link.data")))
                .isEqualTo(e0803("leaves the model's folder by a symbolic link in \"link.data\""));
    }

    @Test
    void refusesToLeaveTheFolderByALinkedFolder() throws IOException {
        Files.createSymbolicLink(folder.resolve("data"), around);
        assertThat(refusal(weight("location", "data/outside.data")))
                .isEqualTo(e0803("leaves the model's folder by a symbolic link in \"data/outside.data\""));
    }

    @Test
    void refusesWhatRunsPastTheEndOfTheFile() {
        assertThat(refusal(weight("location", "w.data", "offset", "37")))
                .isEqualTo(e0803("expects 64 bytes from byte 37 of \"w.data\", which has 100"));
        assertThat(refusal(weight("location", "w.data", "offset", Long.toString(Long.MAX_VALUE))))
                .isEqualTo(e0803("expects 64 bytes from byte 9223372036854775807 of \"w.data\", which has 100"));
    }

    @Test
    void refusesALengthThatTheShapeDoesNotHave() {
        assertThat(refusal(weight("location", "w.data", "length", "60")))
                .isEqualTo(e0803("of f32[4, 4] has 64 bytes, its location 60"));
    }

    @ParameterizedTest
    @CsvSource({"offset,-1", "offset,x", "length,99999999999999999999"})
    void refusesPlacesThatAreNoNumbers(String key, String value) {
        assertThat(refusal(weight("location", "w.data", key, value)))
                .isEqualTo(e0803("has the " + key + " \"" + value + "\", expected a number of bytes"));
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(refusal(weight("location", "v.data")))
                .isEqualTo(e0803("lies in \"v.data\", which is not in the model's folder"));
    }

    @Test
    void refusesFoldersAndTheModelItself() {
        assertThat(refusal(weight("location", "."))).isEqualTo(e0803("lies in \".\", which is no file"));
        assertThat(refusal(weight("location", "m.onnx"))).isEqualTo(e0803("lies in \"m.onnx\", the model itself"));
    }

    @Test
    void refusesALocationThatIsMissingOrGivenTwice() {
        assertThat(refusal(weight("offset", "0"))).isEqualTo(e0803("names no file"));
        assertThat(refusal(weight("location", "w.data", "location", "v.data")))
                .isEqualTo(e0803("gives 'location' twice"));
    }

    @Test
    void refusesTensorsWithoutASize() {
        TensorProto texts = Onnx.external("w", OnnxType.STRING, List.of(4L), "location", "w.data");
        assertThat(refusal(texts)).isEqualTo(e0803("of string[4] cannot lie in another file"));
        TensorProto strange =
                weight("location", "w.data").toBuilder().setDataType(99).build();
        assertThat(refusal(strange))
                .isEqualTo(e0803("has elements of type 99, whose size this compiler does not know"));
    }
}
