package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left behind when an output cannot be written: everything as it was, and nothing else.
class BadOutputTest {

    @TempDir
    Path folder;

    private Path model;
    private Path output;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModel.writeDefault(folder);
        output = Files.createDirectory(folder.resolve("out"));
    }

    private String compile(Path target) {
        return CommandRun.failure(folder, model, "-o", target, "--policy", "dense");
    }

    /// Every file of the output folder with its bytes; directories too.
    private static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                boolean directory = Files.isDirectory(file);
                content.put(
                        file.getFileName().toString(),
                        directory ? "directory" : Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }

    @Test
    void refusesADirectoryInPlaceOfTheClass() throws IOException {
        Files.createDirectory(output.resolve("Model.java"));
        assertThat(compile(output.resolve("Model.java"))).isEqualTo("""
                DIR/out/Model.java: error E0602: is a directory; name a file inside it
                 help: free space or choose another path; what stood there before is untouched
                => 3
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 21, 24, 999})
    void refusesClassFilesForAJavaWithoutTheRuntime(int release) throws IOException {
        CommandRun run =
                CommandRun.of(model, "-o", output.resolve("Model.class"), "--policy", "dense", "--release", release);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("--release: expected a Java version from 25, which the runtime needs, to ")
                .contains(", found " + release);
        assertThat(content(output)).isEmpty();
    }

    @Test
    void aDirectoryInPlaceOfTheClassLeavesOldWeights() throws IOException {
        Files.createDirectory(output.resolve("Model.java"));
        Files.writeString(output.resolve("Model.weights"), "old weights");
        compile(output.resolve("Model.java"));
        assertThat(content(output))
                .containsExactly(Map.entry("Model.java", "directory"), Map.entry("Model.weights", "old weights"));
    }

    @Test
    void aDirectoryInPlaceOfTheWeightsLeavesTheOldClass() throws IOException {
        Files.createDirectory(output.resolve("Model.weights"));
        Files.writeString(output.resolve("Model.java"), "old class");
        assertThat(compile(output.resolve("Model.java"))).startsWith("DIR/out/Model.weights: error E0602: is a dir");
        assertThat(content(output))
                .containsExactly(Map.entry("Model.java", "old class"), Map.entry("Model.weights", "directory"));
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThat(compile(folder.resolve("absent").resolve("Model.java"))).isEqualTo("""
                DIR/absent/Model.java: error E0602: could not be written (its folder does not exist)
                 help: free space or choose another path; what stood there before is untouched
                => 3
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Model.java", "Model.class", "model.jar"})
    void refusesADirectoryInPlaceOfTheOutput(String name) throws IOException {
        Files.createDirectory(output.resolve(name));
        assertThat(compile(output.resolve(name)))
                .startsWith("DIR/out/" + name + ": error E0602: is a directory; name a file inside it\n")
                .endsWith("=> 3\n");
        assertThat(content(output)).containsExactly(Map.entry(name, "directory"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Model.java", "Model.class", "model.jar"})
    void refusesAFileInPlaceOfTheFolder(String name) throws IOException {
        Path file = Files.writeString(output.resolve("file"), "text");
        assertThat(compile(file.resolve(name)))
                .startsWith("DIR/out/file/" + name + ": error E0602: could not be written (Not a directory)\n")
                .endsWith("=> 3\n");
        assertThat(content(output)).containsExactly(Map.entry("file", "text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Model.class", "model.jar"})
    void refusesAFolderThatIsNotThereForEveryKind(String name) {
        assertThat(compile(folder.resolve("absent").resolve(name)))
                .startsWith("DIR/absent/" + name + ": error E0602: could not be written (its folder does not exist)")
                .endsWith("=> 3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1st.class", "class.class", "a-b.class", "a-b.java"})
    void refusesAClassFileThatIsNoClassName(String name) {
        String ending = name.substring(name.indexOf('.'));
        assertThat(compile(output.resolve(name)))
                .endsWith("' is not a class name\n help: name a file such as Model" + ending + "\n=> 1\n");
    }

    @Test
    void aDirectoryInPlaceOfANestedClassLeavesTheOldClass() throws IOException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        CommandRun.ok(model, "-o", whole.resolve("Model.class"), "--policy", "dense");
        String nested = content(whole).keySet().stream()
                .filter(name -> name.contains("$"))
                .findFirst()
                .orElseThrow();
        Files.createDirectory(output.resolve(nested));
        Files.writeString(output.resolve("Model.class"), "old class");
        assertThat(compile(output.resolve("Model.class"))).startsWith("DIR/out/" + nested + ": error E0602: is a dir");
        assertThat(content(output)).containsOnly(Map.entry("Model.class", "old class"), Map.entry(nested, "directory"));
    }

    @Test
    void aModelWithoutAClassNameHasNoJar() throws IOException {
        Path source = Files.writeString(
                folder.resolve("switch.rsp"),
                Files.readString(model).replace("Tiny", "switch").replaceAll("(?s)target jvm \\{.*?\\}", ""));
        assertThat(CommandRun.failure(folder, source, "-o", output.resolve("model.jar"), "--policy", "dense"))
                .isEqualTo("""
                        DIR/switch.rsp: error E0406: 'switch' is not a class name
                         help: name one in the file: target jvm { class NAME; }
                        => 1
                        """);
    }

    @Test
    void refusesAnEndingItCannotWrite() {
        assertThat(compile(output.resolve("Model.gguf"))).isEqualTo("""
                DIR/out/Model.gguf: error E0004: only Java source, class files, jars and ONNX models can be written
                 help: name a file such as Model.java, Model.class, model.jar or model.onnx
                => 1
                """);
    }

    @Test
    void refusesANameThatIsNoClassName() {
        assertThat(compile(output.resolve("class.java"))).isEqualTo("""
                DIR/out/class.java: error E0406: 'class' is not a class name
                 help: name a file such as Model.java
                => 1
                """);
    }

    @Test
    void aMistakeInTheInputLeavesTheOldPair() throws IOException {
        CommandRun.ok(model, "-o", output.resolve("Model.java"), "--policy", "dense");
        Map<String, String> before = content(output);
        Files.delete(folder.resolve("config.json"));
        compile(output.resolve("Model.java"));
        assertThat(content(output)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Model.java", "Model.class", "model.jar"})
    void refusesAFolderThatMayNotBeWritten(String name) {
        assumeTrue(output.toFile().setWritable(false) && !Files.isWritable(output), "this user may write everywhere");
        assertThat(compile(output.resolve(name))).isEqualTo("DIR/out/" + name + """
                : error E0602: could not be written (permission denied)
                 help: free space or choose another path; what stood there before is untouched
                => 3
                """);
    }

    @Test
    void refusesADirectoryInPlaceOfTheLogits() {
        assertThat(CommandRun.failure(
                        folder,
                        "run",
                        model,
                        "--policy",
                        "dense",
                        "--prompt-ids",
                        "0",
                        "--tokens",
                        0,
                        "--logits",
                        output))
                .isEqualTo("""
                        rsparsec: compiling Tiny under policy dense
                        DIR/out: error E0602: is a directory; name a file inside it
                         help: free space or choose another path; what stood there before is untouched
                        => 3
                        """);
    }

    @Test
    void calibrateLeavesADirectoryInPlaceOfTheLock() throws IOException {
        Files.createDirectory(folder.resolve("tiny.rsplock"));
        Path tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 64, 1);
        assertThat(CommandRun.failure(folder, "calibrate", model, "--tokens", tokens, "--window", 32))
                .isEqualTo("""
                DIR/tiny.rsplock: error E0601: is a directory
                 help: check the path and its permissions
                => 3
                """);
    }
}
