package dev.rsparse.compiler.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxWriter;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exports of torch models, rewritten and run in ONNX Runtime.
@Tag("shared")
class SharedRewritesTest {

    @TempDir
    Path folder;

    private static Path export(String name) {
        Path export = Path.of(System.getProperty("rsparsec.shared", "../../shared"), "onnx", "exports", name);
        assumeTrue(Files.exists(export), export + " is absent");
        return export;
    }

    /// @param threshold of every linear
    private Path rewritten(Path model, Form form, float threshold) throws IOException {
        OnnxFile file = OnnxFile.read(model);
        Path out = folder.resolve(form.text() + ".onnx");
        Sites sites = Sites.of(file);
        CallInliner.Inlined inlined = CallInliner.inline(file, sites, sites.sites());
        try (ExternalData data = new ExternalData(model)) {
            OnnxRewriter rewriter =
                    new OnnxRewriter(inlined.file(), data, ProviderChoice.once().algebra(), _ -> {});
            List<SitePlan> plans = inlined.sites().stream()
                    .map(site -> SitePlan.of(site, 0.5, 0.7))
                    .toList();
            assertThat(plans).allMatch(plan -> rewriter.obstacle(plan).isEmpty());
            Map<String, Float> thresholds =
                    inlined.sites().stream().collect(Collectors.toMap(Site::node, _ -> threshold));
            OnnxRewriter.Rewritten changed = rewriter.rewrite(plans, new Thresholds(thresholds), form);
            new OnnxWriter(file).write(changed.model(), changed.added(), out);
        }
        return out;
    }

    private static double worst(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            worst = Math.max(worst, Math.abs(found[i] - expected[i]) / Math.max(1, Math.abs(expected[i])));
        }
        return worst;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-dynamo23",
                "bert-legacy17",
                "bert-legacy17-ortfused",
                "gpt2-dynamo18",
                "gpt2-dynamo23",
                "llama-dynamo18",
                "llama-kvcache-legacy17",
                "llama-untied-bias-dynamo18",
                "mlp-3d-legacy17",
                "mlp-relu-dynamo18",
                "mlp-relu-dynamo23",
                "mlp-relu-legacy17",
                "mobilenetv3s-legacy17",
                "opt-legacy17",
                "quill-7m-dynamo18",
                "qwen2-dynamo18",
                "t5enc-legacy17",
                "vit-legacy17"
            })
    void splitFormGivesWhatTheExportGave(String name) throws IOException {
        Path export = export(name);
        Path test = export.resolve("test_data_set_0");
        Map<Integer, float[]> outputs = Ort.runDataSet(rewritten(export.resolve("model.onnx"), Form.SPLIT, 0), test);
        assertThat(outputs).isNotEmpty();
        for (Map.Entry<Integer, float[]> output : outputs.entrySet()) {
            float[] expected = Ort.expected(test.resolve("output_" + output.getKey() + ".pb"));
            assertThat(worst(output.getValue(), expected)).isLessThan(1e-4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-dynamo23", "gpt2-dynamo18", "llama-kvcache-legacy17", "vit-legacy17"})
    void formsThatReadAllChannelsGiveWhatTheExportGave(String name) throws IOException {
        Path export = export(name);
        Path test = export.resolve("test_data_set_0");
        for (Form form : List.of(Form.INLINE, Form.FUNCTION)) {
            Map<Integer, float[]> outputs = Ort.runDataSet(rewritten(export.resolve("model.onnx"), form, 0), test);
            for (Map.Entry<Integer, float[]> output : outputs.entrySet()) {
                float[] expected = Ort.expected(test.resolve("output_" + output.getKey() + ".pb"));
                assertThat(worst(output.getValue(), expected)).isLessThan(1e-4);
            }
        }
    }
}
