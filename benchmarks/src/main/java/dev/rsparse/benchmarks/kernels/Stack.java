package dev.rsparse.benchmarks.kernels;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.weights.RandomWeights;
import dev.rsparse.grammar.Span;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Products of one shape and different weights, all of which read the same input: `logits = linear(x, w[0]) +
/// linear(x, w[1]) + …` with `x = gather(inputs, ids)`. One token reads every weight once, so together they must not
/// fit into a cache.
///
/// @param copies number of products
/// @param format how the weights are stored
public record Stack(ProductShape shape, int copies, StripLayout format) {

    /// Rows of the table of inputs: ids of tokens run from 0 to below it.
    public static final int INPUTS = 16;

    private static final String TABLE = "inputs";
    private static final long SEED = 20_250_925;

    public Stack {
        if (copies < 1) {
            throw new IllegalArgumentException("at least one copy is needed, not " + copies);
        }
    }

    /// As many products as take at least `bytes` together.
    public static Stack filling(long bytes, ProductShape shape, StripLayout format) {
        long each = shape.in() * shape.linears() * format.stripBytes(shape.out());
        return new Stack(shape, Math.toIntExact(Math.max(1, Math.ceilDiv(bytes, each))), format);
    }

    /// Its graph.
    public Graph graph() {
        List<Node> nodes = new ArrayList<>();
        Value ids = new Value(0, "ids", new TensorType(DType.I32, List.of(new Dim.Symbol("T"))));
        Value x = value(1, "x", shape.in());
        nodes.add(new Node.Gather(Origin.NONE, x, table(), ids));
        // Linears of one scope that read one value are joined into one product.
        List<Value> sums = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            Origin at = new Origin("copy[" + copy + "]", Span.NONE);
            List<Value> outputs = new ArrayList<>();
            for (Weight weight : weights(copy)) {
                outputs.add(value(2 + nodes.size(), "y", shape.out()));
                nodes.add(new Node.Linear(at, outputs.getLast(), x, weight));
            }
            for (Value y : outputs) {
                sums.add(sums.isEmpty() ? y : value(2 + nodes.size(), "sum", shape.out()));
                if (sums.size() > 1) {
                    nodes.add(new Node.Add(at, sums.getLast(), sums.get(sums.size() - 2), y));
                }
            }
        }
        return new Graph("Stack", List.of(ids), nodes, List.of(new Graph.Output("logits", sums.getLast())));
    }

    /// Random numbers for all its tensors.
    public RandomWeights weights() {
        RandomWeights random = new RandomWeights(SEED, false);
        random.add(table().tensor(), table().type());
        for (int copy = 0; copy < copies; copy++) {
            weights(copy).forEach(weight -> random.add(weight.tensor(), weight.type()));
        }
        return random;
    }

    /// Every linear thinned to about the share `density` of the channels, without a low-rank term.
    public Map<String, Thinning> thinnings(double density) {
        Thinning thinning = Thinning.columns(1 - density, 1, 0, 0, threshold(density), Phase.DECODE);
        Map<String, Thinning> thinnings = new HashMap<>();
        for (int copy = 0; copy < copies; copy++) {
            weights(copy).forEach(weight -> thinnings.put(weight.path(), thinning));
        }
        return thinnings;
    }

    /// What the share `density` of the inputs' magnitudes lies above.
    private float threshold(double density) {
        float[] inputs = new float[INPUTS * shape.in()];
        weights().read(TABLE, 0, inputs, 0, inputs.length);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Math.abs(inputs[i]);
        }
        Arrays.sort(inputs);
        int below = (int) Math.round((1 - density) * inputs.length);
        return below == 0 ? 0 : inputs[below - 1];
    }

    private Weight table() {
        return new Weight(TABLE, TABLE, TensorType.of(DType.F32, INPUTS, shape.in()));
    }

    private List<Weight> weights(int copy) {
        List<Weight> weights = new ArrayList<>();
        for (int i = 0; i < shape.linears(); i++) {
            String path = "copy[" + copy + "].w" + i;
            weights.add(new Weight(path, path, TensorType.of(DType.F32, shape.out(), shape.in())));
        }
        return weights;
    }

    private static Value value(int id, String name, int width) {
        return new Value(id, name, new TensorType(DType.F32, List.of(new Dim.Symbol("T"), new Dim.Fixed(width))));
    }
}
