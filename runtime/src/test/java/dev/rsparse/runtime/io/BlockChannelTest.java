package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockChannelTest {

    private static final int BLOCK = 4 << 20;

    @TempDir
    Path folder;

    private FileChannel open() throws IOException {
        return FileChannel.open(folder.resolve("file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /// More than all blocks, whole blocks, less than one, and nothing.
    @ParameterizedTest
    @CsvSource({"70000001, true", "70000001, false", "8388608, true", "5, false", "0, true"})
    void theFileHoldsTheBytesInOrder(int size, boolean toDisk) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try (FileChannel file = open();
                BlockChannel blocks = new BlockChannel(file, toDisk)) {
            for (int at = 0; at < size; at += 3_000_001) {
                blocks.write(ByteBuffer.wrap(bytes, at, Math.min(3_000_001, size - at)));
            }
            blocks.flush();
            assertThat(blocks.taken()).isEqualTo(size);
            assertThat(file.size()).isEqualTo(size);
        }
        assertThat(Files.readAllBytes(folder.resolve("file"))).isEqualTo(bytes);
    }

    @Test
    void takesMoreAfterItWasFlushed() throws IOException {
        try (FileChannel file = open();
                BlockChannel blocks = new BlockChannel(file, false)) {
            blocks.write(ByteBuffer.wrap(new byte[] {1, 2}));
            blocks.flush();
            blocks.write(ByteBuffer.wrap(new byte[] {3}));
            blocks.flush();
        }
        assertThat(Files.readAllBytes(folder.resolve("file"))).containsExactly(1, 2, 3);
    }

    @Test
    void tellsWhatWentWrongWhereBytesAreGivenLaterOrFlushed() throws IOException {
        FileChannel file = open();
        file.close();
        try (BlockChannel blocks = new BlockChannel(file, false)) {
            assertThatThrownBy(() -> {
                        for (int block = 0; block < 20; block++) {
                            blocks.write(ByteBuffer.allocate(BLOCK));
                        }
                    })
                    .isInstanceOf(ClosedChannelException.class);
            assertThat(blocks.isOpen()).isFalse();
        }
        try (BlockChannel blocks = new BlockChannel(file, false)) {
            blocks.write(ByteBuffer.allocate(1));
            assertThatThrownBy(blocks::flush).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void closingLeavesTheFileOpenAndDropsWhatWasNotFlushed() throws IOException {
        try (FileChannel file = open()) {
            BlockChannel blocks = new BlockChannel(file, false);
            blocks.write(ByteBuffer.allocate(3));
            blocks.close();
            assertThat(file.isOpen()).isTrue();
            assertThat(file.size()).isZero();
        }
    }
}
