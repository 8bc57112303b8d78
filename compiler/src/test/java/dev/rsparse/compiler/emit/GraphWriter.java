package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.ir.Scoring;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes a graph node by node, for tests of what comes after the front end. Each method adds a node and gives its
/// value.
public final class GraphWriter {

    private final DType dtype;
    private final List<Node> nodes = new ArrayList<>();
    private final Value ids = new Value(0, "ids", new TensorType(DType.I32, List.of(new Dim.Symbol("T"))));
    private Optional<Value> given = Optional.empty();
    private int next = 1;
    private Origin at = Origin.NONE;

    /// @param dtype what the graph takes its weights to be stored as
    public GraphWriter(DType dtype) {
        this.dtype = dtype;
    }

    /// Puts the nodes that follow into `scope`; empty for the top of the graph.
    public GraphWriter in(String scope) {
        at = new Origin(scope, Span.NONE);
        return this;
    }

    public Value gather(String path, String tensor, int rows, int width) {
        return add(new Node.Gather(at, value(width), weight(path, tensor, rows, width), ids));
    }

    public Value linear(Value x, String path, String tensor, int out) {
        return add(new Node.Linear(at, value(out), x, weight(path, tensor, out, width(x))));
    }

    /// A linear whose tensor is named as its path.
    public Value linear(Value x, String path, int out) {
        return linear(x, path, path, out);
    }

    public Value norm(Value x, String path, String tensor) {
        return norm(x, Optional.of(weight(path, tensor, width(x))));
    }

    public Value normWithoutScale(Value x) {
        return norm(x, Optional.empty());
    }

    private Value norm(Value x, Optional<Weight> scale) {
        return add(new Node.RmsNorm(at, value(width(x)), x, scale, 1e-5f));
    }

    /// Each of `heads` parts normalised alone, by one scale that is stored less `offset`.
    public Value normOfHeads(Value x, String path, int heads, float offset) {
        Optional<Weight> scale = Optional.of(weight(path, path, width(x) / heads));
        return add(new Node.RmsNorm(at, value(width(x)), x, scale, 1e-5f, offset, heads));
    }

    /// @param bias path of the bias, if there is one
    public Value layerNorm(Value x, String path, Optional<String> bias) {
        Weight scale = weight(path, path, width(x));
        Optional<Weight> added = bias.map(name -> weight(name, name, width(x)));
        return add(new Node.LayerNorm(at, value(width(x)), x, scale, added, 1e-5f));
    }

    public Value addBias(Value x, String path) {
        return add(new Node.AddBias(at, value(width(x)), x, weight(path, path, width(x))));
    }

    public Value positions(String path, int rows, int width, int offset) {
        return add(new Node.Positions(at, value(width), weight(path, path, rows, width), ids, offset));
    }

    public Value slice(Value x, int from, int width) {
        return add(new Node.Slice(at, value(width), x, from));
    }

    public Value pointwise(Value x, ElementFunction function, float number) {
        return add(new Node.Pointwise(at, value(width(x)), x, function, number));
    }

    /// With frequencies of the model's own.
    public Value rope(Value x, int headDim, RopeAngles angles) {
        return add(new Node.Rope(at, value(width(x)), x, headDim, 10000.0, Optional.of(angles)));
    }

    public Value rope(Value x, int headDim) {
        return add(new Node.Rope(at, value(width(x)), x, headDim, 10000.0));
    }

    public Value attention(Value q, Value k, Value v, int heads, int kvHeads) {
        return add(new Node.Attention(at, value(width(q)), q, k, v, heads, kvHeads, at.scope()));
    }

    public Value attention(Value q, Value k, Value v, int heads, int kvHeads, Scoring scoring) {
        return add(new Node.Attention(at, value(width(q)), q, k, v, heads, kvHeads, at.scope(), scoring));
    }

    /// Rows of numbers in place of tokens.
    public Value input(int width) {
        given = Optional.of(
                new Value(0, "x", new TensorType(DType.F32, List.of(new Dim.Symbol("N"), new Dim.Fixed(width)))));
        Value output = new Value(next++, "x", given.get().type());
        return add(new Node.Input(at, output, given.get()));
    }

    public Value softmax(Value x) {
        return add(new Node.Softmax(at, like(x), x));
    }

    public Value silu(Value x) {
        return add(new Node.Silu(at, value(width(x)), x));
    }

    public Value siluMul(Value gate, Value up) {
        return add(new Node.SiluMul(at, value(width(gate)), gate, up));
    }

    /// `silu(gate) * linear(x, path)` with rows skipped, as if a linear of `readers` outputs read it.
    public Value gatedRows(Value x, Value gate, String path, int readers, Thinning thinning) {
        Weight up = weight(path, path, width(gate), width(x));
        Weight down = weight("reader", "reader", readers, width(gate));
        return add(new Node.GatedRowsLinear(at, value(width(gate)), x, gate, up, down, thinning));
    }

    public Value add(Value left, Value right) {
        return add(new Node.Add(at, value(width(left)), left, right));
    }

    public Value mul(Value left, Value right) {
        return add(new Node.Mul(at, value(width(left)), left, right));
    }

    /// The graph with `outputs`, of which the first is the logits.
    public Graph graph(String name, Value... outputs) {
        List<Graph.Output> named = new ArrayList<>();
        for (Value output : outputs) {
            named.add(new Graph.Output(named.isEmpty() ? "logits" : "more" + named.size(), output));
        }
        return new Graph(name, List.of(given.orElse(ids)), nodes, named);
    }

    private static int width(Value value) {
        return value.type().size(-1);
    }

    private Weight weight(String path, String tensor, long... shape) {
        return new Weight(path, tensor, TensorType.of(dtype, shape));
    }

    private Value value(int width) {
        String rows = given.isPresent() ? "N" : "T";
        return new Value(next++, "v", new TensorType(DType.F32, List.of(new Dim.Symbol(rows), new Dim.Fixed(width))));
    }

    private Value like(Value x) {
        return new Value(next++, "v", x.type());
    }

    private Value add(Node node) {
        nodes.add(node);
        return node.output();
    }
}
