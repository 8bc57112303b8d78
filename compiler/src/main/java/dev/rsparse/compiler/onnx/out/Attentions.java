package dev.rsparse.compiler.onnx.out;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Scoring;
import java.util.ArrayList;
import java.util.List;

/// Causal attention over whole sequences. Query heads that share a head of keys are an axis of their own, along
/// which keys and values are broadcast, not copied.
final class Attentions {

    private final Draft draft;
    private final Values values;
    private final Sequences sequences;
    private final boolean fused;

    /// @param fused whether there is one operator for it (Attention-23)
    Attentions(Draft draft, Values values, Sequences sequences, boolean fused) {
        this.draft = draft;
        this.values = values;
        this.sequences = sequences;
        this.fused = fused;
    }

    void put(String label, Node.Attention node) {
        // Attention-23 caps scores after it masks them, which lets what is masked back in.
        if (fused && node.scoring().cap() == 0) {
            values.putHeads(node.output(), node.headDim(), fused(label, node));
        } else if (node.heads() == node.kvHeads()) {
            String keys = values.turnedHeads(node.k(), node.headDim());
            String mixed = mixed(
                    label,
                    node.scoring(),
                    values.heads(node.q(), node.headDim()),
                    keys,
                    values.heads(node.v(), node.headDim()));
            values.putHeads(node.output(), node.headDim(), mixed);
        } else {
            values.put(node.output(), values.rows(grouped(label, node), node.heads() * node.headDim(), 0, 3, 1, 2, 4));
        }
    }

    private String fused(String label, Node.Attention node) {
        List<String> inputs = new ArrayList<>();
        node.inputs().forEach(input -> inputs.add(values.heads(input, node.headDim())));
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(Attributes.number("scale", node.scoring().scale()));
        if (node.scoring().window() > 0) {
            inputs.add(sequences.visible(node.scoring().window()));
        } else {
            attributes.add(Attributes.integer("is_causal", 1));
        }
        return draft.node(label, "Attention", inputs, attributes.toArray(AttributeProto[]::new));
    }

    /// `[batch, kvHeads, heads / kvHeads, sequence, headDim]`.
    private String grouped(String label, Node.Attention node) {
        int dim = node.headDim();
        int group = node.heads() / node.kvHeads();
        String queries = draft.node(
                label + "/grouped",
                "Reshape",
                List.of(values.heads(node.q(), dim), draft.integers(0, node.kvHeads(), group, -1, dim)));
        String keys = shared(values.turnedHeads(node.k(), dim));
        return mixed(label, node.scoring(), queries, keys, shared(values.heads(node.v(), dim)));
    }

    private String shared(String heads) {
        return draft.node(heads + "/shared", "Unsqueeze", List.of(heads, draft.integers(2)));
    }

    private String mixed(String label, Scoring scoring, String queries, String keys, String values) {
        String products = draft.node(label + "/products", "MatMul", List.of(queries, keys));
        String scores = scoring.cap() > 0
                ? capped(label, products, scoring.scale(), scoring.cap())
                : draft.node(label + "/scores", "Mul", List.of(products, draft.number(scoring.scale())));
        String masked = draft.node(label + "/masked", "Add", List.of(scores, sequences.mask(scoring.window())));
        String shares = draft.node(label + "/shares", "Softmax", List.of(masked), Attributes.integer("axis", -1));
        return draft.node(label, "MatMul", List.of(shares, values));
    }

    private String capped(String label, String products, float scale, float cap) {
        String small = draft.node(label + "/small", "Mul", List.of(products, draft.number(scale / cap)));
        String bounded = draft.node(label + "/bounded", "Tanh", List.of(small));
        return draft.node(label + "/scores", "Mul", List.of(bounded, draft.number(cap)));
    }
}
