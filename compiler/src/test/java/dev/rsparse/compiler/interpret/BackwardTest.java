package dev.rsparse.compiler.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.ir.Scoring;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients against differences: what flows back is the slope of what is computed.
class BackwardTest {

    private static final int[] IDS = {3, 17, 0, 39, 8, 21, 5};
    private static final int WIDTH = 24;
    /// Half the distance of the two values that a slope is taken between.
    private static final float STEP = 0x1p-7f;

    @TempDir
    Path folder;

    /// Puts an operator into a graph.
    interface Operator {
        Value apply(GraphWriter graph, Value x);
    }

    static Stream<Named<Operator>> operators() {
        RopeAngles angles = new RopeAngles("longrope", List.of(1f, 0.3f), 1.2f);
        return Stream.of(
                Named.of("rmsnorm", (graph, x) -> graph.norm(x, "n", "n")),
                Named.of("rmsnorm of heads", (graph, x) -> graph.normOfHeads(x, "n", 4, 1)),
                Named.of("layernorm", (graph, x) -> graph.layerNorm(x, "n", Optional.of("b"))),
                Named.of("layernorm without a bias", (graph, x) -> graph.layerNorm(x, "n", Optional.empty())),
                Named.of("bias", (graph, x) -> graph.addBias(x, "b")),
                Named.of("positions", (graph, x) -> graph.add(x, graph.positions("p", 16, WIDTH, 2))),
                Named.of("slice", (graph, x) -> graph.slice(x, 5, 13)),
                Named.of("two slices", (graph, x) -> graph.mul(graph.slice(x, 0, 12), graph.slice(x, 12, 12))),
                Named.of("silu", GraphWriter::silu),
                Named.of("relu", (graph, x) -> graph.pointwise(x, ElementFunction.RELU, 0)),
                Named.of("gelu", (graph, x) -> graph.pointwise(x, ElementFunction.GELU, 0)),
                Named.of("gelu_tanh", (graph, x) -> graph.pointwise(x, ElementFunction.GELU_TANH, 0)),
                Named.of("tanh", (graph, x) -> graph.pointwise(x, ElementFunction.TANH, 0)),
                Named.of("sigmoid", (graph, x) -> graph.pointwise(x, ElementFunction.SIGMOID, 0)),
                Named.of("softmax", GraphWriter::softmax),
                Named.of("softcap", (graph, x) -> graph.pointwise(x, ElementFunction.SOFTCAP, 0.4f)),
                Named.of("scale", (graph, x) -> graph.pointwise(x, ElementFunction.SCALE, -1.5f)),
                Named.of("rope", (graph, x) -> graph.rope(x, 6)),
                Named.of("rope of a part of a head", (graph, x) -> graph.rope(x, 6, angles)),
                Named.of("attention", attention(Scoring.of(6))),
                Named.of("attention with a scale", attention(new Scoring(2, 0, 0))),
                Named.of("attention with a window", attention(new Scoring(1, 3, 0))),
                Named.of("attention with a window of one", attention(new Scoring(1, 1, 0))),
                Named.of("attention with a cap", attention(new Scoring(1, 0, 0.5f))),
                Named.of("attention with both", attention(new Scoring(1.5f, 4, 0.8f))));
    }

