package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.onnx.run.OnnxSession;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A torch export of the example's checkpoint, rewritten and run in ONNX Runtime, against the class that the
/// compiler makes of the same recipe: 128 windows of 512 tokens, every token thinned.
@Tag("nightly")
class OnnxLossTest {

    private static final int WINDOWS = 128;

    @TempDir
    Path folder;

    private static final String POLICY = "rs90";

    /// Linears of a layer in the order of the export's nodes.
    private static final List<String> LINEARS = List.of("q", "k", "v", "o", "gate", "up", "down");

    /// Two bins of the histogram that the compiler reads thresholds from. It leaves out the begin token, one of 8,192,
    /// which an ONNX model cannot tell from others.
    private static final float THRESHOLDS = 0.001f;

    private static final double NEAR = 0.002;

    /// Thresholds of both are measured apart and agree, and so do the losses; also those of equal thresholds, with
    /// factors in f32 as the export has them.
    @Test
    void aRewrittenExportLosesWhatTheCompiledModelLoses() throws IOException, InterruptedException {
        Path export = SharedFolder.require("onnx/exports/quill-7m-dynamo18/model.onnx");
        Path checkpoint = SharedFolder.require("models/quill-7m");
        Path rewritten = folder.resolve("sparse.onnx");
        JsonNode report = CommandRun.ok(
                        "rewrite",
                        export,
                        "-o",
                        rewritten,
                        "--sparsity",
                        "50%",
                        "--split",
                        "0.9",
                        "--inputs",
                        calibration(),
                        "--json")
                .json();
        String source = Files.readString(Quill.SOURCE) + UniformRecipe.policy(POLICY, 50, "split 0.9;");
        Path file = Files.writeString(folder.resolve("quill.rsp"), source);
        try (ModelProject project = ModelProject.open(file, checkpoint)) {
            Lock own = UniformRecipe.measured(project, List.of(POLICY));
            Lock same = withThresholds(own, report);
            double loss = loss(rewritten);
            assertThat(loss)
                    .as("own thresholds")
                    .isCloseTo(
                            UniformRecipe.loss(project, POLICY, Optional.of(own), WINDOWS, StripLayout.BF16),
                            within(NEAR));
            assertThat(loss)
                    .as("equal thresholds")
                    .isCloseTo(
                            UniformRecipe.loss(project, POLICY, Optional.of(same), WINDOWS, StripLayout.F32),
                            within(NEAR));
        }
    }

    /// The lock with the thresholds that were measured in ONNX Runtime, which must be near its own.
    private static Lock withThresholds(Lock lock, JsonNode report) {
        Lock.Policy policy = lock.policies().get(POLICY);
        Map<String, Thinning> sites = new TreeMap<>(policy.sites());
        JsonNode rewritten = report.path("rewritten");
        assertThat(rewritten).hasSameSizeAs(sites.keySet());
        for (int i = 0; i < rewritten.size(); i++) {
            String site = "layer[" + i / LINEARS.size() + "]." + LINEARS.get(i % LINEARS.size());
            float threshold = (float) report.path("thresholds")
                    .path(rewritten.path(i).path("node").asText())
                    .asDouble();
            Thinning thinning = sites.get(site);
            assertThat(threshold).as(site).isCloseTo(thinning.threshold(), within(THRESHOLDS * thinning.threshold()));
            sites.put(site, thinning.withThreshold(threshold));
        }
        return lock.withPolicy(
                POLICY, new Lock.Policy(policy.calibration(), policy.rotated(), policy.tensors(), sites));
    }

    /// Each window a sample.
    private Path calibration() throws IOException {
        Path inputs = Files.createDirectory(folder.resolve("inputs"));
        List<int[]> windows = SharedFolder.windows(UniformRecipe.CALIBRATION, UniformRecipe.CALIBRATION_WINDOWS);
        for (int i = 0; i < windows.size(); i++) {
            Path sample = Files.createDirectory(inputs.resolve(String.valueOf(i)));
            Files.write(sample.resolve("input_0.pb"), tensor(windows.get(i)).toByteArray());
        }
        return inputs;
    }

    private static TensorProto tensor(int[] ids) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .addDims(ids.length);
        for (int id : ids) {
            tensor.addInt64Data(id);
        }
        return tensor.build();
    }

    /// Mean loss in nats per token.
    private double loss(Path model) throws IOException {
        double sum = 0;
        try (OnnxSession session = OnnxSession.open(model, OnnxSession.THREADS)) {
            for (int[] window : SharedFolder.windows(UniformRecipe.TEXT, WINDOWS)) {
                Path input =
                        Files.write(folder.resolve("input_0.pb"), tensor(window).toByteArray());
                Map<String, TensorValue> logits = session.run(Map.of("input_ids", TensorFiles.read(input)));
                sum += loss(logits.get("output").floats(), window);
            }
        }
        return sum / WINDOWS;
    }

    private static double loss(float[] logits, int[] window) {
        int width = logits.length / window.length;
        double sum = 0;
        for (int i = 0; i + 1 < window.length; i++) {
            sum += logSumExp(logits, i * width, width) - logits[i * width + window[i + 1]];
        }
        return sum / (window.length - 1);
    }

    private static double logSumExp(float[] logits, int offset, int width) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            greatest = Math.max(greatest, logits[offset + i]);
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += Math.exp(logits[offset + i] - greatest);
        }
        return greatest + Math.log(sum);
    }
}
