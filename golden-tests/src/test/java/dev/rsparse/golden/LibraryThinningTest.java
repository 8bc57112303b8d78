package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.compiler.emit.ReferenceModel;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.project.FactorStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each architecture of the library with all linears of its layers thinned, against the scalar twins.
@Tag("shared")
class LibraryThinningTest {

    private static final int TOKENS = 9;
    private static final float THRESHOLD = 0.2f;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "phi3", "gemma2", "gpt2", "opt"})
    void thinnedModelsAgreeWithTheScalarTwins(String name) throws IOException {
        Path checkpoint = SharedFolder.require("zoo/" + name).toAbsolutePath();
        int[] ids = Npy.read(checkpoint.resolve("ids.npy")).ints();
        Path source = Files.writeString(folder.resolve("model.rsp"), """
                rsp 1;
                import "%s";
                model M from "%s";
                policy half { select op(linear) in layer[*] { rsparse; sparsity 50%%; split 0.9; phase decode; } }
                """.formatted(name, checkpoint));
        try (ModelProject project = ModelProject.open(source)) {
            CheckedPolicy policy = project.policy(Optional.of("half"));
            Map<String, Thinning> thinnings = new PolicyResolver(project, policy).asked();
            thinnings.replaceAll((site, asked) -> asked.withThreshold(THRESHOLD));
            PolicyGraph runs = PolicyGraph.of(project, policy, PolicyTensors.NONE, message -> {});
            FactorStore factors = FactorStore.of(project, runs, thinnings, message -> {});
            Engine engine =
                    Engine.compile(runs.graph(), "half", thinnings, StripLayout.F32, project.config(), Set.of());
            ReferenceModel reference = new ReferenceModel(
                    Pipeline.rewrite(runs.graph(), thinnings), runs.weights(), factors, StripLayout.F32);
            try (CompiledModel model = engine.load(runs.weights(), factors)) {
                assertThat(model.info().sites()).hasSize(policy.thinned().size());
                Session session = model.newSession();
                for (int token = 0; token < TOKENS; token++) {
                    float[] expected = reference.next(ids[token], true);
                    float[] logits = session.decode(ids[token]);
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(logits[i])
                                .as("token %d, logit %d, margin %s", token, i, reference.margin())
                                .isCloseTo(expected[i], within(1e-4f * Math.max(1, Math.abs(expected[i]))));
                    }
                }
            }
        }
    }
}
