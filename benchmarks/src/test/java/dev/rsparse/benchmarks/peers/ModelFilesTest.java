package dev.rsparse.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFilesTest {

    private static final Shape SMALL = new Shape("small", "Small", "small", 2, 64, 4, 2, 96, 300);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(BlockFormat.class)
    void aGgufFileHoldsEveryTensorInItsPlace(BlockFormat format) throws IOException {
        Path file = folder.resolve("small.gguf");
        GgufFile.write(file, SMALL, format);
        GgufReader gguf = new GgufReader(file);
        assertThat(gguf.tensors()).hasSize(3 + 9 * SMALL.layers());
        assertThat((long) gguf.dataSize()).isEqualTo(GgufFile.bytes(SMALL, format));
        long end = 0;
        for (GgufReader.Tensor tensor : gguf.tensors().values()) {
            assertThat(tensor.offset()).isBetween(end, end + 31);
            assertThat(tensor.offset() % 32).isZero();
            boolean vector = tensor.sizes().size() == 1;
            BlockFormat stored = vector ? BlockFormat.F32 : format;
            assertThat(tensor.type()).isEqualTo(stored.type());
            long elements = tensor.sizes().stream().reduce(1L, (a, b) -> a * b);
            end = tensor.offset() + stored.bytes(elements);
        }
        assertThat(gguf.tensors().get("blk.1.attn_k.weight").sizes()).containsExactly(64L, 32L);
        assertThat(gguf.tensors().get("blk.1.ffn_down.weight").sizes()).containsExactly(96L, 64L);
    }

    @Test
    void aGgufFileSaysWhatLlamaCppAsksFor() throws IOException {
        Path file = folder.resolve("small.gguf");
        GgufFile.write(file, SMALL, BlockFormat.Q8_0);
        GgufReader gguf = new GgufReader(file);
        assertThat(gguf.value("general.architecture")).isEqualTo("llama");
        assertThat(gguf.value("general.file_type")).isEqualTo(7);
        assertThat(gguf.value("llama.block_count")).isEqualTo(2);
        assertThat(gguf.value("llama.rope.dimension_count")).isEqualTo(16);
        assertThat(gguf.value("llama.attention.head_count_kv")).isEqualTo(2);
        assertThat(gguf.value("llama.attention.layer_norm_rms_epsilon")).isEqualTo(1e-5f);
        List<?> tokens = (List<?>) gguf.value("tokenizer.ggml.tokens");
        List<?> types = (List<?>) gguf.value("tokenizer.ggml.token_type");
        assertThat(tokens).hasSize(300).doesNotHaveDuplicates();
        assertThat(types).hasSize(300);
        assertThat(tokens.get(13)).isEqualTo("<0x0A>");
        assertThat(types.get(13)).isEqualTo(6);
    }

    @Test
    void vectorsAreOnesAndMatricesAreNot() throws IOException {
        Path file = folder.resolve("small.gguf");
        GgufFile.write(file, SMALL, BlockFormat.F32);
        GgufReader gguf = new GgufReader(file);
        assertThat(gguf.bytes(gguf.tensors().get("output_norm.weight")).getFloat())
                .isEqualTo(1);
        ByteBuffer head = gguf.bytes(gguf.tensors().get("output.weight"));
        double squares = 0;
        int elements = 300 * 64;
        for (int i = 0; i < elements; i++) {
            float weight = head.getFloat();
            squares += (double) weight * weight;
        }
        // Of 19,200 normal numbers the mean square lies within 5 standard errors, 5 * sqrt(2 / 19200).
        assertThat(squares / elements * 64).isBetween(0.95, 1.05);
    }

    @ParameterizedTest
    @EnumSource(JlamaFolder.Format.class)
    void aJlamaFolderHoldsEveryTensorOnceWithoutGaps(JlamaFolder.Format format) throws IOException {
        JlamaFolder.write(folder, SMALL, format);
        byte[] bytes = Files.readAllBytes(folder.resolve("model.safetensors"));
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode tensors = new ObjectMapper().readTree(bytes, Long.BYTES, length);
        long end = 0;
        for (JsonNode tensor : tensors) {
            assertThat(tensor.at("/data_offsets/0").asLong()).isEqualTo(end);
            end = tensor.at("/data_offsets/1").asLong();
        }
        assertThat(end).isEqualTo(JlamaFolder.bytes(SMALL, format)).isEqualTo(bytes.length - Long.BYTES - length);
        assertThat(tensors.at("/model.layers.1.mlp.down_proj.weight/dtype").asText())
                .isEqualTo(format.name());
        assertThat(tensors.at("/model.norm.weight/dtype").asText()).isEqualTo("F32");
    }

    @Test
    void fourBitsOfJlamaHaveTheirScalesBeside() throws IOException {
        JlamaFolder.write(folder, SMALL, JlamaFolder.Format.Q4);
        byte[] bytes = Files.readAllBytes(folder.resolve("model.safetensors"));
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) file.getLong();
        JsonNode tensors = new ObjectMapper().readTree(bytes, Long.BYTES, length);
        JsonNode halves = tensors.path("lm_head.weight");
        JsonNode scales = tensors.path("lm_head.weight.qb");
        assertThat(scales.path("shape").toString()).isEqualTo("[300,2]");
        int data = Long.BYTES + length;
        int atHalves = data + halves.at("/data_offsets/0").asInt();
        int atScales = data + scales.at("/data_offsets/0").asInt();
        double squares = 0;
        int elements = 300 * 64;
        for (int i = 0; i < elements / 2; i++) {
            float scale = file.getFloat(atScales + i / 16 * Float.BYTES);
            int pair = bytes[atHalves + i];
            squares += Math.pow(scale * ((pair & 15) - 8), 2) + Math.pow(scale * ((pair >> 4 & 15) - 8), 2);
        }
        // As above, and some 1 % of the squares is rounding.
        assertThat(squares / elements * 64).isBetween(0.93, 1.08);
    }
}
