package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a model of random weights for llama.cpp: every matrix in one format, vectors in f32, and a vocabulary without
/// merges, which is all that a run by token ids needs.
final class GgufFile {

    /// What `general.alignment` is when a file does not say.
    private static final int ALIGNMENT = 32;

    private GgufFile() {}

    /// Bytes of the weights in the file; the header adds a few megabytes at most.
    static long bytes(Shape shape, BlockFormat format) {
        return shape.tensors().stream()
                .mapToLong(tensor -> aligned(size(tensor, format)))
                .sum();
    }

    static void write(Path file, Shape shape, BlockFormat format) throws IOException {
        GgufHeader header = header(shape, format);
        long offset = 0;
        for (Shape.Tensor tensor : shape.tensors()) {
            header.tensor(tensor, formatOf(tensor, format), offset);
            offset += aligned(size(tensor, format));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(header.bytes(ALIGNMENT));
            writeWeights(shape, format, out);
        }
    }

    private static void writeWeights(Shape shape, BlockFormat format, OutputStream out) throws IOException {
        Map<Integer, RandomBytes> pools = new HashMap<>();
        for (Shape.Tensor tensor : shape.tensors()) {
            long size = size(tensor, format);
            if (tensor.vector()) {
                out.write(ones(tensor.columns()));
            } else {
                pools.computeIfAbsent(tensor.columns(), columns -> pool(columns, format))
                        .write(size, out);
            }
            out.write(new byte[(int) (aligned(size) - size)]);
        }
    }

    /// Products keep the magnitude of their input when weights have a variance of one over its length.
    private static RandomBytes pool(int columns, BlockFormat format) {
        return new RandomBytes(1 / Math.sqrt(columns), format.weights(), format.bytes(), format::encode);
    }

    private static byte[] ones(int length) {
        ByteBuffer out = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < length; i++) {
            out.putFloat(1);
        }
        return out.array();
    }

    private static BlockFormat formatOf(Shape.Tensor tensor, BlockFormat format) {
        return tensor.vector() ? BlockFormat.F32 : format;
    }

    private static long size(Shape.Tensor tensor, BlockFormat format) {
        return formatOf(tensor, format).bytes(tensor.elements());
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static GgufHeader header(Shape shape, BlockFormat format) {
        GgufHeader header = new GgufHeader();
        header.put("general.architecture", "llama");
        header.put("general.name", shape.title() + " of random weights");
        header.put("general.file_type", format.fileType());
        header.put("llama.context_length", 2048);
        header.put("llama.embedding_length", shape.hidden());
        header.put("llama.block_count", shape.layers());
        header.put("llama.feed_forward_length", shape.ffn());
        header.put("llama.rope.dimension_count", shape.hidden() / shape.heads());
        header.put("llama.rope.freq_base", 10_000f);
        header.put("llama.attention.head_count", shape.heads());
        header.put("llama.attention.head_count_kv", shape.kvHeads());
        header.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        header.put("llama.vocab_size", shape.vocab());
        putVocabulary(header, Vocabulary.of(shape.vocab()));
        return header;
    }

    private static void putVocabulary(GgufHeader header, List<String> tokens) {
        int normal = 1;
        int[] types = new int[tokens.size()];
        Arrays.fill(types, normal);
        int unknown = 2;
        int control = 3;
        int singleByte = 6;
        types[Vocabulary.UNKNOWN] = unknown;
        types[Vocabulary.BEGIN] = control;
        types[Vocabulary.END] = control;
        Arrays.fill(types, Vocabulary.FIRST_BYTE, Vocabulary.FIRST_BYTE + Vocabulary.BYTES, singleByte);
        header.put("tokenizer.ggml.model", "llama");
        header.putStrings("tokenizer.ggml.tokens", tokens);
        header.putFloats("tokenizer.ggml.scores", new float[tokens.size()]);
        header.putInts("tokenizer.ggml.token_type", types);
        header.put("tokenizer.ggml.unknown_token_id", Vocabulary.UNKNOWN);
        header.put("tokenizer.ggml.bos_token_id", Vocabulary.BEGIN);
        header.put("tokenizer.ggml.eos_token_id", Vocabulary.END);
    }
}
