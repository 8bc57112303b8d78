package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.onnx.Onnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `-o Model.java` and `-o Model.class` of an ONNX model.
class OnnxOutputTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = SmallLayer.write(folder);
    }

    @Test
    void theSourceGivesWhatTheModelSays() throws Exception {
        CommandRun run = CommandRun.ok(model, "-o", folder.resolve("Model.java"));
        assertThat(run.out()).isEmpty();
        assertThat(run.errIn(folder)).isEqualTo("rsparsec: wrote DIR/Model.java and DIR/Model.weights\n");
        EmittedClass emitted = EmittedClass.compile(folder.resolve("Model.java"), folder, "Model");
        assertThat(emitted.run(folder.resolve("Model.weights"), new int[] {2, 4}, SmallLayer.X))
                .containsExactly(SmallLayer.Y);
    }

    @Test
    void theClassGivesWhatTheModelSays() throws Exception {
        Files.writeString(folder.resolve("Model$Old.class"), "of an earlier compile");
        CommandRun.ok(model, "-o", folder.resolve("Model.class"), "--release", 25);
        assertThat(folder.resolve("Model$Old.class")).doesNotExist();
        EmittedClass emitted = EmittedClass.load(folder, "Model");
        assertThat(emitted.run(folder.resolve("Model.weights"), new int[] {2, 4}, SmallLayer.X))
                .containsExactly(SmallLayer.Y);
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        CommandRun.ok(model, "-o", folder.resolve("Model.class"));
        byte[] type = Files.readAllBytes(folder.resolve("Model.class"));
        byte[] weights = Files.readAllBytes(folder.resolve("Model.weights"));
        CommandRun.ok(model, "-o", folder.resolve("Model.class"));
        assertThat(folder.resolve("Model.class")).hasBinaryContent(type);
        assertThat(folder.resolve("Model.weights")).hasBinaryContent(weights);
    }

    @Test
    void printsWhatWasWrittenAsOneJsonObject() {
        JsonNode object = CommandRun.ok(model, "-o", folder.resolve("Model.java"), "--json")
                .json();
        assertThat(object.toString().replace(folder.toString(), "DIR"))
                .isEqualTo("{\"output\":\"DIR/Model.java\",\"weights\":\"DIR/Model.weights\","
                        + "\"files\":[\"DIR/Model.java\",\"DIR/Model.weights\"],"
                        + "\"errors\":0,\"warnings\":0,\"diagnostics\":[]}");
    }

    /// A sigmoid that is alone with its factor, and one that is an output, too.
    private Path gates() {
        return Onnx.write(
                folder,
                "gates.onnx",
                Onnx.model(Onnx.graph(
                                Onnx.node("s", "Sigmoid x -> a"),
                                Onnx.node("p", "Mul x,a -> b"),
                                Onnx.node("t", "Sigmoid b -> c"),
                                Onnx.node("q", "Mul b,c -> y"))
                        .addOutput(Onnx.value("c"))));
    }

    @Test
    void explainsWhatWasRecognised() {
        CommandRun run = CommandRun.ok(gates(), "-o", folder.resolve("Model.java"), "--explain");
        assertThat(run.out()).isEqualTo("""
                fused: 1
                  operator  node
                  Swish     Mul "p"

                nearly fused: 1
                  operator  node     reason
                  Swish     Mul "q"  what Sigmoid "t" gives is read elsewhere, too
                """);
    }

    @Test
    void explainsItAsJson() {
        JsonNode object = CommandRun.ok(gates(), "-o", folder.resolve("Model.java"), "--explain", "--json")
                .json();
        assertThat(object.path("fused").toString()).isEqualTo("[{\"operator\":\"Swish\",\"node\":\"Mul \\\"p\\\"\"}]");
        assertThat(object.path("nearMisses").path(0).path("reason").asText())
                .isEqualTo("what Sigmoid \"t\" gives is read elsewhere, too");
    }

    @Test
    void explainsNothingOfASource() {
        CommandRun run = CommandRun.of("model.rsp", "-o", folder.resolve("Model.java"), "--explain");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("--explain is for a MODEL.onnx");
    }

    @ParameterizedTest
    @CsvSource({
        "--weights f32, --weights",
        "--kv-cache f32, --kv-cache",
        "--target Model, --target",
        "--form inline, --form",
        "--emit listing, --emit"
    })
    void refusesOptionsThatAnOnnxModelHasNoUseFor(String words, String option) {
        CommandRun run = CommandRun.of(model, "-o", folder.resolve("Model.java"), words.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith(option + " is for a MODEL.rsp, not for an ONNX model");
        assertThat(folder.resolve("Model.java")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"model.jar", "other.onnx"})
    void refusesOutputsThatAreNoClass(String output) {
        CommandRun run = CommandRun.of(model, "-o", folder.resolve(output));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errIn(folder))
                .startsWith("an ONNX model is compiled to OUT.java or OUT.class, found -o DIR/" + output);
    }

    @Test
    void asksForAnOutput() {
        CommandRun run = CommandRun.of(model);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("name the output: -o OUT.java or OUT.class\n");
    }

    @Test
    void refusesANameThatIsNoClassName() {
        assertThat(CommandRun.failure(folder, model, "-o", folder.resolve("my-model.java")))
                .contains("'my-model' is not a class name")
                .endsWith("=> 1\n");
    }
}
