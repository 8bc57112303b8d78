package dev.rsparse.compiler.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static final Path QUILL = Path.of("../examples/quill");

    @TempDir
    Path folder;

    private void writeShard(String file, String... tensors) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String tensor : tensors) {
            writer.add(tensor, ElementType.U8, List.of(1L), bytes(ByteBuffer.allocate(1)));
        }
        writer.write(folder.resolve(file));
    }

    private void writeIndex(String weightMap) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": " + weightMap + "}");
    }

    private static SafetensorsWriter.Source bytes(ByteBuffer buffer) {
        return SafetensorsWriter.Source.of(MemorySegment.ofBuffer(buffer.rewind()));
    }

    private WeightFileException refusal(String pattern) {
        WeightFileException problem = catchThrowableOfType(
                WeightFileException.class,
                () -> Checkpoint.open(folder, pattern).close());
        assertThat(problem).isNotNull();
        return problem;
    }

    private WeightFileException refusal() {
        return refusal(Checkpoint.DEFAULT_PATTERN);
    }

    @Test
    void knowsNamesAndTypesOfTheExampleModel() {
        try (Checkpoint checkpoint = Checkpoint.open(QUILL)) {
            assertThat(checkpoint.names()).hasSize(74).isSorted();
            assertThat(checkpoint.find("model.layers.3.mlp.down_proj.weight"))
                    .contains(TensorType.of(DType.BF16, 256, 704));
            assertThat(checkpoint.find("lm_head.weight")).isEmpty();
        }
    }

    @Test
    void digestsTheBytesOfEachFile() {
        try (Checkpoint checkpoint = Checkpoint.open(QUILL)) {
            assertThat(checkpoint.digests())
                    .isEqualTo(Map.of(
                            "model.safetensors",
                            "sha256:21fac54fb5b98752dc72b7407a0f5f8e2ed5e788ad512a166b2c36390b3026d5"));
        }
    }

    @Test
    void widensEveryTypeExactly() throws IOException {
        float[] values = {1f, -0f, 0.15625f, Float.POSITIVE_INFINITY};
        ByteBuffer full = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer half = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer brain = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            full.putFloat(value);
            half.putShort(Float.floatToFloat16(value));
            brain.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        }
        new SafetensorsWriter()
                .add("odd", ElementType.U8, List.of(1L), bytes(ByteBuffer.allocate(1)))
                .add("F32", ElementType.F32, List.of(2L, 2L), bytes(full))
                .add("F16", ElementType.F16, List.of(4L), bytes(half))
                .add("BF16", ElementType.BF16, List.of(4L), bytes(brain))
                .write(folder.resolve("model.safetensors"));

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            for (String tensor : List.of("F32", "F16", "BF16")) {
                float[] into = new float[6];
                checkpoint.read(tensor, 1, into, 2, 3);
                assertThat(into).as(tensor).containsExactly(0, 0, -0f, 0.15625f, Float.POSITIVE_INFINITY, 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void piecesOfRowsAreTheirNumbersOneByOne(ElementType type) throws IOException {
        int width = 75;
        ByteBuffer elements = ByteBuffer.allocate(4 * 5 * width);
        new Random(1).nextBytes(elements.array());
        int bytes = (int) type.byteSize(List.of(5L, (long) width));
        new SafetensorsWriter()
                .add("odd", ElementType.U8, List.of(1L), bytes(ByteBuffer.allocate(1)))
                .add("w", type, List.of(5L, (long) width), bytes(elements.limit(bytes)))
                .write(folder.resolve("model.safetensors"));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            for (int length : new int[] {1, 15, 16, 33, 70}) {
                float[] pieces = new float[4 * (length + 2)];
                checkpoint.read("w", width + 3, new WeightSource.Pieces(4, length, width, length + 2), pieces);
                float[] expected = new float[pieces.length];
                for (int i = 0; i < 4 * length; i++) {
                    long from = width + 3 + (long) (i / length) * width + i % length;
                    checkpoint.read("w", from, expected, i / length * (length + 2) + i % length, 1);
                }
                assertThat(pieces).containsExactly(expected);
            }
        }
    }

    @Test
    void refusesToReadPastEitherEnd() {
        String norm = "model.norm.weight";
        try (Checkpoint checkpoint = Checkpoint.open(QUILL)) {
            checkpoint.read(norm, 256, new float[0], 0, 0);
            assertThatThrownBy(() -> checkpoint.read(norm, 250, new float[7], 0, 7))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> checkpoint.read(norm, -1, new float[7], 0, 7))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> checkpoint.read(norm, 0, new float[6], 0, 7))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> checkpoint.read(norm, 0, new WeightSource.Pieces(2, 7, 250, 7), new float[14]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void refusesOtherTypesOnlyWhenAskedForThem() throws IOException {
        writeShard("model.safetensors", "mask");

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.names()).containsExactly("mask");
            assertThat(checkpoint.segment("mask").byteSize()).isOne();
            assertThatThrownBy(() -> checkpoint.find("mask"))
                    .hasMessageContaining("tensor \"mask\": expected F32, F16 or BF16, found U8");
        }
    }

    @Test
    void namesTheTensorThatIsNotThere() {
        try (Checkpoint checkpoint = Checkpoint.open(QUILL)) {
            assertThatThrownBy(() -> checkpoint.read("w", 0, new float[1], 0, 1))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining("the checkpoint has no tensor \"w\"");
        }
    }

    @Test
    void gathersShardsByPattern() throws IOException {
        writeShard("model-2.safetensors", "b");
        writeShard("model-1.safetensors", "a", "c");
        writeShard("other.safetensors", "d");

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.names()).containsExactly("a", "b", "c");
            assertThat(checkpoint.digests()).containsOnlyKeys("model-1.safetensors", "model-2.safetensors");
        }
    }

    @Test
    void refusesATensorInTwoFiles() throws IOException {
        writeShard("model-1.safetensors", "a");
        writeShard("model-2.safetensors", "a");

        assertThat(refusal().kind()).isEqualTo(Kind.DUPLICATE_NAME);
        assertThat(refusal()).hasMessageContaining("tensor \"a\" is in model-1.safetensors too");
    }

    @Test
    void refusesAFolderWithoutMatchingFiles() {
        assertThat(refusal().kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(refusal()).hasMessageContaining("no file here matches \"model*.safetensors\"");
    }

    @Test
    void refusesAFileInPlaceOfAFolder() {
        assertThatThrownBy(() -> Checkpoint.open(QUILL.resolve("model.safetensors")))
                .hasMessageContaining("expected a folder, found a file");
    }

    @Test
    void refusesAMalformedPattern() {
        assertThat(refusal("model{").kind()).isEqualTo(Kind.BAD_NAME);
    }

    @Test
    void followsTheIndexWhenThereIsOne() throws IOException {
        writeShard("model-1.safetensors", "a", "unlisted");
        writeShard("model-2.safetensors", "b");
        writeShard("model-old.safetensors", "a");
        writeIndex("{\"b\": \"model-2.safetensors\", \"a\": \"model-1.safetensors\"}");

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.names()).containsExactly("a", "b");
            assertThat(checkpoint.digests()).containsOnlyKeys("model-1.safetensors", "model-2.safetensors");
        }
    }

    @Test
    void leavesTheIndexAsideForOtherPatterns() throws IOException {
        writeShard("adapter.safetensors", "a");
        writeIndex("{\"b\": \"missing.safetensors\"}");

        try (Checkpoint checkpoint = Checkpoint.open(folder, "adapter*.safetensors")) {
            assertThat(checkpoint.names()).containsExactly("a");
        }
    }

    @Test
    void refusesAnIndexThatNamesAMissingShard() throws IOException {
        writeIndex("{\"b\": \"model-2.safetensors\"}");

        assertThat(refusal().kind()).isEqualTo(Kind.WRONG_INDEX);
        assertThat(refusal()).hasMessageContaining("names the shard model-2.safetensors, which is not in the folder");
    }

    @Test
    void refusesAnIndexThatPutsATensorInTheWrongShard() throws IOException {
        writeShard("model-1.safetensors", "a");
        writeShard("model-2.safetensors", "b");
        writeIndex("{\"a\": \"model-2.safetensors\", \"b\": \"model-1.safetensors\"}");

        assertThat(refusal().kind()).isEqualTo(Kind.WRONG_INDEX);
        assertThat(refusal())
                .hasMessageContaining("expected tensor \"a\" in model-2.safetensors, found it in model-1.safetensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../m.safetensors", "/m.safetensors", "a/m.safetensors", "..", ".", "", "c:m", "a\\\\m"})
    void refusesShardNamesThatLeadElsewhere(String shard) throws IOException {
        writeIndex("{\"a\": \"" + shard + "\"}");

        assertThat(refusal().kind()).isEqualTo(Kind.BAD_NAME);
        assertThat(refusal()).hasMessageContaining("expected the name of a file in this folder");
    }

    @Test
    void refusesAnIndexWithoutAWeightMap() throws IOException {
        writeIndex("[]");

        assertThat(refusal().kind()).isEqualTo(Kind.CORRUPT_HEADER);
    }

    @Test
    void refusesADamagedShard() throws IOException {
        writeShard("model-1.safetensors", "a");
        Files.write(folder.resolve("model-2.safetensors"), new byte[4]);

        assertThat(refusal().kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(refusal().path()).isEqualTo(folder.resolve("model-2.safetensors"));
    }
}
