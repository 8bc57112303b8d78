package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// One linear behind an embedding whose rows are its inputs, over shapes that leave every remainder the kernels can
/// have.
class LinearKernelTest {

    private static final int INPUTS = 8;
    private static final int[] RANKS = {0, 1, 3, 4, 5, 19};

    @TempDir
    Path folder;

    private static Graph linear(int in, int out) {
        GraphWriter graph = new GraphWriter(DType.F32);
        return graph.graph("Linear", graph.linear(graph.gather("inputs", "inputs", INPUTS, in), "w", out));
    }

    private static Graph thinned(int in, int out, int rank, boolean columnNorms) {
        Graph graph = linear(in, out);
        Weight weight = ((Node.Linear) graph.nodes().getLast()).weight();
        // Rows of the table have entries of variance 1/in, so this is about the median.
        float threshold =
                (float) (new Thinnings(rank, columnNorms, Phase.ALL).of(weight).threshold() / Math.sqrt(in));
        return Pipeline.rewrite(graph, Map.of("w", new Thinning(0.5, 1, rank, columnNorms, threshold, Phase.ALL)));
    }

    static Stream<Arguments> shapes() {
        int[] outs = {1, 63, 64, 65, 129};
        return IntStream.of(1, 7, 8, 9, 63, 64, 65, 130)
                .boxed()
                .flatMap(in -> IntStream.of(outs).mapToObj(out -> Arguments.of(in, out)));
    }

    private static void compareAll(TestModel tested, int rank) {
        CompiledModel model = tested.load();
        int[] ids = IntStream.range(0, INPUTS).toArray();
        float[][] dense = tested.reference().read(ids, false);
        float[][] thin = tested.reference().read(ids, true);
        double[][] magnitudes = magnitudes(tested, rank);
        Session session = model.newSession(3 * INPUTS);
        session.prefill(ids, false, (at, logits, from) -> compare(logits, from, dense[at], magnitudes[at]));
        session.prefill(
                ids, true, (at, logits, from) -> compare(logits, from, thin[at - INPUTS], magnitudes[at - INPUTS]));
        for (int id : ids) {
            compare(session.decode(id), 0, thin[id], magnitudes[id]);
        }
    }

    private static void compare(float[] logits, int from, float[] expected, double[] bounds) {
        for (int o = 0; o < expected.length; o++) {
            assertThat((double) logits[from + o]).isCloseTo(expected[o], within(bounds[o]));
        }
        for (int o = expected.length; o < StripLayout.padded(expected.length); o++) {
            assertThat(logits[from + o]).as("padding").isZero();
        }
    }

    /// A sum of `n` products is off by at most `n` roundings of the sum of their magnitudes, here `|W||x| +
    /// |U||V||x|`.
    private static double[][] magnitudes(TestModel tested, int rank) {
        ReferenceModel reference = tested.reference();
        Weight table = ((Node.Gather) tested.graph().nodes().getFirst()).table();
        Weight weight = TestWeights.of(tested.graph()).getLast();
        int in = table.type().size(1);
        int out = weight.type().size(0);
        double[][] bounds = new double[INPUTS][out];
        for (int id = 0; id < INPUTS; id++) {
            float[] x = absolute(Arrays.copyOfRange(reference.packed(table), id * in, (id + 1) * in));
            float[] sums = ScalarOps.linear(absolute(reference.packed(weight)), x, out);
            if (rank > 0) {
                Factors factors = tested.factors().factors("w", rank);
                float[] inner = ScalarOps.linear(absolute(factors.v()), x, rank);
                sums = ScalarOps.add(sums, ScalarOps.linear(absolute(factors.u()), inner, out));
            }
            for (int o = 0; o < out; o++) {
                bounds[id][o] = 0x1p-24 * (in + rank + 8) * sums[o];
            }
        }
        return bounds;
    }

    private static float[] absolute(float[] numbers) {
        float[] absolute = numbers.clone();
        for (int i = 0; i < absolute.length; i++) {
            absolute[i] = Math.abs(absolute[i]);
        }
        return absolute;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aDenseLinearOfFloatsAgreesWithTheReference(int in, int out) {
        try (TestModel tested = TestModel.of(folder, linear(in, out), StripLayout.F32, ElementType.F32, in + out)) {
            compareAll(tested, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aDenseLinearOfBfloat16AgreesWithTheReference(int in, int out) {
        try (TestModel tested = TestModel.of(folder, linear(in, out), StripLayout.BF16, ElementType.F32, in + out)) {
            compareAll(tested, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aThinnedLinearAgreesWithTheReference(int in, int out) {
        int variant = 5 * in + out;
        int rank = RANKS[variant % RANKS.length];
        StripLayout format = StripLayout.values()[variant / 2 % 2];
        Graph graph = thinned(in, out, rank, variant % 4 > 1);
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, variant)) {
            compareAll(tested, rank);
        }
    }

    /// The shapes that meet each remainder once, for the runs at other vector widths.
    @ParameterizedTest
    @Tag("width")
    @CsvSource({"1,1,0,F32", "7,65,1,BF16", "9,63,4,F32", "65,129,5,BF16", "130,64,19,F32", "63,65,3,BF16"})
    void everyRemainderAgreesWithTheReference(int in, int out, int rank, StripLayout format) {
        try (TestModel tested = TestModel.of(folder, thinned(in, out, rank, true), format, ElementType.BF16, in)) {
            compareAll(tested, rank);
        }
    }
}
