package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.onnx.ElementWriter;
import dev.rsparse.compiler.onnx.NewTensor;
import dev.rsparse.compiler.onnx.OnnxType;
import java.io.IOException;
import java.util.List;

/// A tensor of the model whose elements are made when they are written.
///
/// @param type how elements are stored
/// @param elements from front to back, in row-major order
record Initializer(String name, DType type, List<Long> dims, Elements elements) {

    private static final int CHUNK = 1 << 20;

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

    /// The tensor as it is written.
    NewTensor tensor() {
        return new NewTensor(name, type(type), dims, this::writeTo);
    }

    private static OnnxType type(DType type) {
        return switch (type) {
            case F32 -> OnnxType.F32;
            case F16 -> OnnxType.F16;
            case BF16 -> OnnxType.BF16;
            case I32 -> throw new IllegalArgumentException("weights are floats");
        };
    }

    private void writeTo(ElementWriter out) throws IOException {
        float[] numbers = new float[(int) Math.min(CHUNK, count())];
        for (long from = 0; from < count(); from += CHUNK) {
            int count = (int) Math.min(CHUNK, count() - from);
            elements.read(from, numbers, count);
            for (int i = 0; i < count; i++) {
                out.put(numbers[i]);
            }
        }
    }
}
