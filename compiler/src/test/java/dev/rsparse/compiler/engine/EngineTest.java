package dev.rsparse.compiler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    private static final Graph LLAMA = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 2, 4, 2, 8), DType.F32);
    private static final Map<String, Object> SETTINGS =
            Map.of("max_position_embeddings", 64L, "bos_token_id", 1L, "eos_token_id", 2L);
    private static final ModelConfig CONFIG = key -> Optional.ofNullable(SETTINGS.get(key));

    @TempDir
    Path folder;

    private static Engine compile(Thinnings thinnings) {
        return Engine.compile(LLAMA, "half", thinnings.of(LLAMA), StripLayout.F32, CONFIG, Set.of());
    }

    @Test
    void aClassCarriesTheFactsOfItsModel() {
        ModelInfo info = compile(new Thinnings(0, false, Phase.ALL)).info();
        assertThat(info.name()).isEqualTo("Llama");
        assertThat(info.policy()).isEqualTo("half");
        assertThat(info.thinPrompt()).isTrue();
        assertThat(info.vocabulary()).isEqualTo(70);
        assertThat(info.maxPositions()).isEqualTo(64);
        assertThat(info.beginToken()).isEqualTo(1);
        assertThat(info.endToken()).isEqualTo(2);
        assertThat(info.sites()).hasSize(14).contains(new ModelInfo.Site("layer[1].down", 100, 40, 0, 40));
        assertThat(info.nominalKept()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void theLoadedClassCarriesTheFactsOfItsEngine() {
        Engine engine = compile(new Thinnings(0, false, Phase.DECODE));
        try (Checkpoint checkpoint = TestWeights.write(folder, LLAMA, ElementType.F32, 1);
                CompiledModel model = engine.load(checkpoint, FactorSource.none())) {
            assertThat(model.info()).isEqualTo(engine.info());
        }
    }

    @Test
    void theFirstTokenOfASequenceIsDenseWhereThePolicySaysSo() {
        Engine engine = compile(new Thinnings(0, false, Phase.ALL)).withFirstDense(true);
        try (Checkpoint checkpoint = TestWeights.write(folder, LLAMA, ElementType.F32, 1);
                CompiledModel model = engine.load(checkpoint, FactorSource.none())) {
            assertThat(model.info().firstDense()).isTrue();
            float[] dense = model.newSession().prefill(new int[] {3}).clone();
            Session session = model.newSession();
            assertThat(session.decode(3)).isEqualTo(dense);
            assertThat(session.workspace().thinnedTokens()).isZero();
            session.prefill(new int[] {4, 5});
            assertThat(session.workspace().thinnedTokens()).isEqualTo(2);
        }
    }

    @Test
    void aModelWithoutCoveredLinearsKeepsEverything() {
        GraphWriter writer = new GraphWriter(DType.F32);
        Graph graph = writer.graph("Bare", writer.linear(writer.gather("t", "t", 4, 8), "w", 4));
        Engine engine = Engine.compile(graph, "dense", Map.of(), StripLayout.F32, CONFIG, Set.of());
        assertThat(engine.info().nominalKept()).isEqualTo(1);
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 1);
                CompiledModel model = engine.load(checkpoint, FactorSource.none())) {
            assertThat(model.newSession(1).decode(3)).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    /// The value that the linear at `site` reads.
    private static Value input(String site) {
        return LLAMA.nodes().stream()
                .filter(node -> node instanceof Node.Linear linear
                        && linear.weight().path().equals(site))
                .map(node -> node.inputs().getFirst())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void probesSeeTheirValuesInGraphOrder() {
        Set<Value> probes = Set.of(input("layer[0].q"), input("layer[0].up"), input("layer[1].down"));
        Engine engine = Engine.compile(LLAMA, "dense", Map.of(), StripLayout.F32, CONFIG, probes);
        assertThat(engine.program().probed())
                .containsExactly(input("layer[0].q"), input("layer[0].up"), input("layer[1].down"));
        List<String> seen = new ArrayList<>();
        List<float[]> inputs = new ArrayList<>();
        try (Checkpoint checkpoint = TestWeights.write(folder, LLAMA, ElementType.F32, 1);
                CompiledModel model = engine.load(checkpoint, FactorSource.none())) {
            Session session = model.newSession();
            session.workspace().setProbe((value, x, rows, stride) -> {
                seen.add(value + " " + rows + " " + stride);
                inputs.add(Arrays.copyOf(x, rows * stride));
            });
            session.prefill(new int[] {3, 4, 5});
        }
        assertThat(seen).containsExactly("0 3 128", "1 3 128", "2 3 128");
        assertThat(inputs.get(0)).isNotEqualTo(inputs.get(1));
    }
}
