package dev.rsparse.compiler.pack;

import dev.rsparse.runtime.io.SafetensorsWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory for one chunk after the other, outside the heap: the system takes about as long to find new memory for a
/// chunk as to write it.
final class ChunkMemory implements AutoCloseable {

    /// Shared: strips are written by several threads.
    private Arena arena = Arena.ofShared();

    private MemorySegment memory = MemorySegment.NULL;

    /// `bytes` bytes of any content, until the next call.
    MemorySegment of(long bytes) {
        if (memory.byteSize() < bytes) {
            arena.close();
            arena = Arena.ofShared();
            memory = arena.allocate(bytes, SafetensorsWriter.ALIGNMENT);
        }
        return memory.asSlice(0, bytes);
    }

    @Override
    public void close() {
        arena.close();
    }
}
