package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Value;

/// Llama graphs built without the front end, for tests of what comes after it.
public final class LlamaGraphs {

    private static final String EMBEDDING = "model.embed_tokens.weight";

    private LlamaGraphs() {}

    /// Extents of a Llama.
    public record Shape(int vocabulary, int width, int inner, int layers, int heads, int kvHeads, int headDim) {}

    /// A Llama with a tied head and weights named as Hugging Face checkpoints name them.
    public static Graph llama(Shape shape, DType dtype) {
        return llama(shape, dtype, EMBEDDING);
    }

    /// A Llama whose head has its own weight, `lm_head.weight`.
    public static Graph untied(Shape shape, DType dtype) {
        return llama(shape, dtype, "lm_head.weight");
    }

    private static Graph llama(Shape shape, DType dtype, String head) {
        GraphWriter graph = new GraphWriter(dtype);
        Value x = graph.gather("embed", EMBEDDING, shape.vocabulary(), shape.width());
        for (int i = 0; i < shape.layers(); i++) {
            x = mlp(graph, shape, i, attention(graph.in("layer[" + i + "]"), shape, i, x));
        }
        Value normed = graph.in("").norm(x, "norm", "model.norm.weight");
        return graph.graph("Llama", graph.linear(normed, "head", head, shape.vocabulary()));
    }

    private static Value attention(GraphWriter graph, Shape shape, int i, Value x) {
        String path = "layer[" + i + "].";
        String tensor = "model.layers." + i + ".self_attn.";
        int kvWidth = shape.kvHeads() * shape.headDim();
        int qWidth = shape.heads() * shape.headDim();
        Value h = graph.norm(x, path + "n1", "model.layers." + i + ".input_layernorm.weight");
        Value q = graph.rope(graph.linear(h, path + "q", tensor + "q_proj.weight", qWidth), shape.headDim());
        Value k = graph.rope(graph.linear(h, path + "k", tensor + "k_proj.weight", kvWidth), shape.headDim());
        Value v = graph.linear(h, path + "v", tensor + "v_proj.weight", kvWidth);
        Value a = graph.attention(q, k, v, shape.heads(), shape.kvHeads());
        return graph.add(x, graph.linear(a, path + "o", tensor + "o_proj.weight", shape.width()));
    }

    private static Value mlp(GraphWriter graph, Shape shape, int i, Value x) {
        String path = "layer[" + i + "].";
        String tensor = "model.layers." + i + ".mlp.";
        Value m = graph.norm(x, path + "n2", "model.layers." + i + ".post_attention_layernorm.weight");
        Value gate = graph.linear(m, path + "gate", tensor + "gate_proj.weight", shape.inner());
        Value up = graph.linear(m, path + "up", tensor + "up_proj.weight", shape.inner());
        Value inner = graph.siluMul(gate, up);
        return graph.add(x, graph.linear(inner, path + "down", tensor + "down_proj.weight", shape.width()));
    }
}
