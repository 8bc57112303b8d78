package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The nodes of a graph, one after the other, in operators of ONNX.
final class GraphSpelling {

    /// The operator set that has Attention, RMSNormalization and RotaryEmbedding.
    private static final int FUSED = 23;

    private final Draft draft;
    private final Initializers initializers;
    private final Values values;
    private final Optional<Sequences> sequences;
    private final Uses uses;
    private final Norms norms;
    private final Functions functions;
    private final Pictures pictures;
    private final Optional<Rotations> rotations;
    private final Optional<Attentions> attentions;
    private final ThinnedLinears thinned;

    /// @param sequences of a graph of tokens
    /// @param opset version of the standard operators
    GraphSpelling(
            Draft draft,
            Initializers initializers,
            Values values,
            Optional<Sequences> sequences,
            Uses uses,
            ThinnedLinears thinned,
            int opset) {
        boolean fused = opset >= FUSED;
        this.draft = draft;
        this.initializers = initializers;
        this.values = values;
        this.sequences = sequences;
        this.uses = uses;
        this.thinned = thinned;
        this.norms = new Norms(draft, initializers, fused);
        this.functions = new Functions(draft);
        this.pictures = new Pictures(draft, initializers);
        this.rotations = sequences.map(tokens -> new Rotations(draft, tokens, fused));
        this.attentions = sequences.map(tokens -> new Attentions(draft, values, tokens, fused));
    }

    void spell(Graph graph) {
        graph.nodes().forEach(this::spell);
    }

    private void spell(Node node) {
        String label = Labels.of(node);
        switch (node) {
            case Node.Input input -> values.put(input.output(), values.of(input.x()));
            case Node.Gather gather ->
                put(node, row(label, gather.table(), sequences.orElseThrow().tokens()));
            case Node.Positions positions ->
                put(node, row(label, positions.table(), sequences.orElseThrow().rows(positions.offset())));
            case Node.RmsNorm norm -> norm(label, norm);
            case Node.LayerNorm norm -> put(node, norms.layer(label, values.of(norm.x()), norm));
            case Node.Linear linear -> linear(label, linear);
            case Node.AddBias sum -> bias(label, sum);
            case Node.Slice slice -> put(node, slice(label, slice));
            case Node.Pointwise pointwise -> put(node, functions.pointwise(label, values.of(pointwise.x()), pointwise));
            case Node.Silu silu -> put(node, functions.silu(label, values.of(silu.x())));
            case Node.SiluMul product -> {
                String silu = functions.silu(label + "/silu", values.of(product.gate()));
                put(node, draft.node(label, "Mul", List.of(silu, values.of(product.up()))));
            }
            case Node.Softmax softmax ->
                put(
                        node,
                        draft.node(label, "Softmax", List.of(values.of(softmax.x())), Attributes.integer("axis", -1)));
            case Node.Add sum -> put(node, draft.node(label, "Add", both(sum.left(), sum.right())));
            case Node.Mul product -> put(node, draft.node(label, "Mul", both(product.left(), product.right())));
            case Node.Rope rope -> {
                String heads = values.heads(rope.x(), rope.headDim());
                values.putHeads(
                        rope.output(), rope.headDim(), rotations.orElseThrow().of(label, heads, rope));
            }
            case Node.Attention attention -> attentions.orElseThrow().put(label, attention);
            case PictureNode picture -> put(node, pictures.of(label, values.of(picture.x()), picture));
            case Node.SparseLowRankLinear linear -> put(node, thinned.columns(label, linear));
            case Node.GatedRowsLinear linear -> {
                String silu = functions.silu(label + "/silu", values.of(linear.gate()));
                put(node, thinned.rows(label, linear, silu));
            }
        }
    }

    private void put(Node node, String name) {
        values.put(node.output(), name);
    }

    private List<String> both(Value left, Value right) {
        return List.of(values.of(left), values.of(right));
    }

    private String row(String label, Weight table, String rows) {
        return draft.node(label, "Gather", List.of(initializers.value(table), rows));
    }

    private void norm(String label, Node.RmsNorm norm) {
        if (norm.heads() == 1) {
            put(norm, norms.rootMeanSquare(label, values.of(norm.x()), norm));
        } else {
            String heads = values.heads(norm.x(), norm.width());
            values.putHeads(norm.output(), norm.width(), norms.rootMeanSquare(label, heads, norm));
        }
    }

    /// A linear whose result goes into a bias alone is one node with it.
    private void linear(String label, Node.Linear linear) {
        if (uses.onlyReader(linear.output())
                .filter(Node.AddBias.class::isInstance)
                .isEmpty()) {
            put(linear, product(label, linear, List.of()));
        }
    }

    private void bias(String label, Node.AddBias sum) {
        String bias = initializers.value(sum.bias());
        Optional<Node> maker = uses.maker(sum.x());
        if (maker.isPresent()
                && maker.get() instanceof Node.Linear linear
                && uses.onlyReader(linear.output()).isPresent()) {
            put(sum, product(Labels.of(linear), linear, List.of(bias)));
        } else {
            put(sum, draft.node(label, "Add", List.of(values.of(sum.x()), bias)));
        }
    }

    private String product(String label, Node.Linear linear, List<String> bias) {
        List<String> inputs = new ArrayList<>();
        inputs.add(values.of(linear.x()));
        inputs.add(initializers.value(linear.weight()));
        inputs.addAll(bias);
        return draft.node(label, "Gemm", inputs, Attributes.integer("transB", 1));
    }

    private String slice(String label, Node.Slice slice) {
        int end = slice.from() + slice.output().type().size(-1);
        return draft.node(
                label,
                "Slice",
                List.of(values.of(slice.x()), draft.integers(slice.from()), draft.integers(end), draft.integers(-1)));
    }
}
