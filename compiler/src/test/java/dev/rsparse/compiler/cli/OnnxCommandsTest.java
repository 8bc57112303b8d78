package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rewrite` and `inspect` of an ONNX model.
class OnnxCommandsTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = Onnx.write(
                folder,
                "m.onnx",
                Onnx.model(Onnx.graph(
                                Onnx.node("up", "Gemm x,w,b -> h", Onnx.attribute("transB", 1)),
                                Onnx.node("mix", "MatMul h,h -> p"),
                                Onnx.node("down", "MatMul p,onnx::MatMul_7 -> y"))
                        .addInitializer(Onnx.tensor("w", OnnxType.F32, 6, 4))
                        .addInitializer(Onnx.tensor("b", OnnxType.F32, 6))
                        .addInitializer(Onnx.tensor("onnx::MatMul_7", OnnxType.F32, 6, 4))));
    }

    @Test
    void listsSitesAndSaysWhyOthersAreNone() {
        assertThat(CommandRun.ok("rewrite", model, "--list-sites", "--explain").out())
                .isEqualTo("""
                sites: 2
                  site          [in,out]  operator  product  weight                          bias  consumers  module
                  weight("w")   [4,6]     Gemm      x w^T    f32 initializer w               b     1          -
                  node("down")  [6,4]     MatMul    x w      f32 initializer onnx::MatMul_7  -     1          -

                look like linears and were not taken: 1
                  node  operator  reason
                  mix   MatMul    no operand is a constant: the left one is computed by Gemm at up, the right one is \
                computed by Gemm at up
                """);
    }

    @Test
    void listsThemAsJson() {
        JsonNode all = CommandRun.ok("rewrite", model, "--list-sites", "--json").json();
        assertThat(all.path("sites").path(0).path("weight").path("consumers").toString())
                .isEqualTo("[\"up (Gemm)\"]");
        assertThat(all.has("notTaken")).isFalse();
    }

    @Test
    void inspectsAModel() {
        assertThat(CommandRun.ok("inspect", model).out().replace(folder.toString(), "DIR"))
                .isEqualTo("""
                model       g of DIR/m.onnx
                written by  test, IR version 8
                opsets      ai.onnx 17
                inputs      x: f32[N,4]
                outputs     y: f32[N,4]
                parameters  54 in 3 initializers
                functions   0
                sites       2; 1 more nodes look like linears ('rsparsec rewrite --list-sites --explain' lists both)

                  operator  nodes
                  Gemm      1
                  MatMul    2
                """);
        assertThat(CommandRun.ok("inspect", model, "--json")
                        .json()
                        .path("parameters")
                        .asInt())
                .isEqualTo(54);
    }

    @Test
    void refusesOptionsThatAnOnnxModelHasNoUseFor() {
        CommandRun run = CommandRun.of("inspect", model, "--policy", "dense");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("--policy is for a MODEL.rsp, not for an ONNX model");
    }

    @Test
    void saysWhatIsWrongWithADamagedModel() throws Exception {
        Files.write(model, new byte[0]);
        assertThat(CommandRun.failure(folder, "rewrite", model, "--list-sites")).isEqualTo("""
                DIR/m.onnx: error E0801: holds no graph: it is empty, or a file of another kind
                 help: export, download or copy the model again
                => 1
                """);
    }
}
