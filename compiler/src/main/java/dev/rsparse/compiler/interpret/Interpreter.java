package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Runs a dense graph over whole sequences, thinned as it is told at the call. Any stretch of the nodes can be run,
/// so that what comes before a change is computed once.
///
/// Sequences are independent, and several threads may run one interpreter. Weights are held as floats.
public final class Interpreter {

    private final Graph graph;
    private final WeightMatrices weights;
    private final LinearAlgebra algebra;
    private final Forward forward;
    /// Tokens at the start of a sequence that are never thinned.
    private final int denseTokens;
    /// Index of the node that reads a value last, by value id; outputs of the graph are read at the end.
    private final Map<Integer, Integer> lastReads = new HashMap<>();
    /// Path of the weight that makes `up`, by the id of the product it goes into.
    private final Map<Integer, String> upOf = new HashMap<>();
    private final Map<String, GatedProduct> gated = new TreeMap<>();

    /// @param graph dense, with its gated products fused: `Pipeline.rewrite(graph, Map.of())`
    public Interpreter(Graph graph, WeightSource source) {
        this(graph, source, false);
    }

    /// @param graph dense, with its gated products fused: `Pipeline.rewrite(graph, Map.of())`
    /// @param firstDense whether the first token of a sequence is never thinned
    public Interpreter(Graph graph, WeightSource source, boolean firstDense) {
        this.graph = graph;
        this.denseTokens = firstDense ? 1 : 0;
        this.weights = new WeightMatrices(source);
        this.algebra = ProviderChoice.once().algebra();
        this.forward = new Forward(algebra);
        Uses uses = new Uses(graph);
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            for (Value input : node.inputs()) {
                lastReads.put(input.id(), i);
            }
            if (node instanceof Node.Linear up
                    && GatedProduct.search(up, uses) instanceof GatedProduct.Search.Found(GatedProduct found)) {
                gated.put(up.weight().path(), found);
                upOf.put(found.product().output().id(), up.weight().path());
            }
        }
        graph.outputs().forEach(output -> lastReads.put(output.value().id(), Integer.MAX_VALUE));
    }

    public Graph graph() {
        return graph;
    }

    /// Tokens at the start of a sequence that are never thinned.
    public int denseTokens() {
        return denseTokens;
    }

    LinearAlgebra algebra() {
        return algebra;
    }

    WeightMatrices weights() {
        return weights;
    }

    Forward forward() {
        return forward;
    }

    /// The linear whose result is the graph's output.
    Node.Linear head() {
        return (Node.Linear) graph.nodes().get(headIndex());
    }

    /// Index of the linear that makes logits; nothing but functions of single logits come after it.
    public int headIndex() {
        int at = graph.nodes().size() - 1;
        while (graph.nodes().get(at) instanceof Node.Pointwise) {
            at--;
        }
        if (graph.nodes().get(at) instanceof Node.Linear) {
            return at;
        }
        throw new IllegalStateException(
                "the graph ends in " + graph.nodes().get(at).op() + ", not in a linear");
    }

    /// The logits of rows of what the head reads.
    Matrix logits(Matrix hidden) {
        Matrix logits = forward.linear(hidden, weights.of(head().weight()));
        for (Node node : afterHead()) {
            logits = Elements.apply((Node.Pointwise) node, logits);
        }
        return logits;
    }

    /// The gradient of what the head makes of `hidden`, given that of the logits.
    Matrix throughLogits(Matrix hidden, Matrix gradient) {
        Matrix made = forward.linear(hidden, weights.of(head().weight()));
        Matrix slopes = gradient;
        for (Node node : afterHead()) {
            Matrix next = Elements.apply((Node.Pointwise) node, made);
            slopes = Forward.mul(slopes, Elements.slope((Node.Pointwise) node, made, next));
            made = next;
        }
        return slopes;
    }

    private List<Node> afterHead() {
        return graph.nodes().subList(headIndex() + 1, graph.nodes().size());
    }

    /// Places where little is alive: the first node of each scope, and the last node of the graph, the head.
    public List<Integer> cuts() {
        List<Integer> cuts = new ArrayList<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            boolean opens = i == 0
                    || !graph.nodes()
                            .get(i)
                            .at()
                            .scope()
                            .equals(graph.nodes().get(i - 1).at().scope());
            if (opens) {
                cuts.add(i);
            }
        }
        int head = headIndex();
        if (cuts.getLast() != head) {
            cuts.add(head);
        }
        return cuts;
    }

    /// Index of the node that `site` is the weight of.
    public int indexOf(String site) {
        for (int i = 0; i < graph.nodes().size(); i++) {
            if (graph.nodes().get(i) instanceof Node.Linear linear
                    && linear.weight().path().equals(site)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no linear has the weight " + site);
    }

    /// The state before the first node.
    public Sequence start(int window, int[] ids) {
        return new Sequence(window, ids, new HashMap<>());
    }

    /// Runs the nodes at `from` and before `to` on a copy of `before`, and gives what is alive at `to`.
    public Sequence run(Sequence before, int from, int to, Masks masks, Observer observer) {
        Sequence state = before.copy();
        for (int i = from; i < to; i++) {
            Node node = graph.nodes().get(i);
            state.put(node.output(), compute(node, state, masks, observer));
            for (Value input : new LinkedHashSet<>(node.inputs())) {
                if (lastReads.get(input.id()) <= i) {
                    state.drop(input);
                }
            }
        }
        return state;
    }

    /// Runs all nodes before `to` and keeps every value, for a way back.
    Sequence keepAll(int window, int[] ids, int to) {
        Sequence state = start(window, ids);
        for (Node node : graph.nodes().subList(0, to)) {
            state.put(node.output(), compute(node, state, Masks.NONE, Observer.NONE));
        }
        return state;
    }

    private Matrix compute(Node node, Sequence state, Masks masks, Observer observer) {
        return switch (node) {
            case Node.Gather gather -> Forward.gather(weights.of(gather.table()), state.ids());
            case Node.Positions positions ->
                Forward.positions(weights.of(positions.table()), positions.offset(), state.ids().length);
            case Node.RmsNorm norm -> Forward.norm(state.of(norm.x()), scale(norm), norm.width(), norm.epsilon());
            case Node.LayerNorm norm ->
                Forward.layerNorm(
                        state.of(norm.x()),
                        weights.of(norm.scale()).data(),
                        norm.bias().map(bias -> weights.of(bias).data()).orElse(new float[0]),
                        norm.epsilon());
            case Node.AddBias sum ->
                Forward.addBias(state.of(sum.x()), weights.of(sum.bias()).data());
            case Node.Slice slice ->
                Forward.slice(
                        state.of(slice.x()), slice.from(), slice.output().type().size(-1));
            case Node.Pointwise pointwise -> Elements.apply(pointwise, state.of(pointwise.x()));
            case Node.Linear linear -> linear(linear, state, masks, observer);
            case Node.Rope rope -> Forward.rope(state.of(rope.x()), rope, 1);
            case Node.Attention attention ->
                forward.attention(attention, state.of(attention.q()), state.of(attention.k()), state.of(attention.v()));
            case Node.Silu silu -> Forward.silu(state.of(silu.x()));
            case Node.SiluMul product -> product(product, state, masks, observer);
            case Node.Add sum -> Forward.add(state.of(sum.left()), state.of(sum.right()));
            case Node.Mul product -> Forward.mul(state.of(product.left()), state.of(product.right()));
            case Node.Softmax softmax -> Forward.softmax(state.of(softmax.x()));
            case Node.Input _, PictureNode _ ->
                throw new IllegalArgumentException("the graph reads numbers, not tokens");
            case Node.SparseLowRankLinear _, Node.GatedRowsLinear _ ->
                throw new IllegalArgumentException("the graph is thinned already at " + node.at());
        };
    }

    float[] scale(Node.RmsNorm norm) {
        float[] scale = norm.scale().map(weight -> weights.of(weight).data()).orElse(new float[0]);
        if (norm.offset() == 0) {
            return scale;
        }
        float[] shifted = scale.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += norm.offset();
        }
        return shifted;
    }

    private Matrix linear(Node.Linear linear, Sequence state, Masks masks, Observer observer) {
        Matrix x = state.of(linear.x());
        observer.linear(state.window(), linear, x);
        Matrix w = weights.of(linear.weight());
        Optional<Mask> mask = masks.of(linear.weight().path()).filter(found -> found.skip() == Skip.COLUMNS);
        if (mask.isEmpty()) {
            return forward.linear(x, w);
        }
        Mask.Kept kept = mask.get().keep(x, denseTokens);
        masks.count(linear.weight().path(), kept.count(), (long) (x.rows() - denseTokens) * x.cols());
        return forward.thinned(x, kept.x(), w, mask.get());
    }

    private Matrix product(Node.SiluMul product, Sequence state, Masks masks, Observer observer) {
        Matrix silu = Forward.silu(state.of(product.gate()));
        Matrix up = state.of(product.up());
        String site = upOf.get(product.output().id());
        if (site == null) {
            return Forward.mul(silu, up);
        }
        observer.product(state.window(), site, silu, up);
        Optional<Mask> mask = masks.of(site).filter(found -> found.skip() == Skip.ROWS);
        if (mask.isEmpty()) {
            return Forward.mul(silu, up);
        }
        Mask.Kept kept = mask.get().keep(silu, denseTokens);
        masks.count(site, kept.count(), (long) (silu.rows() - denseTokens) * silu.cols());
        return Forward.mul(kept.x(), up);
    }

    /// What a linear is scored by.
    ///
    /// @param x `[rows,channels]`, or `silu(gate) [rows,inner]` for rows
    public record Scored(String site, Skip skip, Matrix x) {}

    /// What the node at `index` is scored by, if it is one that can be thinned; `state` is that before it.
    public Optional<Scored> scored(int index, Sequence state) {
        Node node = graph.nodes().get(index);
        if (node instanceof Node.Linear linear) {
            return Optional.of(new Scored(linear.weight().path(), Skip.COLUMNS, state.of(linear.x())));
        }
        return node instanceof Node.SiluMul product
                ? gatedSite(product).map(site -> new Scored(site, Skip.ROWS, Forward.silu(state.of(product.gate()))))
                : Optional.empty();
    }

    /// The gated products of the graph by the site that may skip rows for them.
    public Map<String, GatedProduct> gatedProducts() {
        return Collections.unmodifiableMap(gated);
    }

    Optional<String> gatedSite(Node.SiluMul product) {
        return Optional.ofNullable(upOf.get(product.output().id()));
    }
}
