package dev.rsparse.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The sizes of a Llama model.
///
/// @param name what a user calls it
/// @param title what a page calls it
/// @param model file under `benchmarks/models`, without `.rsp`
/// @param kvHeads heads of keys and of values
/// @param ffn width of the feed-forward part
record Shape(
        String name, String title, String model, int layers, int hidden, int heads, int kvHeads, int ffn, int vocab) {

    private static final List<Shape> ALL = List.of(
            new Shape("1.1b", "TinyLlama-1.1B", "tinyllama-1.1b", 22, 2048, 32, 4, 5632, 32_000),
            new Shape("8b", "Llama-3-8B", "llama-3-8b", 32, 4096, 32, 8, 14_336, 128_256));

    /// One weight of the model; a vector has one row.
    ///
    /// @param gguf its name in a GGUF file
    /// @param huggingFace its name in a checkpoint of Hugging Face
    /// @param rows outputs
    /// @param columns inputs
    record Tensor(String gguf, String huggingFace, int rows, int columns) {

        boolean vector() {
            return rows == 1;
        }

        long elements() {
            return (long) rows * columns;
        }
    }

    /// The shape of that name.
    ///
    /// @throws IllegalArgumentException where there is none
    static Shape named(String name) {
        return ALL.stream()
                .filter(shape -> shape.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no shape \"" + name + "\"; there are "
                        + ALL.stream().map(Shape::name).collect(Collectors.joining(", "))));
    }

    /// All weights, in the order in which files hold them.
    List<Tensor> tensors() {
        int heads = hidden;
        int keys = hidden / this.heads * kvHeads;
        List<Tensor> all = new ArrayList<>();
        all.add(new Tensor("token_embd.weight", "model.embed_tokens.weight", vocab, hidden));
        for (int i = 0; i < layers; i++) {
            String gguf = "blk." + i + ".";
            String layer = "model.layers." + i + ".";
            all.add(new Tensor(gguf + "attn_norm.weight", layer + "input_layernorm.weight", 1, hidden));
            all.add(new Tensor(gguf + "attn_q.weight", layer + "self_attn.q_proj.weight", heads, hidden));
            all.add(new Tensor(gguf + "attn_k.weight", layer + "self_attn.k_proj.weight", keys, hidden));
            all.add(new Tensor(gguf + "attn_v.weight", layer + "self_attn.v_proj.weight", keys, hidden));
            all.add(new Tensor(gguf + "attn_output.weight", layer + "self_attn.o_proj.weight", hidden, heads));
            all.add(new Tensor(gguf + "ffn_norm.weight", layer + "post_attention_layernorm.weight", 1, hidden));
            all.add(new Tensor(gguf + "ffn_gate.weight", layer + "mlp.gate_proj.weight", ffn, hidden));
            all.add(new Tensor(gguf + "ffn_up.weight", layer + "mlp.up_proj.weight", ffn, hidden));
            all.add(new Tensor(gguf + "ffn_down.weight", layer + "mlp.down_proj.weight", hidden, ffn));
        }
        all.add(new Tensor("output_norm.weight", "model.norm.weight", 1, hidden));
        all.add(new Tensor("output.weight", "lm_head.weight", vocab, hidden));
        return all;
    }

    /// Elements of the weights that a dense decode step reads: all matrices but the embedding.
    long elementsPerToken() {
        return tensors().stream()
                .filter(tensor -> !tensor.vector() && !tensor.gguf().equals("token_embd.weight"))
                .mapToLong(Tensor::elements)
                .sum();
    }
}
