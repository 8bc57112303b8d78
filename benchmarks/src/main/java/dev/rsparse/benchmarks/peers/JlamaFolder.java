package dev.rsparse.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a model of random weights for Jlama: a configuration, a tokenizer and one safetensors file, every matrix in
/// one format. A matrix of 4 bits stands as Jlama's own `Q4`: halves of bytes, and in a tensor of its own, named with
/// `.qb` behind, one scale in f32 for 32 weights.
final class JlamaFolder {

    private static final int BLOCK = 32;
    private static final int ALIGNMENT = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// How a matrix stands in the file.
    enum Format {
        F32(BlockFormat.F32),
        BF16(BlockFormat.BF16),
        Q4(null);

        private final BlockFormat plain;

        Format(BlockFormat plain) {
            this.plain = plain;
        }

        /// Bytes of so many weights of a matrix, with their scales.
        long bytes(long elements) {
            return this == Q4 ? elements / BLOCK * (BLOCK / 2 + Float.BYTES) : plain.bytes(elements);
        }
    }

    /// One tensor of the file.
    ///
    /// @param bytes where its bytes come from
    private record Entry(String name, String type, int[] shape, long size, RandomBytes bytes) {}

    private final Shape shape;
    private final Format format;
    private final Map<String, RandomBytes> pools = new HashMap<>();

    private JlamaFolder(Shape shape, Format format) {
        this.shape = shape;
        this.format = format;
    }

    /// Bytes of the weights in the file; what stands beside them adds a few megabytes at most.
    static long bytes(Shape shape, Format format) {
        return shape.tensors().stream()
                .mapToLong(tensor -> (tensor.vector() ? Format.F32 : format).bytes(tensor.elements()))
                .sum();
    }

    static void write(Path folder, Shape shape, Format format) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(configuration(shape)));
        Files.write(folder.resolve("tokenizer.json"), JSON.writeValueAsBytes(tokenizer(shape)));
        new JlamaFolder(shape, format).writeWeights(folder.resolve("model.safetensors"));
    }

    private static Map<String, Object> configuration(Shape shape) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("architectures", List.of("LlamaForCausalLM"));
        configuration.put("model_type", "llama");
        configuration.put("hidden_act", "silu");
        configuration.put("hidden_size", shape.hidden());
        configuration.put("intermediate_size", shape.ffn());
        configuration.put("num_attention_heads", shape.heads());
        configuration.put("num_key_value_heads", shape.kvHeads());
        configuration.put("num_hidden_layers", shape.layers());
        configuration.put("vocab_size", shape.vocab());
        configuration.put("max_position_embeddings", 2048);
        configuration.put("rms_norm_eps", 1e-5);
        configuration.put("rope_theta", 10_000.0);
        configuration.put("bos_token_id", Vocabulary.BEGIN);
        configuration.put("eos_token_id", Vocabulary.END);
        return configuration;
    }

    private static Map<String, Object> tokenizer(Shape shape) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        Vocabulary.of(shape.vocab()).forEach(token -> ids.put(token, ids.size()));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("unk_token", "<unk>");
        model.put("byte_fallback", true);
        model.put("vocab", ids);
        model.put("merges", List.of());
        return Map.of("model", model);
    }

    private void writeWeights(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        shape.tensors().forEach(tensor -> add(tensor, entries));
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(header(entries));
            for (Entry entry : entries) {
                entry.bytes().write(entry.size(), out);
            }
        }
    }

    private void add(Shape.Tensor tensor, List<Entry> entries) {
        String name = tensor.huggingFace();
        if (tensor.vector()) {
            int[] length = {tensor.columns()};
            entries.add(new Entry(name, "F32", length, tensor.elements() * Float.BYTES, pool("ones", 1)));
            return;
        }
        int[] size = {tensor.rows(), tensor.columns()};
        if (format == Format.Q4) {
            int[] blocks = {tensor.rows(), tensor.columns() / BLOCK};
            long scales = tensor.elements() / BLOCK * Float.BYTES;
            entries.add(new Entry(name, "Q4", size, tensor.elements() / 2, pool("halves", tensor.columns())));
            entries.add(new Entry(name + ".qb", "F32", blocks, scales, pool("scales", tensor.columns())));
        } else {
            long bytes = format.plain.bytes(tensor.elements());
            entries.add(new Entry(name, format.name(), size, bytes, pool("plain", tensor.columns())));
        }
    }

    private RandomBytes pool(String kind, int columns) {
        return pools.computeIfAbsent(kind + columns, _ -> newPool(kind, 1 / Math.sqrt(columns)));
    }

    private RandomBytes newPool(String kind, double deviation) {
        return switch (kind) {
            case "ones" -> new RandomBytes(0, 1, Float.BYTES, (_, out) -> out.putFloat(1));
            case "halves" -> new RandomBytes(deviation, BLOCK, BLOCK / 2, JlamaFolder::encodeHalves);
            case "scales" -> new RandomBytes(deviation, BLOCK, Float.BYTES, (block, out) -> out.putFloat(scale(block)));
            default -> new RandomBytes(deviation, format.plain.weights(), format.plain.bytes(), format.plain::encode);
        };
    }

    private static void encodeHalves(float[] block, ByteBuffer out) {
        BlockFormat.encodeHalves(block, scale(block), out);
    }

    private static float scale(float[] block) {
        return block[BlockFormat.largest(block)] / -8;
    }

    /// Length of the description, then the description, filled up with blanks.
    private static byte[] header(List<Entry> entries) throws IOException {
        Map<String, Object> tensors = new LinkedHashMap<>();
        long offset = 0;
        for (Entry entry : entries) {
            tensors.put(
                    entry.name(),
                    Map.of(
                            "dtype", entry.type(),
                            "shape", entry.shape(),
                            "data_offsets", new long[] {offset, offset + entry.size()}));
            offset += entry.size();
        }
        byte[] json = JSON.writeValueAsString(tensors).getBytes(StandardCharsets.UTF_8);
        int padding = Math.floorMod(-(Long.BYTES + json.length), ALIGNMENT);
        return ByteBuffer.allocate(Long.BYTES + json.length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length + padding)
                .put(json)
                .put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8))
                .array();
    }
}
