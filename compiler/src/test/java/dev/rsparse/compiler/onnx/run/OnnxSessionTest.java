package dev.rsparse.compiler.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxSessionTest {

    @TempDir
    Path folder;

    private static Map<String, TensorValue> run(OnnxFile file, Map<String, TensorValue> inputs) {
        try (OnnxSession session = OnnxSession.open(file.path(), OnnxSession.THREADS)) {
            return session.run(inputs);
        }
    }

    private OnnxFile identity(OnnxType type) {
        return Values.file(
                folder,
                Values.graph(Onnx.node("n", "Identity x -> y"))
                        .addInput(Values.info("x", type, "N", 2))
                        .addOutput(Values.info("y", type, "N", 2)));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16", "F64", "I8", "I16", "I32", "I64", "U8", "BOOL"})
    void tensorsOfEveryTypeGoInAndComeOut(OnnxType type) {
        TensorValue x = Values.of(type, List.of(2L, 2L), 1, 0, 1, 1);
        TensorValue y = run(identity(type), Map.of("x", x)).get("y");
        assertThat(y.shape()).isEqualTo(x.shape());
        assertThat(Values.numbers(y)).containsExactly(1, 0, 1, 1);
    }

    @Test
    void textsGoInAndComeOut() {
        TensorValue x = TensorValue.texts(List.of(1L, 2L), List.of("ä", ""));
        assertThat(run(identity(OnnxType.STRING), Map.of("x", x)).get("y").texts())
                .containsExactly("ä", "");
    }

    @ParameterizedTest
    @EnumSource(names = {"U16", "U32", "U64"})
    void typesThatTheLibraryOnlyGivesAreRefusedAsInputs(OnnxType type) {
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node("n", "Cast x -> y", Onnx.attribute("to", type.number())))
                        .addInput(Values.info("x", OnnxType.F32, 2))
                        .addOutput(Values.info("y", type, 2)));
        TensorValue x = Values.of(OnnxType.F32, List.of(2L), 1, 250);
        TensorValue y = run(file, Map.of("x", x)).get("y");
        assertThat(y.type()).isEqualTo(type);
        assertThat(Values.numbers(y)).containsExactly(1, 250);
        assertThatThrownBy(() -> run(identity(type), Map.of("x", y)))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("elements of " + type.text() + ", which ONNX Runtime does not take from Java");
    }

    @Test
    void tensorsWithoutElementsGoInAndComeOut() {
        TensorValue x = Values.of(OnnxType.F32, List.of(0L, 2L));
        assertThat(run(identity(OnnxType.F32), Map.of("x", x)).get("y").dims()).containsExactly(0L, 2L);
    }

    @Test
    void outputsComeInTheOrderOfTheModel() {
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node("1", "Neg x -> z"), Onnx.node("2", "Abs x -> a"), Onnx.node("3", "Neg x -> m"))
                        .addInput(Values.info("x", OnnxType.F32, 1))
                        .addOutput(Values.info("z", OnnxType.F32, 1))
                        .addOutput(Values.info("a", OnnxType.F32, 1))
                        .addOutput(Values.info("m", OnnxType.F32, 1)));
        assertThat(run(file, Map.of("x", Values.of(OnnxType.F32, List.of(1L), 1)))
                        .keySet())
                .containsExactly("z", "a", "m");
    }

    @Test
    void aChangedModelFindsItsDataInTheFolderOfTheOriginal() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(4096 + 16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(4096, 3).putFloat(4100, 4);
        Files.write(folder.resolve("w.data"), bytes.array());
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node("n", "Mul x,w -> y"))
                        .addInitializer(Onnx.external(
                                "w", OnnxType.F32, List.of(2L), "location", "w.data", "offset", "4096", "length", "8"))
                        .addInput(Values.info("x", OnnxType.F32, 2))
                        .addOutput(Values.info("y", OnnxType.F32, 2)));
        ModelProto.Builder changed = file.model().toBuilder();
        changed.getGraphBuilder()
                .addNode(Onnx.node("m", "Neg y -> z"))
                .setOutput(0, ValueInfoProto.newBuilder().setName("z"));
        try (OnnxSession session = OnnxSession.open(new OnnxFile(file.path(), changed.build()), 1)) {
            TensorValue x = Values.of(OnnxType.F32, List.of(2L), 1, 2);
            assertThat(Values.numbers(session.run(Map.of("x", x)).get("z"))).containsExactly(-3, -8);
        }
    }

    @Test
    void anOperatorThatTheLibraryLacksIsOneDiagnostic() {
        OnnxFile file = Values.file(folder, Onnx.graph(Onnx.node("n", "Nonsense x -> y")));
        assertThatThrownBy(() -> OnnxSession.open(file.path(), 1))
                .isInstanceOfSatisfying(OnnxException.class, problem -> {
                    assertThat(problem.diagnostic().code()).isEqualTo(Code.ONNX_RUN);
                    assertThat(problem.diagnostic().message())
                            .contains("is not accepted by ONNX Runtime 1.29")
                            .contains("Nonsense")
                            .doesNotContain("ORT_")
                            .doesNotContain("\n");
                });
    }

    @ParameterizedTest
    @EnumSource
    void versionsThatTheLibraryLacksAreOneDiagnostic(Version version) {
        ModelProto.Builder model = Onnx.model(Onnx.graph(Onnx.node("n", "Neg x -> y")));
        if (version == Version.OPSET) {
            model.getOpsetImportBuilder(0).setVersion(99);
        } else {
            model.setIrVersion(99);
        }
        OnnxFile file = Values.file(folder, model);
        assertThatThrownBy(() -> OnnxSession.open(file.path(), 1))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("99")
                .hasMessageContaining("up to IR version 13 and opset 26");
    }

    enum Version {
        IR,
        OPSET
    }

    @Test
    void aSequenceIsRefusedByName() {
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node("n", "SequenceConstruct x -> y"))
                        .addInput(Values.info("x", OnnxType.F32, 1))
                        .addOutput(ValueInfoProto.newBuilder().setName("y")));
        assertThatThrownBy(() -> run(file, Map.of("x", Values.of(OnnxType.F32, List.of(1L), 1))))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("output \"y\" is a sequence, expected a tensor");
    }

    @Test
    void inputsThatDoNotGoTogetherAreOneDiagnostic() {
        OnnxFile file = Values.file(
                folder,
                Values.graph(Onnx.node("n", "Add x,z -> y"))
                        .addInput(Values.info("x", OnnxType.F32, "N"))
                        .addInput(Values.info("z", OnnxType.F32, "M"))
                        .addOutput(Values.info("y", OnnxType.F32, "N")));
        Map<String, TensorValue> inputs = Map.of(
                "x", Values.of(OnnxType.F32, List.of(2L), 1, 2), "z", Values.of(OnnxType.F32, List.of(3L), 1, 2, 3));
        assertThatThrownBy(() -> run(file, inputs))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("E0809")
                .hasMessageContaining("fails in ONNX Runtime");
    }

    @Test
    void withoutTheLibraryOneDiagnosticSaysWhatToAdd() throws Exception {
        try (URLClassLoader without =
                new URLClassLoader(classPathWithoutLibrary(), ClassLoader.getPlatformClassLoader())) {
            Class<?> session = without.loadClass(OnnxSession.class.getName());
            assertThatThrownBy(() ->
                            session.getMethod("open", Path.class, int.class).invoke(null, Path.of("m.onnx"), 1))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("E0808")
                    .hasMessageContaining("ONNX Runtime is not there");
        }
    }

    private static URL[] classPathWithoutLibrary() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("onnxruntime"))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (MalformedURLException problem) {
                        throw new IllegalStateException(problem);
                    }
                })
                .toArray(URL[]::new);
    }
}
