package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.cases.CaseResult;
import dev.rsparse.compiler.onnx.cases.CaseRunner;
import dev.rsparse.compiler.onnx.cases.TestCase;
import dev.rsparse.compiler.onnx.cases.Tolerance;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The official ONNX backend suite, compiled and compared with what it records. How every case ends is pinned.
@Tag("shared")
class OnnxConformanceTest {

    /// Sources take javac a tenth of a second each, so only some of the cases are compiled to them.
    private static final int STEP = 40;

    private static Path folder(String suite) {
        return SharedFolder.require("onnx/conformance/" + suite);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "simple"})
    void everyCaseEndsAsPinned(String suite) throws IOException {
        CaseRunner runner = new CaseRunner(Tolerance.SUITE, BackEnd.BYTECODE, 1);
        PinnedCases pinned = PinnedCases.of(suite);
        List<CaseResult> results = TestCase.in(folder(suite)).stream()
                .map(runner::run)
                .map(pinned::settled)
                .toList();
        System.out.println(PinnedCases.counts(results));
        assertThat(pinned.differences(results))
                .as("cases of %s against the lists in conformance/%s", suite, suite)
                .isEmpty();
    }

    static Stream<TestCase> some() throws IOException {
        List<String> passed = PinnedCases.of("node").passed();
        List<String> chosen = IntStream.range(0, passed.size())
                .filter(i -> i % STEP == 0)
                .mapToObj(passed::get)
                .toList();
        return TestCase.in(folder("node")).stream().filter(each -> chosen.contains(each.name()));
    }

    @ParameterizedTest
    @MethodSource("some")
    void sourceGivesTheBitsOfBytecode(TestCase testCase) {
        GraphCompiler compiler = GraphCompiler.of(OnnxFile.read(testCase.model()));
        for (Path run : testCase.runs()) {
            assertThat(bits(compiler, BackEnd.SOURCE, run)).isEqualTo(bits(compiler, BackEnd.BYTECODE, run));
        }
    }

    private static List<ByteBuffer> bits(GraphCompiler compiler, BackEnd backEnd, Path run) {
        try (CompiledGraph graph = compiler.load(backEnd, 1)) {
            graph.run(TestCase.inputs(run, graph.inputs().size()));
            List<ByteBuffer> bits = new ArrayList<>();
            for (int i = 0; i < graph.outputs().size(); i++) {
                Tensor output = graph.output(i);
                bits.add(TensorBytes.bytes(output));
            }
            return bits;
        }
    }
}