    private static Operator attention(Scoring scoring) {
        return (graph, x) -> graph.attention(
                graph.linear(x, "q", 24), graph.linear(x, "k", 12), graph.linear(x, "v", 12), 4, 2, scoring);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void gradientsOfOperatorsAreTheirSlopes(Operator operator) {
        GraphWriter writer = new GraphWriter(DType.F32);
        Value x = writer.linear(writer.gather("table", "table", 40, WIDTH), "w", WIDTH);
        Graph graph = writer.graph("G", writer.linear(operator.apply(writer, x), "head", 8));
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 1)) {
            assertThat(check(new Interpreter(graph, checkpoint))).contains("w");
        }
    }

    /// A step has no slope of its own: what is rounded counts as what it was.
    @ParameterizedTest
    @EnumSource(names = {"ROUND_BF16", "ROUND_F16", "TRUNCATE"})
    void gradientsGoThroughRoundingAsIfItWereNotThere(ElementFunction rounding) {
        GraphWriter writer = new GraphWriter(DType.F32);
        Value x = writer.linear(writer.gather("table", "table", 40, WIDTH), "w", WIDTH);
        Value mid = writer.linear(writer.pointwise(x, rounding, 0), "mid", WIDTH);
        Graph graph = writer.graph("G", writer.linear(mid, "head", 8));
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 1)) {
            Interpreter interpreter = new Interpreter(graph, checkpoint);
            Sequence state = interpreter.keepAll(0, IDS, interpreter.headIndex());
            Map<String, Matrix> behind = new HashMap<>();
            new Backward(interpreter, state).run(weights(IDS.length, WIDTH), new Backward.Listener() {
                @Override
                public void linear(Node.Linear linear, Matrix input, Matrix gradient, Matrix toInput) {
                    behind.put(linear.weight().path() + " output", gradient);
                    behind.put(linear.weight().path() + " input", toInput);
                }

                @Override
                public void product(String site, Matrix silu, Matrix up, Matrix gradient) {}
            });
            assertThat(behind.get("w output").data())
                    .isEqualTo(behind.get("mid input").data());
        }
    }

    @Test
    void gradientsOfALlamaAreItsSlopes() {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(40, 24, 36, 2, 4, 2, 6), DType.F32);
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 1)) {
            assertThat(check(new Interpreter(graph, checkpoint))).hasSize(14);
        }
    }

    @Test
    void gradientsThroughACapOnLogitsAreTheirSlopes() {
        GraphWriter writer = new GraphWriter(DType.F32);
        Value logits = writer.linear(writer.gather("table", "table", 40, WIDTH), "head", 40);
        Value scaled = writer.pointwise(logits, ElementFunction.SCALE, 0.7f);
        Graph graph = writer.graph("G", writer.pointwise(scaled, ElementFunction.SOFTCAP, 0.5f));
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 1)) {
            Interpreter interpreter = new Interpreter(graph, checkpoint);
            Matrix hidden = interpreter.keepAll(0, IDS, 1).of(interpreter.head().x());
            Matrix weights = weights(IDS.length, 40);
            Matrix toLogits = interpreter.throughLogits(hidden, weights);
            Matrix head = interpreter.weights().of(interpreter.head().weight());
            float[] gradient = interpreter.algebra().multiply(toLogits, head).data();
            for (int place = 0; place < gradient.length; place++) {
                int at = place;
                Slope slope = Slope.of(step -> new Sum(interpreter.logits(nudged(hidden, at, step)), weights));
                slope.check(gradient[place]);
            }
        }
    }

    /// Compares the gradient of every linear's output, for a fixed sum over the head's input.
    ///
    /// @return the linears
    private static List<String> check(Interpreter interpreter) {
        Sequence state = interpreter.keepAll(0, IDS, interpreter.headIndex());
        Matrix hidden = state.of(interpreter.head().x());
        Matrix weights = weights(hidden.rows(), hidden.cols());
        List<String> seen = new ArrayList<>();
        new Backward(interpreter, state).run(weights, new Backward.Listener() {
            @Override
            public void linear(Node.Linear linear, Matrix x, Matrix gradient, Matrix toInput) {
                seen.add(linear.weight().path());
                for (int place = 0; place < gradient.data().length; place++) {
                    int at = place;
                    if (!isKink(interpreter, state, linear, place)) {
                        Slope.of(step -> new Sum(rerun(interpreter, state, linear, at, step), weights))
                                .check(gradient.data()[place]);
                    }
                }
            }

            @Override
            public void product(String site, Matrix silu, Matrix up, Matrix gradient) {}
        });
        return seen;
    }

    /// Whether a ReLU that reads the place has no slope there.
    private static boolean isKink(Interpreter interpreter, Sequence state, Node.Linear linear, int place) {
        return Math.abs(state.of(linear.output()).data()[place]) <= STEP
                && interpreter.graph().nodes().stream()
                        .anyMatch(node -> node instanceof Node.Pointwise pointwise
                                && pointwise.x().equals(linear.output())
                                && pointwise.function() == ElementFunction.RELU);
    }

    private static Matrix weights(int rows, int cols) {
        Matrix weights = Matrix.zeros(rows, cols);
        for (int i = 0; i < weights.data().length; i++) {
            weights.data()[i] = (float) Math.sin(i);
        }
        return weights;
    }

    private static Matrix nudged(Matrix x, int place, float step) {
        float[] data = x.data().clone();
        data[place] += step;
        return new Matrix(x.rows(), x.cols(), data);
    }

    /// What the head reads after `linear` has made something else at one place.
    private static Matrix rerun(Interpreter interpreter, Sequence state, Node.Linear linear, int place, float step) {
        Sequence changed = state.copy();
        changed.put(linear.output(), nudged(state.of(linear.output()), place, step));
        int from = interpreter.graph().nodes().indexOf(linear) + 1;
        return interpreter
                .run(changed, from, interpreter.headIndex(), Masks.NONE, Observer.NONE)
                .of(interpreter.head().x());
    }

    /// A weighted sum, and that of its terms' magnitudes.
    private record Sum(double value, double magnitude) {

        Sum(Matrix x, Matrix weights) {
            this(dot(x.data(), weights.data(), false), dot(x.data(), weights.data(), true));
        }

        private static double dot(float[] x, float[] weights, boolean absolute) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                double term = (double) x[i] * weights[i];
                sum += absolute ? Math.abs(term) : term;
            }
            return sum;
        }
    }

    /// A slope between two values, and how far rounding moves it: each term of the sums is off by some roundings, of
    /// which a few rows change with the step. What is left out of a slope grows with the square of the step.
    private record Slope(double value, double bound) {

        private interface At {
            Sum apply(float step);
        }

        static Slope of(At at) {
            Sum above = at.apply(STEP);
            Sum below = at.apply(-STEP);
            double value = (above.value() - below.value()) / (2 * STEP);
            double rounding = 4 * 0x1p-24 * above.magnitude() / STEP;
            return new Slope(value, rounding + 16 * STEP * STEP * Math.max(1, Math.abs(value)));
        }

        void check(float gradient) {
            assertThat((double) gradient).isCloseTo(value, within(bound));
        }
    }
}
