package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.kernel.CodeSize;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is told of a function's length before it is emitted, against what both back ends make of it.
class CodeSizeTest {

    /// How much longer than the truth a function may be told to be.
    private static final double SLACK = 1.6;

    private static final LlamaGraphs.Shape SHAPE = new LlamaGraphs.Shape(70, 520, 1030, 1, 4, 2, 130);

    private static final String PICTURES = """
            rsp 1;
            model Pictures(x: f32[N,3,13,11]) -> (classes: f32[N,5]) {
              dim N;
              weights from safetensors("model*.safetensors") {
                first = "first" : [8,3,3,3];
                first_bias = "first_bias" : [8];
                {scale, shift, mean, variance} = "{_}" : [8];
                head  = "head" : [5,8];
              }
              graph {
                h = relu(batch_norm(conv(x, first, first_bias, strides = 2), scale, shift, mean, variance, eps = 1e-5));
                h = average_pool(max_pool(h, kernel_shape = 2), kernel_shape = 2);
                classes = softmax(linear(flatten(global_average_pool(h)), head));
              }
            }
            """;

    private static IntStream seeds() {
        return IntStream.range(0, 4);
    }

    private static void check(Graph graph, Map<String, Thinning> thinnings, StripLayout format) {
        Engine engine = Engine.compile(graph, "tested", thinnings, format, _ -> Optional.empty(), Set.of());
        Map<String, Integer> ofSource = MethodLengths.ofSource(engine);
        Map<String, Integer> ofBytecode = MethodLengths.ofBytecode(engine);
        for (Function function : engine.program().functions()) {
            int longer = Math.max(ofSource.get(function.name()), ofBytecode.get(function.name()));
            assertThat(CodeSize.of(function))
                    .as(function.name())
                    .isGreaterThanOrEqualTo(longer)
                    .isLessThanOrEqualTo((int) (SLACK * longer));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofRandomGraphs(int seed) {
        Graph graph = RandomGraphs.of(6000 + seed, 24);
        check(graph, Map.of(), StripLayout.F32);
        check(graph, new Thinnings(0, false, Phase.DECODE).withRows(graph, seed / 4.0), StripLayout.BF16);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofRandomGraphsWithResiduals(int seed) {
        Graph graph = ResidualGraphs.of(7000 + seed);
        check(graph, new Thinnings(2, false, Phase.ALL).withSharedMasks(graph), StripLayout.F32);
    }

    @ParameterizedTest
    @EnumSource(StripLayout.class)
    void ofALlamaInEveryFormat(StripLayout format) {
        Graph graph = LlamaGraphs.llama(SHAPE, DType.F32);
        check(graph, Map.of(), format);
        check(graph, new Thinnings(3, true, Phase.ALL).of(graph), format);
    }

    @Test
    void ofAModelOfPictures(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("pictures.rsp"), PICTURES);
        try (ModelProject project = ModelProject.openRandom(source, 1)) {
            check(project.model().graph(), Map.of(), StripLayout.F32);
        }
    }
}
