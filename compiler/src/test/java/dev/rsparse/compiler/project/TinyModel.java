package dev.rsparse.compiler.project;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// A Llama checkpoint small enough to be made by a test, with a tokenizer of single bytes.
///
/// Element `i` of a tensor is the `i`-th draw `2 · nextFloat() - 1` of `new Random(name.hashCode())`, whose
/// sequence Java fixes: for a matrix times `sqrt(3 / columns)`, so that a product keeps its input's variance; for a
/// norm a tenth of it, plus one.
///
/// @param vocabulary ids; the tokenizer needs 258, a model that is only given ids may have fewer
/// @param width of the residual stream
/// @param inner rows of gate and up
/// @param headDim width of a head; need not be `width / heads`
/// @param tied whether the head is the embedding
/// @param type `F32` or `BF16`
public record TinyModel(
        int vocabulary,
        int width,
        int inner,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        boolean tied,
        ElementType type) {

    /// Longest sequence of every tiny model.
    public static final int POSITIONS = 64;

    /// Two layers, odd extents and shared key heads.
    public static final TinyModel DEFAULT = new TinyModel(260, 32, 44, 2, 4, 2, 8, true, ElementType.BF16);

    /// What the test makes of a tensor's elements.
    private record Tensor(int rows, int columns, boolean norm) {}

    /// Writes the default model with the source `tiny.rsp` and returns the path of that.
    public static Path writeDefault(Path folder) {
        try (var source = TinyModel.class.getResourceAsStream("/tiny/tiny.rsp")) {
            DEFAULT.write(folder);
            return Files.write(folder.resolve("tiny.rsp"), source.readAllBytes());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /// Writes `config.json`, `tokenizer.json` and `model.safetensors`.
    public void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), config());
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
        writeWeights(folder.resolve("model.safetensors"), tensors());
    }

    /// Replaces the default model's weights by ones without tensor `name`.
    public static void writeDefaultWithout(Path folder, String name) throws IOException {
        Map<String, Tensor> tensors = DEFAULT.tensors();
        tensors.remove(name);
        DEFAULT.writeWeights(folder.resolve("model.safetensors"), tensors);
    }

    private void writeWeights(Path file, Map<String, Tensor> tensors) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        tensors.forEach((name, tensor) -> writer.add(
                name,
                type,
                tensor.norm()
                        ? List.of((long) tensor.columns())
                        : List.of((long) tensor.rows(), (long) tensor.columns()),
                SafetensorsWriter.Source.of(MemorySegment.ofBuffer(elements(name, tensor)))));
        writer.write(file);
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("model.embed_tokens.weight", new Tensor(vocabulary, width, false));
        for (int i = 0; i < layers; i++) {
            String layer = "model.layers." + i + ".";
            tensors.put(layer + "input_layernorm.weight", new Tensor(1, width, true));
            tensors.put(layer + "self_attn.q_proj.weight", new Tensor(heads * headDim, width, false));
            tensors.put(layer + "self_attn.k_proj.weight", new Tensor(kvHeads * headDim, width, false));
            tensors.put(layer + "self_attn.v_proj.weight", new Tensor(kvHeads * headDim, width, false));
            tensors.put(layer + "self_attn.o_proj.weight", new Tensor(width, heads * headDim, false));
            tensors.put(layer + "post_attention_layernorm.weight", new Tensor(1, width, true));
            tensors.put(layer + "mlp.gate_proj.weight", new Tensor(inner, width, false));
            tensors.put(layer + "mlp.up_proj.weight", new Tensor(inner, width, false));
            tensors.put(layer + "mlp.down_proj.weight", new Tensor(width, inner, false));
        }
        tensors.put("model.norm.weight", new Tensor(1, width, true));
        if (!tied) {
            tensors.put("lm_head.weight", new Tensor(vocabulary, width, false));
        }
        return tensors;
    }

    private ByteBuffer elements(String name, Tensor tensor) {
        int count = tensor.rows() * tensor.columns();
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(type.byteSize(List.of((long) count))))
                .order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(name.hashCode());
        double scale = Math.sqrt(3.0 / tensor.columns());
        for (int i = 0; i < count; i++) {
            double draw = 2 * random.nextFloat() - 1;
            float value = (float) (tensor.norm() ? 1 + draw / 10 : draw * scale);
            if (type == ElementType.BF16) {
                bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
            } else {
                bytes.putFloat(value);
            }
        }
        return bytes.flip();
    }

    private String config() {
        return String.format(
                Locale.ROOT, """
                {
                  "bos_token_id": 0, "eos_token_id": 1, "hidden_act": "silu", "rms_norm_eps": 1e-05,
                  "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
                  "vocab_size": %d, "hidden_size": %d, "intermediate_size": %d, "num_hidden_layers": %d,
                  "num_attention_heads": %d, "num_key_value_heads": %d, "head_dim": %d,
                  "tie_word_embeddings": %s, "max_position_embeddings": %d
                }
                """, vocabulary, width, inner, layers, heads, kvHeads, headDim, tied, POSITIONS);
    }

    /// Ids 0 and 1 begin and end a text; byte `b` has id `b + 2`.
    private static String tokenizer() {
        StringBuilder vocab = new StringBuilder("\"<|begin|>\": 0, \"<|end|>\": 1");
        int above = 256;
        for (int b = 0; b < 256; b++) {
            // Bytes that print are spelled as themselves, the others by the letters from 256 on.
            boolean prints = b > ' ' && b < 0x7f || b > 0xa0 && b != 0xad;
            String spelling = new String(Character.toChars(prints ? b : above++));
            vocab.append(", \"")
                    .append(spelling.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\": ")
                    .append(b + 2);
        }
        return """
                {
                  "added_tokens": [
                    {"id": 0, "content": "<|begin|>", "special": true, "normalized": false},
                    {"id": 1, "content": "<|end|>", "special": true, "normalized": false}
                  ],
                  "normalizer": null,
                  "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true},
                  "post_processor": {
                    "type": "TemplateProcessing",
                    "single": [{"SpecialToken": {"id": "<|begin|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                    "special_tokens": {"<|begin|>": {"id": "<|begin|>", "ids": [0], "tokens": ["<|begin|>"]}}
                  },
                  "decoder": {"type": "ByteLevel"},
                  "model": {"type": "BPE", "vocab": {VOCABULARY}, "merges": []}
                }
                """.replace("VOCABULARY", vocab);
    }

    /// Token ids as a file of little-endian 16-bit numbers: `count` draws of `new Random(seed)` below the
    /// default model's vocabulary.
    public static Path writeRandomTokens(Path file, int count, long seed) {
        return writeTokens(
                file, new Random(seed).ints(count, 0, DEFAULT.vocabulary()).toArray());
    }

    /// Token ids as a file of little-endian 16-bit numbers.
    public static Path writeTokens(Path file, int... ids) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int id : ids) {
            bytes.putShort((short) id);
        }
        try {
            return Files.write(file, bytes.array());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
