package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.io.SafetensorsWriter.Source;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    private static Source bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Source.of(MemorySegment.ofArray(bytes));
    }

    @Test
    void writesWhatTheReaderReadsBack() throws IOException {
        Path path = folder.resolve("out.safetensors");
        new SafetensorsWriter()
                .metadata("note", "a \"quoted\"\nnote")
                .add("z", ElementType.I16, List.of(2L), bytes(1, 2, 3, 4))
                .add("é", ElementType.F32, List.of(), bytes(0, 0, 128, 63))
                .add("empty", ElementType.BF16, List.of(0L, 5L), bytes())
                .write(path);

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).containsExactly("z", "é", "empty");
            assertThat(file.metadata()).containsEntry("note", "a \"quoted\"\nnote");
            assertThat(file.segment("z").toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3, 4);
            assertThat(file.segment("é").get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0))
                    .isEqualTo(1f);
            assertThat(file.find("z").orElseThrow().offset() % SafetensorsWriter.ALIGNMENT)
                    .isZero();
        }
    }

    @Test
    void writesTheSameBytesForTheSameCalls() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        for (Path path : List.of(first, second)) {
            new SafetensorsWriter()
                    .metadata("b", "1")
                    .metadata("a", "2")
                    .add("w", ElementType.U8, List.of(1L), bytes(7))
                    .write(path);
        }

        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Files.readString(first, StandardCharsets.ISO_8859_1))
                .contains("{\"__metadata__\":{\"b\":\"1\",\"a\":\"2\"},\"w\":{\"dtype\":\"U8\"");
    }

    @Test
    void writesAFileWithoutTensors() throws IOException {
        Path path = folder.resolve("none");
        new SafetensorsWriter().write(path);

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).isEmpty();
            assertThat(file.bytes().byteSize()).isEqualTo(SafetensorsWriter.ALIGNMENT);
        }
    }

    @Test
    void streamsTensorsInPieces() throws IOException {
        Path path = folder.resolve("streamed");
        int pieces = 1000;
        Source source = out -> {
            for (int i = 0; i < pieces; i++) {
                out.write(ByteBuffer.wrap(new byte[] {(byte) i, 0, 0, 0}));
            }
        };
        new SafetensorsWriter()
                .add("w", ElementType.I32, List.of((long) pieces), source)
                .write(path);

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.segment("w").get(ValueLayout.JAVA_BYTE, 4 * 999)).isEqualTo((byte) 999);
        }
    }

    @Test
    void refusesASourceThatGivesTooFewBytesAndLeavesNoFile() {
        SafetensorsWriter writer = new SafetensorsWriter().add("w", ElementType.F32, List.of(2L), bytes(1, 2, 3));

        assertThatThrownBy(() -> writer.write(folder.resolve("bad")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor \"w\" has 8 bytes, its source gave 3");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesNamesThatAreTakenOrReserved() {
        SafetensorsWriter writer = new SafetensorsWriter().add("w", ElementType.U8, List.of(0L), bytes());

        assertThatThrownBy(() -> writer.add("w", ElementType.U8, List.of(0L), bytes()))
                .hasMessage("tensor name \"w\" is taken");
        assertThatThrownBy(() -> writer.add("__metadata__", ElementType.U8, List.of(0L), bytes()))
                .hasMessage("tensor name \"__metadata__\" is taken");
    }

    @Test
    void refusesShapesWhoseSizeCannotBeCounted() {
        SafetensorsWriter writer = new SafetensorsWriter();

        assertThatThrownBy(() -> writer.add("w", ElementType.F32, List.of(1L << 40, 1L << 40), bytes()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.add("w", ElementType.F32, List.of(-1L), bytes()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.add("w", ElementType.F4, List.of(3L), bytes()))
                .hasMessageContaining("12 bits are not a whole number of bytes");
    }
}
