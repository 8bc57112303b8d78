package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.DType;
import java.util.List;

/// A tensor of the model whose elements are made when they are written.
///
/// @param type how elements are stored
/// @param elements from front to back, in row-major order
record Initializer(String name, DType type, List<Long> dims, Elements elements) {

    /// Where elements come from.
    @FunctionalInterface
    interface Elements {

        /// Puts elements `from`, … at the start of `into`.
        void read(long from, float[] into, int count);
    }

    Initializer {
        dims = List.copyOf(dims);
    }

    long count() {
        return dims.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    long bytes() {
        return Math.multiplyExact(count(), (long) type.bytes());
    }
}
