package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
    }

    private String inspect(Object... more) {
        return CommandRun.ok("inspect", model, more).out().replace(folder.toString(), "DIR");
    }

    @Test
    void showsTheGraphWithLikeLayersOnce() {
        assertThat(inspect()).startsWith("""
                model     Tiny of DIR/tiny.rsp
                inputs    ids: i32[T]
                outputs   logits: f32[T,260]
                policies  dense, half, ranked

                graph
                  %1 x: f32[T,32] = gather(@embed bf16[260,32], %0)
                  layer[0]
                    %2 h: f32[T,32] = rmsnorm(%1, @layer[0].n1 bf16[32], eps = 1.0E-5)
                """).contains("""
                    %17 x: f32[T,32] = add(%10, %16)
                  likewise layer[1]
                  %34 rmsnorm: f32[T,32] = rmsnorm(%33, @norm bf16[32], eps = 1.0E-5)
                """);
    }

    @Test
    void showsWhatIsInForceForEachLinearAndTheLineThatSaysSo() throws IOException {
        Files.writeString(
                model,
                Files.readString(model)
                        .replace(
                                "split 0.5; phase all; }",
                                "split 0.5; phase all; }\n  select layer[1].{k,down} { sparsity 25%; rank 3; }"));
        assertThat(inspect("--policy", "ranked")).contains("""
                policy ranked: 14 of 15 linears thinned; asked to keep 50.9% of the bytes of linears in layers
                  not measured yet: policy 'ranked' needs thresholds, and there is no lock file
                  50%:12 was decided by the rule in line 12, 50%~ by a search, 50% by nobody
                  site              shape         kept    mode        sparsity  skip     split   rank  gamma  mask  phase
                  layer[0..2].q     bf16[32,32]   50.0%   rsparse:38  50%:38    columns  0.5:38  4     1      own   all:38
                  layer[0].k        bf16[16,32]   50.0%   rsparse:38  50%:38    columns  0.5:38  2     1      own   all:38
                """).contains("""
                  layer[1].k        bf16[16,32]   65.6%   rsparse:38  25%:39    columns  0.5:38  3:39  1      own   all:38
                """).contains("""
                  head              bf16[260,32]  100.0%  dense:37    -         -        -       -     -      -     -
                """);
    }

    @Test
    void tellsWhatEachSelectorReaches() throws IOException {
        Files.writeString(
                model,
                Files.readString(model)
                        .replace(
                                "split 0.5; phase all; }",
                                "split 0.5; phase all; }\n  select node(\"l*s\")\n    where outputs > 2 { weights q8; }"));
        assertThat(inspect("--policy", "ranked")).contains("""
                rules of policy ranked, the later one wins
                  line  selector                              reaches
                """).contains("""
                  39    select node("l*s") where outputs > 2  1        head
                """);
        JsonNode rules = CommandRun.ok("inspect", model, "--json").json().get("rules");
        assertThat(rules).hasSize(2);
        assertThat(rules.get(0).get("selector").asText()).isEqualTo("default");
        assertThat(rules.get(1).get("selector").asText()).isEqualTo("select op(linear) in layer[*]");
        assertThat(rules.get(1).get("at").get("line").asInt()).isEqualTo(33);
        assertThat(rules.get(1).get("reaches")).hasSize(14);
    }

    @Test
    void saysThatAMeasuredPolicyIs() {
        Path tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32);
        assertThat(inspect()).doesNotContain("not measured").contains("small enough for a cache");
    }

    @Test
    void saysWhyStripsAreReadWhole() throws IOException {
        Path shape = folder.resolve("shape.rsp");
        String source = Files.readString(Path.of("..", "benchmarks", "models", "tinyllama-1.1b.rsp"));
        Files.writeString(shape, source.replace("sparsity 50%", "sparsity 20%").replaceAll("assert[^;]*;", ""));
        Files.copy(
                Path.of("..", "benchmarks", "models", "tinyllama-1.1b", "config.json"),
                Files.createDirectories(folder.resolve("shape")).resolve("config.json"));
        assertThat(CommandRun.ok("inspect", shape, "--random-weights", "--weights", "q4")
                        .out())
                .contains("layer[0..22].down     all, masked    strips of 1024 bytes, 80 % kept: "
                        + "1.14 of the dense time, so all columns are read");
    }

    @Test
    void printsOneJsonObject() {
        JsonNode json = CommandRun.ok("inspect", model, "--json").json();
        assertThat(json.get("model").asText()).isEqualTo("Tiny");
        assertThat(json.get("nodes")).hasSize(35);
        assertThat(json.get("sites")).hasSize(15);
        JsonNode site = json.get("sites").get(0);
        assertThat(site.get("site").asText()).isEqualTo("layer[0].q");
        JsonNode sparsity = site.get("settings").get(1);
        assertThat(sparsity.get("property").asText()).isEqualTo("sparsity");
        assertThat(sparsity.get("value").asText()).isEqualTo("50%");
        assertThat(sparsity.get("source").asText()).isEqualTo("rule");
        assertThat(sparsity.get("rule").get("file").asText()).isEqualTo(model.toString());
        assertThat(sparsity.get("rule").get("line").asInt()).isEqualTo(33);
        assertThat(json.get("products").get(0).get("reads").asText()).isEqualTo("kept");
        assertThat(json.get("notMeasured").asText()).contains("no lock file");
    }
}
