package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Linears behind an embedding whose rows are their inputs, over shapes that leave every remainder the kernels can
/// have. One dense and one thinned linear are summed, so that each shape needs one class only.
class LinearKernelTest {

    private static final int INPUTS = 8;
    private static final int[] RANKS = {0, 1, 3, 4, 5, 19};

    @TempDir
    Path folder;

    private static Graph linears(int in, int out, int rank, boolean columnNorms) {
        GraphWriter writer = new GraphWriter(DType.F32);
        Value x = writer.gather("inputs", "inputs", INPUTS, in);
        Value thin = writer.linear(x, "w", out);
        Graph graph = writer.graph("Linears", writer.add(writer.linear(x, "dense", out), thin));
        Weight weight = ((Node.Linear) graph.nodes().get(1)).weight();
        // Rows of the table have entries of variance 1/in, so this is about the median.
        float threshold =
                (float) (new Thinnings(rank, columnNorms, Phase.ALL).of(weight).threshold() / Math.sqrt(in));
        return Pipeline.rewrite(
                graph, Map.of("w", Thinning.columns(0.5, 1, rank, columnNorms ? 1 : 0, threshold, Phase.ALL)));
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
        double[][] bounds = bounds(tested, rank);
        Session session = model.newSession(3 * INPUTS);
        session.prefill(ids, false, (at, logits, from) -> compare(logits, from, dense[at], bounds[at]));
        session.prefill(ids, true, (at, logits, from) -> compare(logits, from, thin[at - INPUTS], bounds[at - INPUTS]));
        for (int id : ids) {
            compare(session.decode(id), 0, thin[id], bounds[id]);
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

    /// A sum of `n` products is off by at most `n` roundings of the sum of their magnitudes, here
    /// `|D||x| + |W||x| + |U||V||x|`, and what the numbers of `q4` are raised by times `|x|`.
    private static double[][] bounds(TestModel tested, int rank) {
        ReferenceModel reference = tested.reference();
        List<Weight> weights = TestWeights.of(tested.graph());
        int in = weights.getFirst().type().size(1);
        int out = weights.getLast().type().size(0);
        Map<String, float[]> raises = tested.raises();
        float[] table = absolute(reference.packed(weights.getFirst()));
        double[][] bounds = new double[INPUTS][out];
        for (int id = 0; id < INPUTS; id++) {
            float[] x = Arrays.copyOfRange(table, id * in, (id + 1) * in);
            float[] sums = ScalarOps.linear(absolute(reference.packed(weights.get(1))), x, out);
            sums = ScalarOps.add(sums, ScalarOps.linear(absolute(reference.packed(weights.get(2))), x, out));
            for (float[] raised : raises.values()) {
                sums = ScalarOps.add(sums, ScalarOps.linear(raised, x, out));
            }
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
    void linearsOfFloatsAgreeWithTheReference(int in, int out) {
        agrees(in, out, StripLayout.F32, in + out);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void linearsOfBfloat16AgreeWithTheReference(int in, int out) {
        agrees(in, out, StripLayout.BF16, in + out + 1);
    }

    /// @param variant chooses the rank and whether scores are scaled by column norms
    private void agrees(int in, int out, StripLayout format, int variant) {
        int rank = RANKS[variant % RANKS.length];
        Graph graph = linears(in, out, rank, variant / 2 % 2 == 0);
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.F32, variant)) {
            compareAll(tested, rank);
        }
    }

    /// More channels and outputs than a panel of decoded weights holds, and one less or more than a whole panel.
    @ParameterizedTest
    @Tag("width")
    @CsvSource({
        "127,513,0,F32",
        "128,512,3,BF16",
        "129,576,5,Q8",
        "257,513,3,F16",
        "257,300,0,BF16",
        "300,513,0,F32",
        "520,600,4,Q8"
    })
    void linearsOfSeveralPanelsAgreeWithTheReference(int in, int out, int rank, StripLayout format) {
        try (TestModel tested = TestModel.of(folder, linears(in, out, rank, true), format, ElementType.BF16, in)) {
            compareAll(tested, rank);
        }
    }

    /// Strips this short are not worth choosing among: all columns are read, and the results stay those of the
    /// policy.
    @ParameterizedTest
    @Tag("width")
    @CsvSource({"8200,33,0", "8255,64,5"})
    void aThinnedLinearThatReadsAllColumnsAgreesWithTheReference(int in, int out, int rank) {
        try (TestModel tested =
                TestModel.of(folder, linears(in, out, rank, true), StripLayout.BF16, ElementType.BF16, in)) {
            assertThat(tested.program().schedule().products())
                    .anyMatch(product -> product.reading() == Product.Reading.MASKED);
            compareAll(tested, rank);
        }
    }

    /// The shapes that meet each remainder once, for the runs at other vector widths.
    @ParameterizedTest
    @Tag("width")
    @CsvSource({
        "1,1,0,F32",
        "7,65,1,BF16",
        "9,63,4,F32",
        "65,129,5,BF16",
        "130,64,19,F32",
        "63,65,3,BF16",
        "1,1,0,F16",
        "7,65,1,F16",
        "65,129,5,F16",
        "130,64,19,F16",
        "1,1,0,Q8",
        "7,65,1,Q8",
        "65,129,5,Q8",
        "130,64,19,Q8",
        "1,1,0,Q4",
        "7,65,1,Q4",
        "65,129,5,Q4",
        "130,64,19,Q4"
    })
    void everyRemainderAgreesWithTheReference(int in, int out, int rank, StripLayout format) {
        try (TestModel tested = TestModel.of(folder, linears(in, out, rank, true), format, ElementType.BF16, in)) {
            compareAll(tested, rank);
        }
    }
}
