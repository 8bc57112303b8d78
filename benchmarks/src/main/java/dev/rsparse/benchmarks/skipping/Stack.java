package dev.rsparse.benchmarks.skipping;

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
import dev.rsparse.grammar.Span;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Linears of one shape and different weights, all of which read the same input: `logits = linear(x,
/// w[0]) + linear(x, w[1]) + …` with `x = gather(inputs, ids)`. One token reads every weight once, so
/// together they must not fit into a cache.
///
/// @param out extent of the outputs, a multiple of [StripLayout#ALIGNMENT]: then no byte of a strip is padding
/// @param in extent of the input, a multiple of the same
/// @param copies number of linears
/// @param format how the weights are stored
public record Stack(int out, int in, int copies, StripLayout format) {

    /// Rows of the table of inputs: ids of tokens run from 0 to below it.
    public static final int INPUTS = 16;

    private static final String TABLE = "inputs";

    public Stack {
        if (out < 1 || in < 1 || out % StripLayout.ALIGNMENT != 0 || in % StripLayout.ALIGNMENT != 0) {
            throw new IllegalArgumentException(
                    "a shape is made of multiples of " + StripLayout.ALIGNMENT + ", not " + out + "x" + in);
        }
        if (copies < 1) {
            throw new IllegalArgumentException("at least one copy is needed, not " + copies);
        }
    }

    /// As many linears as take at least `bytes` together.
    public static Stack filling(long bytes, int out, int in, StripLayout format) {
        long each = Math.max(1, in * format.stripBytes(out));
        return new Stack(out, in, Math.toIntExact(Math.max(1, Math.ceilDiv(bytes, each))), format);
    }

    /// Bytes of the weights of all linears.
    public long bytes() {
        return (long) copies * in * columnBytes();
    }

    /// Bytes of the weights of one input channel of one linear.
    public long columnBytes() {
        return format.stripBytes(out);
    }

    /// Its graph.
    public Graph graph() {
        List<Node> nodes = new ArrayList<>();
        Value ids = new Value(0, "ids", new TensorType(DType.I32, List.of(new Dim.Symbol("T"))));
        Value x = value(1, "x", in);
        nodes.add(new Node.Gather(Origin.NONE, x, new Weight(TABLE, TABLE, TensorType.of(DType.F32, INPUTS, in)), ids));
        Value sum = null;
        for (int copy = 0; copy < copies; copy++) {
            Origin at = new Origin("copy[" + copy + "]", Span.NONE);
            Value y = value(2 + 2 * copy, "y", out);
            Weight weight = new Weight(site(copy), site(copy), TensorType.of(DType.F32, out, in));
            nodes.add(new Node.Linear(at, y, x, weight));
            if (sum == null) {
                sum = y;
            } else {
                Value next = value(3 + 2 * copy, "sum", out);
                nodes.add(new Node.Add(at, next, sum, y));
                sum = next;
            }
        }
        return new Graph("Stack", List.of(ids), nodes, List.of(new Graph.Output("logits", sum)));
    }

    /// Every linear thinned to the channels above `threshold`, without a low-rank term.
    public Map<String, Thinning> thinnings(double density, float threshold) {
        Thinning thinning = Thinning.columns(1 - density, 1, 0, 0, threshold, Phase.DECODE);
        Map<String, Thinning> thinnings = new HashMap<>();
        for (int copy = 0; copy < copies; copy++) {
            thinnings.put(site(copy), thinning);
        }
        return thinnings;
    }

    private static String site(int copy) {
        return "copy[" + copy + "].w";
    }

    private static Value value(int id, String name, int width) {
        return new Value(id, name, new TensorType(DType.F32, List.of(new Dim.Symbol("T"), new Dim.Fixed(width))));
    }
}
