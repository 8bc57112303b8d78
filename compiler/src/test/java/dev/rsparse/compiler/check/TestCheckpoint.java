package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A checkpoint whose headers are given by the test.
public record TestCheckpoint(Map<String, Object> settings, TreeMap<String, TensorType> tensors)
        implements CheckpointSource {

    /// The settings and tensors of `examples/quill`.
    public static TestCheckpoint quill() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("head_dim", 64L);
        settings.put("hidden_size", 256L);
        settings.put("intermediate_size", 704L);
        settings.put("num_attention_heads", 4L);
        settings.put("num_hidden_layers", 8L);
        settings.put("num_key_value_heads", 2L);
        settings.put("rms_norm_eps", 1e-5);
        settings.put("rope_theta", 10000.0);
        settings.put("rope_parameters.rope_type", "default");
        settings.put("tie_word_embeddings", true);
        settings.put("hidden_act", "silu");
        settings.put("vocab_size", 4096L);
        TestCheckpoint quill = new TestCheckpoint(settings, new TreeMap<>());
        quill.tensor("model.embed_tokens.weight", 4096, 256).tensor("model.norm.weight", 256);
        for (int i = 0; i < 8; i++) {
            quill.layer("model.layers." + i);
        }
        return quill;
    }

    private void layer(String prefix) {
        tensor(prefix + ".input_layernorm.weight", 256).tensor(prefix + ".post_attention_layernorm.weight", 256);
        tensor(prefix + ".self_attn.q_proj.weight", 256, 256).tensor(prefix + ".self_attn.o_proj.weight", 256, 256);
        tensor(prefix + ".self_attn.k_proj.weight", 128, 256).tensor(prefix + ".self_attn.v_proj.weight", 128, 256);
        tensor(prefix + ".mlp.gate_proj.weight", 704, 256).tensor(prefix + ".mlp.up_proj.weight", 704, 256);
        tensor(prefix + ".mlp.down_proj.weight", 256, 704);
    }

    TestCheckpoint tensor(String name, long... shape) {
        tensors.put(name, TensorType.of(DType.BF16, shape));
        return this;
    }

    TestCheckpoint setting(String key, Object value) {
        settings.put(key, value);
        return this;
    }

    @Override
    public ModelConfig config() {
        return key -> Optional.ofNullable(settings.get(key));
    }

    @Override
    public TensorCatalog open(String glob) {
        return new TensorCatalog() {
            @Override
            public Optional<TensorType> find(String name) {
                return Optional.ofNullable(tensors.get(name));
            }

            @Override
            public List<String> names() {
                return List.copyOf(tensors.keySet());
            }
        };
    }
}
