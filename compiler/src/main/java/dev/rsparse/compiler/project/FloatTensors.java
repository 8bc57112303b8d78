package dev.rsparse.compiler.project;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.SafetensorsWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// Arrays of floats as tensors of a safetensors file.
final class FloatTensors {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FloatTensors() {}

    static float[] read(SafetensorsFile file, String name) {
        return file.segment(name).toArray(FLOAT);
    }

    static void add(SafetensorsWriter writer, String name, List<Long> shape, float[] data) {
        writer.add(name, ElementType.F32, shape, out -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = arena.allocate(Math.max(1, (long) data.length * Float.BYTES));
                MemorySegment.copy(data, 0, bytes, FLOAT, 0, data.length);
                SafetensorsWriter.Source.of(bytes.asSlice(0, (long) data.length * Float.BYTES))
                        .writeTo(out);
            }
        });
    }
}
