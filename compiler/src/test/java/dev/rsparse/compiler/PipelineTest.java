package dev.rsparse.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.load.JavaLoader;
import dev.rsparse.runtime.StripLayout;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineTest {

    private static String source(StripLayout format, int rank, Set<String> probed) {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 2, 4, 2, 8), DType.BF16);
        var thinnings = new Thinnings(rank, true, Phase.DECODE).of(graph);
        thinnings.keySet().removeAll(probed);
        Set<Value> probes = graph.nodes().stream()
                .filter(node -> node instanceof Node.Linear linear
                        && probed.contains(linear.weight().path()))
                .map(node -> node.inputs().getFirst())
                .collect(Collectors.toSet());
        return Engine.compile(graph, "half", thinnings, format, key -> Optional.empty(), probes)
                .source("models", "Llama");
    }

    @ParameterizedTest
    @EnumSource
    void theSameInputGivesTheSameSource(StripLayout format) {
        assertThat(source(format, 3, Set.of())).isEqualTo(source(format, 3, Set.of()));
    }

    @ParameterizedTest
    @EnumSource
    void emittedSourceCompilesWithoutAWarning(StripLayout format) {
        for (int rank : new int[] {0, 5}) {
            assertThat(JavaLoader.compile("models.Llama", source(format, rank, Set.of())))
                    .containsKey("models.Llama");
        }
    }

    @Test
    void sourceWithProbesCompilesWithoutAWarning() {
        String source = source(StripLayout.F32, 0, Set.of("layer[0].q", "layer[1].down"));
        assertThat(JavaLoader.compile("models.Llama", source)).containsKey("models.Llama");
    }
}
