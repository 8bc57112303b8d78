package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("x.npy");
    }

    private void write(String dictionary, int floats) throws IOException {
        byte[] header = (dictionary + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) 1).put((byte) 0).putShort((short) header.length).put(header);
        Files.write(file, bytes.array());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        float[] data = {1, -2.5f, 3, 4, Float.MIN_VALUE, 6};
        NpyFile.write(file, data, 2, 3);
        NpyFile.Rows rows = NpyFile.read(file);
        assertThat(rows.data()).containsExactly(data);
        assertThat(rows.width()).isEqualTo(3);
        assertThat(rows.count()).isEqualTo(2);
    }

    @Test
    void anArrayOfOneAxisIsOneRow() throws IOException {
        write("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", 5);
        assertThat(NpyFile.read(file).width()).isEqualTo(5);
        assertThat(NpyFile.read(file).count()).isEqualTo(1);
    }

    @Test
    void rowsOfAnArrayOfMoreAxesGoByTheFirst() throws IOException {
        write("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }", 24);
        assertThat(NpyFile.read(file).width()).isEqualTo(12);
        assertThat(NpyFile.read(file).count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
                "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3), }",
                ""
            })
    void refusesArraysOfAnotherKind(String dictionary) throws IOException {
        write(dictionary, 6);
        assertThatThrownBy(() -> NpyFile.read(file))
                .isInstanceOf(NpyFile.FormatException.class)
                .hasMessageContaining("row-major float32");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 7})
    void refusesAnotherNumberOfBytesThanTheHeaderSays(int floats) throws IOException {
        write("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", floats);
        assertThatThrownBy(() -> NpyFile.read(file))
                .isInstanceOf(NpyFile.FormatException.class)
                .hasMessageContaining("2 rows of 3");
    }

    @Test
    void refusesFilesThatAreNoArrays() throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> NpyFile.read(file)).isInstanceOf(NpyFile.FormatException.class);
        Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 100, 0});
        assertThatThrownBy(() -> NpyFile.read(file)).hasMessageContaining("ends inside its header");
        Files.delete(file);
        assertThatThrownBy(() -> NpyFile.read(file)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anArrayOfAnyTypeIsReadAsItsHeaderSays() throws IOException {
        write("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 3), }", 6);
        NpyArray array = NpyArray.read(file);
        assertThat(array.descr()).isEqualTo("<i8");
        assertThat(array.fortranOrder()).isFalse();
        assertThat(array.shape()).containsExactly(1L, 3L);
        assertThat(array.data().remaining()).isEqualTo(24);
        assertThat(array.data().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void aSingleNumberHasNoAxes() throws IOException {
        write("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 1);
        assertThat(NpyArray.read(file).shape()).isEmpty();
    }

    @Test
    void laterVersionsHaveLongerHeaders() throws IOException {
        byte[] header = "{'descr': '|b1', 'fortran_order': True, 'shape': (2,), }\n".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(12 + header.length + 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) 2).put((byte) 0).putInt(header.length).put(header).put((byte) 1);
        Files.write(file, bytes.array());
        NpyArray array = NpyArray.read(file);
        assertThat(array.fortranOrder()).isTrue();
        assertThat(array.data().get(0)).isEqualTo((byte) 1);
        Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 1, 0, 0, 0, 0});
        assertThatThrownBy(() -> NpyArray.read(file)).hasMessageContaining("format 9");
    }
}
