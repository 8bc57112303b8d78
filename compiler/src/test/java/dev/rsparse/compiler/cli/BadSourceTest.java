package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user reads whose `.rsp` file, or whose choice in it, is wrong.
class BadSourceTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
    }

    private String run(Object... more) {
        return CommandRun.failure(folder, "run", model, "--prompt-ids", "0,1", more);
    }

    private void replace(String text, String by) throws IOException {
        String source = Files.readString(model);
        assertThat(source).contains(text);
        Files.writeString(model, source.replace(text, by));
    }

    @Test
    void showsAnUnknownNameInItsLine() throws IOException {
        replace("linear(h, q)", "linear(g, q)");
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp:22:33: error E0101: unknown name 'g'
                 22 |       a = attention(rope(linear(g, q)), rope(linear(h, k)), linear(h, v), heads = H, kv_heads = KV) @cache;
                    |                                 ^ not known here
                => 1
                """);
    }

    @Test
    void showsBothShapesOfATensorThatHasAnother() throws IOException {
        replace("\"model.norm.weight\" : [D]", "\"model.norm.weight\" : [V]");
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp:14:53: error E0302: 'norm' is declared [260], the checkpoint has [32]
                 14 |     norm                    = "model.norm.weight" : [V];
                    |                                                     ^^^ declared [260]
                 help: the tensor is model.norm.weight: bf16[32]
                => 1
                """);
    }

    @Test
    void showsWhatWasExpectedOfAnEmptyFile() throws IOException {
        Files.writeString(model, "");
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp:1:1: error E0001: expected 'rsp', found the end of the file
                 1 |\s
                   | ^ expected 'rsp'
                => 1
                """);
    }

    @Test
    void refusesBytesThatAreNotText() throws IOException {
        Files.write(model, new byte[] {'r', 's', 'p', (byte) 0xff});
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp: error E0601: is not UTF-8 text
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesADirectory() throws IOException {
        Files.delete(model);
        Files.createDirectory(model);
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp: error E0601: is a directory
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesAFileThatIsNotThere() throws IOException {
        Files.delete(model);
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp: error E0601: does not exist
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void offersThePolicyThatWasMeant() {
        assertThat(run("--policy", "hlaf")).isEqualTo("""
                DIR/tiny.rsp: error E0101: unknown policy 'hlaf'
                 help: did you mean 'half'?
                => 1
                """);
    }

    @Test
    void listsThePoliciesWhenNoneIsNear() {
        assertThat(run("--policy", "everything")).isEqualTo("""
                DIR/tiny.rsp: error E0101: unknown policy 'everything'
                 help: policies: dense, half, ranked
                => 1
                """);
    }

    @Test
    void showsWhatKeepsTheResidualStreamFromBeingRotated() throws IOException {
        replace("x = gather(embed, ids);", "x = silu(gather(embed, ids));");
        replace("policy half for Tiny {", "policy turned { rotate residual; }\n\npolicy half for Tiny {");
        assertThat(run("--policy", "turned")).isEqualTo("""
                DIR/tiny.rsp:31:17: error E0410: the residual stream cannot be rotated: \
                the silu reads the residual stream; only a norm or a linear can
                 31 | policy turned { rotate residual; }
                    |                 ^^^^^^^^^^^^^^^^ asked for here
                 19 |     x = silu(gather(embed, ids));     this stands in the way
                 help: leave 'rotate residual;' out of this policy
                => 1
                """);
    }

    @Test
    void refusesAPolicyWithTwoPhases() throws IOException {
        replace("split 1.0; phase decode; }", "split 1.0; phase decode; }\n  select layer[0].q { phase all; }");
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp: error E0407: policy 'half' thins some linears in phase decode and others in phase all
                 help: give the phase once, in the widest selection
                => 1
                """);
    }

    @Test
    void asksForWeightsOfAModelThatIsToBeWritten() throws IOException {
        Files.writeString(model, """
                rsp 1;
                model Bare(x: f32[N,4]) -> (y: f32[N,4]) {
                  dim N;
                  graph { y = relu(x); }
                }
                """);
        for (String output : List.of("Bare.java", "Bare.class", "bare.jar", "bare.onnx")) {
            assertThat(CommandRun.failure(folder, model, "-o", folder.resolve(output)))
                    .isEqualTo("""
                            DIR/tiny.rsp:2:7: error E0006: the model binds no weights
                             2 | model Bare(x: f32[N,4]) -> (y: f32[N,4]) {
                               |       ^^^^ expected weights from … { … } in it
                             help: 'rsparsec check' and 'rsparsec inspect' go without
                            => 1
                            """);
        }
    }
}
