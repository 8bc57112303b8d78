package dev.rsparse.compiler.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxWriter;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Rewrites all linears of a model alike: half of each weight is not read.
final class Rewrites {

    private Rewrites() {}

    /// Writes `form.onnx` beside the model, and checks that it can be read.
    ///
    /// @param split the share of what is read that goes to channels
    /// @param threshold of every linear
    static Path rewritten(Path in, Form form, double split, float threshold) throws IOException {
        OnnxFile file = OnnxFile.read(in);
        Path out = in.resolveSibling(form.text() + ".onnx");
        Sites sites = Sites.of(file);
        assertThat(sites.sites()).isNotEmpty().allMatch(site -> CallInliner.canInline(file, site));
        CallInliner.Inlined inlined = CallInliner.inline(file, sites, sites.sites());
        try (ExternalData data = new ExternalData(in)) {
            OnnxRewriter rewriter =
                    new OnnxRewriter(inlined.file(), data, ProviderChoice.once().algebra(), _ -> {});
            List<SitePlan> plans = inlined.sites().stream()
                    .map(site -> SitePlan.of(site, 0.5, split))
                    .toList();
            assertThat(plans).allMatch(plan -> rewriter.obstacle(plan).isEmpty());
            Map<String, Float> thresholds =
                    inlined.sites().stream().collect(Collectors.toMap(Site::node, _ -> threshold));
            OnnxRewriter.Rewritten changed = rewriter.rewrite(plans, new Thresholds(thresholds), form);
            new OnnxWriter(file).write(changed.model(), changed.added(), out);
        }
        OnnxFile.read(out);
        return out;
    }
}
