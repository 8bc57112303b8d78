package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.onnx.rewrite.SparseFunction;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.NormProducts;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Linears that leave out channels or rows of small scores. Every token is thinned, but for the first of a sequence
/// where the policy keeps that dense.
final class ThinnedLinears {

    /// The value of the function that is its result without a low-rank product.
    private static final String PRODUCT = "product";

    private final Draft draft;
    private final Initializers initializers;
    private final Values values;
    private final Source source;
    private final Settings settings;
    private final Optional<Sequences> denseFirst;
    private boolean calls;

    /// Where numbers come from.
    record Source(WeightSource weights, FactorSource factors) {}

    /// @param opset version of the standard operators
    /// @param inline whether the function is spelled out
    record Settings(int opset, boolean inline) {}

    /// @param denseFirst the sequences whose first tokens stay dense, if they do
    ThinnedLinears(
            Draft draft,
            Initializers initializers,
            Values values,
            Source source,
            Settings settings,
            Optional<Sequences> denseFirst) {
        this.draft = draft;
        this.initializers = initializers;
        this.values = values;
        this.source = source;
        this.settings = settings;
        this.denseFirst = denseFirst;
    }

    /// Whether something calls [SparseFunction].
    boolean callsFunction() {
        return calls;
    }

    /// A linear that reads the channels of large scores, and sends the others through a low-rank product.
    String columns(String label, Node.SparseLowRankLinear linear) {
        List<String> inputs = new ArrayList<>();
        inputs.add(values.of(linear.x()));
        inputs.add(draft.node(
                label + "/weight",
                "Transpose",
                List.of(initializers.value(linear.weight())),
                Attributes.integers("perm", 1, 0)));
        inputs.add(columnScale(linear));
        inputs.add(threshold(linear.thinning().threshold()));
        // The function takes one threshold for all tokens.
        boolean inline = settings.inline() || denseFirst.isPresent();
        if (linear.thinning().rank() > 0) {
            inputs.addAll(factors(linear));
        } else if (inline) {
            return new FunctionBody(SparseFunction.of(settings.opset()), PRODUCT).in(draft, label, inputs);
        } else {
            inputs.add(zeros(linear.weight().type().size(1), 1));
            inputs.add(zeros(1, linear.weight().type().size(0)));
        }
        if (inline) {
            return new FunctionBody(SparseFunction.of(settings.opset()), "y").in(draft, label, inputs);
        }
        calls = true;
        return draft.node(label, SparseFunction.DOMAIN, SparseFunction.NAME, inputs);
    }

    /// What magnitudes of channels are multiplied by.
    private String columnScale(Node.SparseLowRankLinear linear) {
        Thinning thinning = linear.thinning();
        if (!thinning.scaled()) {
            return draft.number(1);
        }
        List<String> tensors = linear.scored().stream().map(Weight::tensor).toList();
        return vector(
                String.join(" + ", tensors) + " column norms^" + thinning.gamma(),
                linear.weight().type().size(1),
                () -> ColumnNorms.of(source.weights(), tensors, thinning.gamma()));
    }

    /// `silu(gate) * (x Wᵀ)`, and 0 where the gate is small.
    ///
    /// @param silu of the gate
    String rows(String label, Node.GatedRowsLinear linear, String silu) {
        Thinning thinning = linear.thinning();
        Weight up = linear.weight();
        String size = draft.node(label + "/size", "Abs", List.of(silu));
        String score = !thinning.scaled()
                ? size
                : draft.node(
                        label + "/score",
                        "Mul",
                        List.of(
                                size,
                                vector(
                                        up.tensor() + " row norms^" + thinning.gamma(),
                                        up.type().size(0),
                                        () -> NormProducts.of(
                                                source.weights(),
                                                up.path(),
                                                up.tensor(),
                                                linear.reader().tensor(),
                                                thinning.gamma()))));
        String mask = draft.node(label + "/mask", "Greater", List.of(score, threshold(thinning.threshold())));
        String made = draft.node(
                Labels.of(up),
                "Gemm",
                List.of(values.of(linear.x()), initializers.value(up)),
                Attributes.integer("transB", 1));
        String product = draft.node(label + "/product", "Mul", List.of(silu, made));
        return draft.node(label, "Where", List.of(mask, product, draft.number(0)));
    }

    /// A number, or one for each token: -1, which every score is above, for those that stay dense.
    private String threshold(float threshold) {
        String number = draft.number(threshold);
        return denseFirst
                .map(sequences -> sequences.once(
                        "thresholds/" + threshold,
                        name -> draft.node(name, "Where", List.of(sequences.first(), draft.number(-1), number))))
                .orElse(number);
    }

    private List<String> factors(Node.SparseLowRankLinear linear) {
        Weight weight = linear.weight();
        int rank = linear.thinning().rank();
        int in = weight.type().size(1);
        int out = weight.type().size(0);
        Factors factors = source.factors().factors(weight.path(), rank);
        return List.of(
                initializers.value(weight.tensor() + " V", turned(factors.v(), rank, in), in, rank),
                initializers.value(weight.tensor() + " U", turned(factors.u(), out, rank), rank, out));
    }

    /// `numbers [rows,cols]`, turned over as they are read.
    private static Initializer.Elements turned(float[] numbers, int rows, int cols) {
        return (from, into, count) -> {
            for (int i = 0; i < count; i++) {
                long at = from + i;
                into[i] = numbers[(int) (at % rows) * cols + (int) (at / rows)];
            }
        };
    }

    private String zeros(int rows, int cols) {
        return initializers.value(
                "zeros " + rows + "x" + cols, (from, into, count) -> Arrays.fill(into, 0, count, 0), rows, cols);
    }

    private String vector(String name, int count, Supplier<float[]> numbers) {
        return initializers.value(
                name, (from, into, length) -> System.arraycopy(numbers.get(), (int) from, into, 0, length), count);
    }
}
