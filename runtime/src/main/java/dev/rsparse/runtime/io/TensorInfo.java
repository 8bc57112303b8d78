package dev.rsparse.runtime.io;

import java.util.List;

/// One tensor of a safetensors file, as its header describes it. Elements are row-major and little-endian.
///
/// @param name the tensor's name
/// @param type its element type
/// @param shape extents, outermost first; empty for a scalar
/// @param offset of its first byte, from the start of the file
/// @param byteSize bytes it takes
public record TensorInfo(String name, ElementType type, List<Long> shape, long offset, long byteSize) {

    public TensorInfo {
        shape = List.copyOf(shape);
    }
}
