package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Masks;
import dev.rsparse.compiler.interpret.Observer;
import dev.rsparse.compiler.interpret.Sequence;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each architecture of the library, calibrated and tuned on a text longer than its window.
@Tag("shared")
class LibraryTuningTest {

    private static final int TOKENS = 9;
    private static final int WINDOW = 48;

    @TempDir
    Path folder;

    private Path write(String name, String policy) throws IOException {
        Path checkpoint = SharedFolder.require("zoo/" + name).toAbsolutePath();
        return Files.writeString(folder.resolve("model.rsp"), """
                rsp 1;
                import "%s";
                model M from "%s";
                policy p { select op(linear) in layer[*] { rsparse; phase all; } %s }
                """.formatted(name, checkpoint, policy));
    }

    /// Random ids: what a random model makes of them is as good as of any other.
    private Path writeTokens() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer bytes = ByteBuffer.allocate(2 * 8 * WINDOW).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putShort((short) random.nextInt(256));
        }
        return Files.write(folder.resolve("ids.u16"), bytes.array());
    }

    private JsonNode run(String command, Path model, Path tokens) {
        return CommandRun.ok(command, model, "--policy", "p", "--tokens", tokens, "--window", WINDOW, "--json")
                .json();
    }

    /// Shares of small models come in steps of a channel, and some scores are alike.
    private static void assertKept(JsonNode evaluation, double share) {
        assertThat(evaluation.get("keptBytes").asDouble()).isCloseTo(share, within(0.03));
        assertThat(evaluation.get("dNLL").asDouble()).isBetween(-0.2, 0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "phi3", "gemma2", "gpt2", "opt"})
    void calibratedModelsKeepWhatTheirPolicyAsksFor(String name) throws IOException {
        Path model = write(name, "default { sparsity 50%; split 0.9; }");
        Path tokens = writeTokens();
        run("calibrate", model, tokens);
        assertKept(run("eval", model, tokens), 0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "phi3", "gemma2", "gpt2", "opt"})
    void tunedModelsKeepTheirBudget(String name) throws IOException {
        Path model = write(name, "tune layer[*].* { budget mean 40%; split in {1.0, 0.9}; }");
        Path tokens = writeTokens();
        assertThat(run("tune", model, tokens).get("nominalKeptBytes").asDouble())
                .isCloseTo(0.6, within(0.02));
        assertKept(run("eval", model, tokens), 0.6);
    }

    @ParameterizedTest
    @CsvSource({"gpt2,teal", "gpt2,wina", "gemma2,evolve", "gemma2,uniform"})
    void otherSearchesKeepTheBudgetToo(String name, String search) throws IOException {
        Path model = write(name, "tune layer[*].* { budget mean 40%; by " + search + "; }");
        Path tokens = writeTokens();
        run("tune", model, tokens);
        assertKept(run("eval", model, tokens), 0.6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "opt"})
    void aSearchForGatedBlocksSaysThatThereIsNone(String name) throws IOException {
        Path model = write(name, "tune layer[*].* { budget mean 20%; by cats; }");
        CommandRun run = CommandRun.of("tune", model, "--policy", "p", "--tokens", writeTokens(), "--window", WINDOW);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("cats thins linear(silu(gate) * linear(x, up), down) alone, and there is none")
                .contains("search by allocate");
    }

    /// Plans are judged with the interpreter, so it must be the model.
    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "phi3", "gemma2", "gpt2", "opt"})
    void theInterpreterGivesTheOraclesLogits(String name) throws IOException {
        Path checkpoint = SharedFolder.require("zoo/" + name).toAbsolutePath();
        int[] ids = Npy.read(checkpoint.resolve("ids.npy")).ints();
        float[] expected = Npy.read(checkpoint.resolve("logits.npy")).floats();
        Path model = write(name, "default { sparsity 50%; }");
        try (ModelProject project = ModelProject.open(model)) {
            PolicyGraph runs =
                    PolicyGraph.of(project, project.policy(Optional.of("dense")), PolicyTensors.NONE, message -> {});
            Graph graph = Pipeline.rewrite(runs.graph(), Map.of());
            Interpreter interpreter = new Interpreter(graph, runs.weights());
            for (int sequence = 0; sequence < ids.length / TOKENS; sequence++) {
                int[] read = Arrays.copyOfRange(ids, sequence * TOKENS, (sequence + 1) * TOKENS);
                Sequence end = interpreter.run(
                        interpreter.start(0, read), 0, graph.nodes().size(), Masks.NONE, Observer.NONE);
                float[] logits = end.values()
                        .get(graph.outputs().getFirst().value().id())
                        .data();
                for (int i = 0; i < logits.length; i++) {
                    float wanted = expected[sequence * logits.length + i];
                    assertThat(logits[i]).isCloseTo(wanted, within(1e-4f * Math.max(1, Math.abs(wanted))));
                }
            }
        }
    }
}
