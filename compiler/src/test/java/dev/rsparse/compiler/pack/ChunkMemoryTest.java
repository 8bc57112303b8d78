package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class ChunkMemoryTest {

    @Test
    void smallerChunksLieInTheMemoryOfLargerOnes() {
        try (ChunkMemory chunks = new ChunkMemory()) {
            MemorySegment large = chunks.of(100);
            assertThat(large.byteSize()).isEqualTo(100);
            MemorySegment small = chunks.of(10);
            assertThat(small.byteSize()).isEqualTo(10);
            assertThat(small.address()).isEqualTo(large.address());
            assertThat(chunks.of(1000).byteSize()).isEqualTo(1000);
        }
    }

    @Test
    void aLargerChunkAndTheEndFreeWhatWasBefore() {
        ChunkMemory chunks = new ChunkMemory();
        MemorySegment first = chunks.of(10);
        MemorySegment second = chunks.of(20);
        assertThatThrownBy(() -> first.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        chunks.close();
        assertThatThrownBy(() -> second.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }
}
