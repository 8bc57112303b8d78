package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A gated product that skips rows, between two embeddings whose rows are its input and its gate, over shapes that
/// leave every remainder the kernels can have.
class GatedRowsKernelTest {

    private static final int TOKENS = 8;
    private static final int READERS = 5;

    @TempDir
    Path folder;

    private static Graph gated(int in, int out, double gamma) {
        GraphWriter writer = new GraphWriter(DType.F32);
        Value x = writer.gather("inputs", "inputs", TOKENS, in);
        Value gate = writer.gather("gates", "gates", TOKENS, out);
        // Gates have variance 1/out, and silu is about half of what is small.
        double norms = Math.sqrt((double) READERS / out);
        float threshold = (float) (0.33 / Math.sqrt(out) * Math.pow(norms, gamma));
        Thinning thinning = new Thinning(Thinning.Skip.ROWS, 0.5, 1, 0, gamma, threshold, Phase.ALL);
        return writer.graph("Gated", writer.gatedRows(x, gate, "up", READERS, thinning));
    }

    static Stream<Arguments> shapes() {
        int[] outs = {1, 3, 7, 8, 9, 63, 65, 130};
        return IntStream.of(1, 31, 64, 65, 129)
                .boxed()
                .flatMap(in -> IntStream.of(outs).mapToObj(out -> Arguments.of(in, out)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void rowsOfFloatsAgreeWithTheReference(int in, int out) {
        agrees(in, out, in + out & 1, StripLayout.F32);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void rowsOfBfloat16AgreeWithTheReference(int in, int out) {
        agrees(in, out, 1 - (in + out & 1), StripLayout.BF16);
    }

    /// The shapes that meet each remainder once, for the runs at other vector widths.
    @ParameterizedTest
    @Tag("width")
    @CsvSource({
        "1,1,0,F32",
        "31,9,1,BF16",
        "64,63,0.5,F32",
        "65,130,1,BF16",
        "129,65,0,F32",
        "31,9,1,F16",
        "129,130,0,F16",
        "31,9,1,Q8",
        "129,130,0,Q8",
        "31,9,1,Q4",
        "129,130,0,Q4"
    })
    void everyRemainderAgreesWithTheReference(int in, int out, double gamma, StripLayout format) {
        agrees(in, out, gamma, format);
    }

    private void agrees(int in, int out, double gamma, StripLayout format) {
        Graph graph = gated(in, out, gamma);
        try (TestModel tested = TestModel.of(folder, graph, format, ElementType.BF16, in + out)) {
            int[] ids = IntStream.range(0, TOKENS).toArray();
            float[][] dense = tested.reference().read(ids, false);
            ReferenceModel reference = tested.reference();
            float[][] thin = reference.read(ids, true);
            double[][] bounds = bounds(tested, in);
            Session session = tested.load().newSession(3 * TOKENS);
            session.prefill(ids, false, (at, y, from) -> compare(y, from, dense[at], bounds[at]));
            session.prefill(ids, true, (at, y, from) -> compare(y, from, thin[at - TOKENS], bounds[at - TOKENS]));
            assertThat(tested.kept(session.workspace().keptChannels())).isEqualTo(reference.kept());
            for (int id : ids) {
                compare(session.decode(id), 0, thin[id], bounds[id]);
            }
            long rows = reference.kept().get("up");
            assertThat(session.workspace().keptChannels()).containsExactly(2 * rows);
        }
    }

    private static void compare(float[] y, int from, float[] expected, double[] bounds) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) y[from + i]).isCloseTo(expected[i], within(bounds[i]));
            assertThat(y[from + i] == 0).as("skipped").isEqualTo(expected[i] == 0);
        }
        for (int i = expected.length; i < StripLayout.padded(expected.length); i++) {
            assertThat(y[from + i]).as("padding").isZero();
        }
    }

    /// A sum of `n` products is off by at most `n` roundings of the sum of their magnitudes, here
    /// `|silu(gate)| |W||x|`.
    private static double[][] bounds(TestModel tested, int in) {
        ReferenceModel reference = tested.reference();
        Node.GatedRowsLinear linear =
                (Node.GatedRowsLinear) tested.graph().nodes().getLast();
        int out = linear.weight().type().size(0);
        float[] inputs = packed(reference, tested.graph().nodes().getFirst());
        float[] gates = packed(reference, tested.graph().nodes().get(1));
        float[] weights = absolute(reference.packed(linear.weight()));
        double[][] bounds = new double[TOKENS][out];
        for (int id = 0; id < TOKENS; id++) {
            float[] sums = ScalarOps.linear(weights, absolute(Arrays.copyOfRange(inputs, id * in, (id + 1) * in)), out);
            float[] factors = absolute(ScalarOps.silu(Arrays.copyOfRange(gates, id * out, (id + 1) * out)));
            for (int i = 0; i < out; i++) {
                bounds[id][i] = 0x1p-24 * (in + 8) * sums[i] * factors[i];
            }
        }
        return bounds;
    }

    private static float[] packed(ReferenceModel reference, Node gather) {
        return reference.packed(((Node.Gather) gather).table());
    }

    private static float[] absolute(float[] numbers) {
        float[] absolute = numbers.clone();
        for (int i = 0; i < absolute.length; i++) {
            absolute[i] = Math.abs(absolute[i]);
        }
        return absolute;
    }
}
