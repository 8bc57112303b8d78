package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.op.pointwise.Activations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Lets packed products and convolutions do what follows them while their results are in the cache.
///
/// ```
/// Add(P(x, w), b)             ->   P(x, w, b)                      for a constant b as long as P is wide
/// Add(P(x, w, b), m)          ->   P(x, w, b, m)
/// Relu(P(x, w, b, m))         ->   P(x, w, b, m; Relu)             so do the other [Activations]
/// Add(P(x, w, b; Relu), m)    ->   P(x, w, b, m; Relu, add_last)
/// ```
///
/// `P` is FusedProduct, FusedSparseLinear, ChannelsLastConv or ChannelsLastDepthwise, and nothing else may read it. It
/// moves to where the last of these stands, since `m` may be made between. Numerics: REORDERS_SUM for the bias,
/// with which sums then begin, else EXACT.
final class FinishProducts {

    private static final String ACTIVATION = "activation";
    private static final String ADD_LAST = "add_last";
    private static final int BIAS = 2;
    private static final int MORE = 3;

    private final Draft draft;
    /// The products that may do more, by what they give.
    private final Map<Value, Step.Apply> products = new HashMap<>();

    private FinishProducts(TensorGraph graph) {
        this.draft = new Draft(graph);
    }

    static TensorGraph apply(TensorGraph graph) {
        return new FinishProducts(graph).apply();
    }

    private TensorGraph apply() {
        for (Step step : draft.given()) {
            Step joined = step instanceof Step.Apply apply ? joined(apply).orElse(apply) : step;
            if (joined instanceof Step.Apply apply && FusedOperators.FINISHING.contains(apply.operator())) {
                products.put(apply.outputs().getFirst(), apply);
            }
            // The product that it was joined with is left without a reader.
            draft.add(joined);
        }
        return draft.done();
    }

    private Optional<Step.Apply> joined(Step.Apply step) {
        if (FusedOperators.is(step, "Add")) {
            return added(step, 1).or(() -> added(step, 0));
        }
        if (!Activations.NAMES.contains(step.operator().name())) {
            return Optional.empty();
        }
        return product(step.inputs().getFirst())
                .filter(product -> !product.attributes().values().containsKey(ACTIVATION))
                .flatMap(product -> activated(product, step));
    }

    private Optional<Step.Apply> product(Value value) {
        return draft.reads(value) == 1 ? Optional.ofNullable(products.get(value)) : Optional.empty();
    }

    /// The product with the bias or whatever else an Add has beside its input `index`.
    private Optional<Step.Apply> added(Step.Apply add, int index) {
        Value other = add.inputs().get(1 - index);
        return product(add.inputs().get(index)).flatMap(product -> {
            Map<String, Object> attributes = new TreeMap<>(product.attributes().values());
            boolean active = attributes.containsKey(ACTIVATION);
            if (FusedOperators.input(product, MORE).isPresent()) {
                return Optional.empty();
            }
            if (!FusedOperators.input(product, BIAS).isPresent() && !active && isBias(product, other)) {
                return Optional.of(with(product, attributes, BIAS, other, add));
            }
            if (draft.known(other).isPresent()) {
                return Optional.empty();
            }
            if (active) {
                attributes.put(ADD_LAST, 1L);
            }
            return Optional.of(with(product, attributes, MORE, other, add));
        });
    }

    /// Whether a value is one number for each column of a product, along its last axis.
    private boolean isBias(Step.Apply product, Value value) {
        // Rows of a product may have but one axis, so that a bias of more would add some.
        int rank = FusedOperators.LINEARS.contains(product.operator()) ? 1 : 4;
        return draft.knownFloats(value)
                .filter(bias -> bias.rank() > 0 && bias.rank() <= rank && bias.count() == bias.dim(-1))
                .filter(bias -> bias.count() == columns(product))
                .isPresent();
    }

    private int columns(Step.Apply product) {
        return product.operator().equals(FusedOperators.DEPTHWISE)
                ? draft.known(product.inputs().get(1)).map(w -> w.dim(-1)).orElseThrow()
                : (int) product.attributes().integer("columns", 0);
    }

    private Optional<Step.Apply> activated(Step.Apply product, Step.Apply step) {
        Map<String, Object> attributes = new TreeMap<>(product.attributes().values());
        attributes.put(ACTIVATION, step.operator().name());
        if (step.operator().name().equals("Clip")) {
            Optional<Clipping> bounds = Clipping.of(step, draft);
            bounds.ifPresent(clipping -> clipping.attributes().forEach((name, bound) -> put(attributes, name, bound)));
            if (bounds.isEmpty()) {
                return Optional.empty();
            }
        } else {
            step.attributes().values().forEach((name, value) -> put(attributes, name, value));
        }
        return Optional.of(new Step.Apply(
                product.operator(),
                new Attributes(step.attributes().version(), attributes),
                product.inputs(),
                step.outputs(),
                product.label()));
    }

    private static void put(Map<String, Object> attributes, String name, Object value) {
        attributes.put(ACTIVATION + "_" + name, value);
    }

    private static Step.Apply with(
            Step.Apply product, Map<String, Object> attributes, int index, Value input, Step.Apply last) {
        List<Value> inputs = new ArrayList<>(product.inputs());
        while (inputs.size() <= index) {
            inputs.add(Value.ABSENT);
        }
        inputs.set(index, input);
        return new Step.Apply(
                product.operator(),
                new Attributes(product.attributes().version(), attributes),
                inputs,
                last.outputs(),
                product.label());
    }
}
