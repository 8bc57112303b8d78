package dev.rsparse.compiler.onnx.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rsparse.compiler.onnx.OnnxFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Exports of torch models: each of their linears is found once.
@Tag("shared")
class SharedSitesTest {

    /// The second number is that of linears in the torch model: those of its layers, and the head.
    @ParameterizedTest
    @CsvSource({
        "bert-dynamo23, 12",
        "bert-legacy17, 12",
        "bert-legacy17-ortfused, 12",
        "gpt2-dynamo18, 9",
        "gpt2-dynamo23, 9",
        "llama-dynamo18, 15",
        "llama-kvcache-legacy17, 15",
        "llama-untied-bias-dynamo18, 15",
        "mlp-3d-legacy17, 2",
        "mlp-relu-dynamo18, 3",
        "mlp-relu-dynamo23, 3",
        "mlp-relu-legacy17, 3",
        "mobilenetv3s-legacy17, 2",
        "opt-legacy17, 13",
        "quill-7m-dynamo18, 57",
        "qwen2-dynamo18, 15",
        "t5enc-legacy17, 12",
        "vit-legacy17, 13"
    })
    void findsEachLinearOnce(String name, int linears) {
        Path model =
                Path.of(System.getProperty("rsparsec.shared", "../../shared"), "onnx", "exports", name, "model.onnx");
        assumeTrue(Files.exists(model), model + " is absent");
        Sites sites = Sites.of(OnnxFile.read(model));
        assertThat(sites.sites()).hasSize(linears);
        assertThat(sites.sites().stream().map(Site::selector)).doesNotHaveDuplicates();
        assertThat(sites.sites().stream().map(site -> site.weight().name())).doesNotHaveDuplicates();
        assertThat(sites.sites().stream().flatMap(site -> site.module().stream()))
                .doesNotHaveDuplicates();
    }
}
