package dev.rsparse.runtime.io;

import static dev.rsparse.runtime.io.SafetensorsBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("model.safetensors");
    }

    private void assertRefused(String header, int dataBytes, Kind kind, String message) throws IOException {
        Path file = SafetensorsBytes.write(file(), header, dataBytes);
        assertRefused(file, kind, message);
    }

    private static void assertRefused(Path file, Kind kind, String message) {
        WeightFileException problem = catchThrowableOfType(
                WeightFileException.class, () -> SafetensorsFile.open(file).close());
        assertThat(problem).as("%s is refused", file).isNotNull();
        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.path()).isEqualTo(file);
        assertThat(problem).hasMessageStartingWith(file + ": ").hasMessageContaining(message);
    }

    @Test
    void readsTheExampleModel() {
        try (SafetensorsFile file = SafetensorsFile.open(Path.of("../examples/quill/model.safetensors"))) {
            TensorInfo embedding = file.find("model.embed_tokens.weight").orElseThrow();

            assertThat(embedding.type()).isEqualTo(ElementType.BF16);
            assertThat(embedding.shape()).containsExactly(4096L, 256L);
            assertThat(file.names()).hasSize(74).contains("model.norm.weight");
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(file.bytes().byteSize()).isEqualTo(13_910_360);
        }
    }

    @Test
    void slicesTensorsInPlaceAndReadOnly() throws IOException {
        String header = "{" + tensor("b", "U8", "[3]", 2, 5) + "," + tensor("a", "I16", "[]", 0, 2) + "}   ";
        try (SafetensorsFile file = SafetensorsFile.open(SafetensorsBytes.write(file(), header, 5))) {
            MemorySegment segment = file.segment("b");

            assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 3, 4);
            assertThat(segment.isReadOnly()).isTrue();
            assertThat(segment.isMapped()).isTrue();
            assertThat(file.names()).containsExactly("b", "a");
            assertThat(file.find("c")).isEmpty();
        }
    }

    @Test
    void acceptsAFileWithoutTensors() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(SafetensorsBytes.write(file(), "{}", 0))) {
            assertThat(file.names()).isEmpty();
        }
    }

    @Test
    void acceptsEmptyTensorsAnywhere() throws IOException {
        String header = "{" + tensor("first", "F32", "[0,9223372036854775807,2]", 0, 0) + ","
                + tensor("full", "U8", "[4]", 0, 4) + "," + tensor("last", "F16", "[3,0]", 4, 4) + "}";
        try (SafetensorsFile file = SafetensorsFile.open(SafetensorsBytes.write(file(), header, 4))) {
            assertThat(file.segment("first").byteSize()).isZero();
            assertThat(file.segment("last").byteSize()).isZero();
            assertThat(file.segment("full").byteSize()).isEqualTo(4);
        }
    }

    @Test
    void readsAHeaderOfManyPages() throws IOException {
        String header = IntStream.range(0, 500)
                .mapToObj(i -> tensor("tensor." + i, "U8", "[1]", i, i + 1))
                .collect(Collectors.joining(",", "{", "}"));
        try (SafetensorsFile file = SafetensorsFile.open(SafetensorsBytes.write(file(), header, 500))) {
            assertThat(header.length()).isGreaterThan(4096);
            assertThat(file.segment("tensor.300").get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 300);
        }
    }

    @Test
    void namesTheTensorThatIsNotThere() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(SafetensorsBytes.write(file(), "{}", 0))) {
            assertThatThrownBy(() -> file.segment("w")).hasMessageContaining("holds no tensor called \"w\"");
        }
    }

    @Test
    void refusesUseAfterClose() throws IOException {
        SafetensorsFile file =
                SafetensorsFile.open(SafetensorsBytes.write(file(), "{" + tensor("a", "U8", "[1]", 0, 1) + "}", 1));
        MemorySegment segment = file.segment("a");
        file.close();
        file.close();

        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAMissingFile() {
        assertRefused(file(), Kind.UNREADABLE, "no such file");
    }

    @Test
    void refusesADirectory() {
        assertRefused(folder, Kind.UNREADABLE, "expected a file, found a directory");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        assertRefused(Files.createFile(file()), Kind.TRUNCATED, "expected at least 8 bytes, found 0");
    }

    @Test
    void refusesAFileCutInItsHeader() throws IOException {
        Files.write(file(), SafetensorsBytes.of(100, "{\"a\":".getBytes(StandardCharsets.UTF_8), 0));

        assertRefused(file(), Kind.TRUNCATED, "expected a header of 100 bytes, found a file of 13");
    }

    @Test
    void refusesAFileCutInItsData() throws IOException {
        String header = "{" + tensor("a", "F32", "[2]", 0, 8) + "}";

        assertRefused(header, 7, Kind.TRUNCATED, "expected a file of ");
    }

    @Test
    void refusesAnAbsurdHeaderLength() throws IOException {
        Files.write(file(), SafetensorsBytes.of(-1, "{}".getBytes(StandardCharsets.UTF_8), 0));

        assertRefused(file(), Kind.CORRUPT_HEADER, "found a length field of 18446744073709551615");
    }

    @Test
    void saysHowToReplaceAGitLfsPointer() throws IOException {
        Files.writeString(file(), "version https://git-lfs.github.com/spec/v1\noid sha256:00\n");

        assertRefused(file(), Kind.CORRUPT_HEADER, "run 'git lfs pull'");
    }

    @Test
    void refusesAHeaderThatIsNotJson() throws IOException {
        assertRefused("{\"a\":}", 0, Kind.CORRUPT_HEADER, "expected a value, found '}' at line 1, column 6");
    }

    @Test
    void refusesAHeaderThatIsNotAnObject() throws IOException {
        assertRefused("[1]", 0, Kind.CORRUPT_HEADER, "expected a header that starts with '{'");
    }

    @Test
    void refusesATensorThatIsNotAnObject() throws IOException {
        assertRefused("{\"a\":1}", 0, Kind.CORRUPT_HEADER, "expected tensor \"a\" to be an object, found 1");
    }

    @Test
    void refusesUnknownFields() throws IOException {
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":1}}";

        assertRefused(header, 0, Kind.CORRUPT_HEADER, "unknown field \"x\"");
    }

    @Test
    void refusesMissingFields() throws IOException {
        assertRefused("{\"a\":{}}", 0, Kind.CORRUPT_HEADER, "tensor \"a\": expected a dtype, found null");
    }

    @Test
    void refusesMetadataThatIsNotText() throws IOException {
        assertRefused("{\"__metadata__\":{\"k\":1}}", 0, Kind.CORRUPT_HEADER, "expected a string under __metadata__.k");
    }

    @Test
    void refusesNegativeAndFractionalExtents() throws IOException {
        for (String shape : List.of("[-1]", "[1.5]", "[\"1\"]", "[99999999999999999999]")) {
            String header = "{" + tensor("a", "U8", shape, 0, 1) + "}";
            assertRefused(header, 1, Kind.CORRUPT_HEADER, "expected whole numbers from 0 in shape");
        }
    }

    @Test
    void refusesUnknownTypes() throws IOException {
        assertRefused("{" + tensor("a", "F31", "[1]", 0, 4) + "}", 4, Kind.UNSUPPORTED_TYPE, "unknown dtype \"F31\"");
    }

    @Test
    void refusesAShapeThatDoesNotFillItsRange() throws IOException {
        String message = "tensor \"a\": expected 12 bytes for F32[3], found a range of 8";

        assertRefused("{" + tensor("a", "F32", "[3]", 0, 8) + "}", 8, Kind.SIZE_MISMATCH, message);
    }

    @Test
    void refusesAShapeWhoseSizeOverflows() throws IOException {
        String shape = "[4294967296,4294967296]";
        String message = "expected a countable number of bytes";

        assertRefused("{" + tensor("a", "F32", shape, 0, 0) + "}", 0, Kind.SIZE_MISMATCH, message);
    }

    @Test
    void refusesRangesThatEndBeforeTheyStart() throws IOException {
        assertRefused("{" + tensor("a", "U8", "[1]", 2, 1) + "}", 2, Kind.OUT_OF_RANGE, "are not a range");
    }

    @Test
    void refusesRangesOutsideTheFile() throws IOException {
        assertRefused("{" + tensor("a", "U8", "[4]", 100, 104) + "}", 4, Kind.OUT_OF_RANGE, "expected a start at byte");
        long end = Long.MAX_VALUE;
        assertRefused("{" + tensor("a", "U8", "[1]", end - 1, end) + "}", 1, Kind.OUT_OF_RANGE, "are not a range");
    }

    @Test
    void refusesOverlap() throws IOException {
        String header = "{" + tensor("a", "U8", "[4]", 0, 4) + "," + tensor("b", "U8", "[4]", 3, 7) + "}";

        assertRefused(header, 7, Kind.OVERLAP, "which belong to another tensor too");
    }

    @Test
    void refusesTwoTensorsOnTheSameBytes() throws IOException {
        String header = "{" + tensor("a", "U8", "[4]", 0, 4) + "," + tensor("b", "U8", "[4]", 0, 4) + "}";

        assertRefused(header, 4, Kind.OVERLAP, "which belong to another tensor too");
    }

    @Test
    void refusesHoles() throws IOException {
        String header = "{" + tensor("a", "U8", "[2]", 0, 2) + "," + tensor("b", "U8", "[2]", 3, 5) + "}";

        assertRefused(header, 5, Kind.HOLE, "which leaves bytes that belong to no tensor");
    }

    @Test
    void refusesTrailingBytes() throws IOException {
        assertRefused("{" + tensor("a", "U8", "[2]", 0, 2) + "}", 3, Kind.TRAILING_BYTES, "found 1 more");
    }

    @Test
    void refusesANameThatStandsTwice() throws IOException {
        String header = "{" + tensor("a", "U8", "[1]", 0, 1) + "," + tensor("a", "U8", "[1]", 1, 2) + "}";

        assertRefused(header, 2, Kind.DUPLICATE_NAME, "key \"a\" stands twice");
    }
}
