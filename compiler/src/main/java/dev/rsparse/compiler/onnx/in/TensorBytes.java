package dev.rsparse.compiler.onnx.in;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Tensors of the runtime ↔ little-endian bytes.
public final class TensorBytes {

    private TensorBytes() {}

    /// A tensor with a copy of the elements.
    ///
    /// @param bytes row-major little-endian elements from position 0 on, as many as the shape has
    /// @throws IllegalArgumentException when the shape has too many elements for a tensor
    public static Tensor tensor(ElementType type, List<Long> dims, ByteBuffer bytes) {
        int[] shape = dims.stream().mapToInt(Math::toIntExact).toArray();
        Tensor tensor = Tensor.of(type, shape);
        ByteBuffer from = bytes.duplicate().rewind().order(ByteOrder.LITTLE_ENDIAN);
        int count = tensor.count();
        switch (tensor.data()) {
            case float[] array -> from.asFloatBuffer().get(array, 0, count);
            case double[] array -> from.asDoubleBuffer().get(array, 0, count);
            case long[] array -> from.asLongBuffer().get(array, 0, count);
            case int[] array -> from.asIntBuffer().get(array, 0, count);
            case short[] array -> from.asShortBuffer().get(array, 0, count);
            case byte[] array -> from.get(array, 0, count);
            default -> throw new IllegalStateException("no elements: " + tensor);
        }
        return tensor;
    }

    /// A copy of the elements of a tensor, row-major and little-endian.
    public static ByteBuffer bytes(Tensor tensor) {
        int count = tensor.count();
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.multiplyExact(count, tensor.type().bits() / Byte.SIZE))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.data()) {
            case float[] array -> bytes.asFloatBuffer().put(array, 0, count);
            case double[] array -> bytes.asDoubleBuffer().put(array, 0, count);
            case long[] array -> bytes.asLongBuffer().put(array, 0, count);
            case int[] array -> bytes.asIntBuffer().put(array, 0, count);
            case short[] array -> bytes.asShortBuffer().put(array, 0, count);
            case byte[] array -> bytes.put(array, 0, count).rewind();
            default -> throw new IllegalStateException("no elements: " + tensor);
        }
        return bytes;
    }

    /// Extents as ONNX counts them.
    public static List<Long> dims(Tensor tensor) {
        return Arrays.stream(tensor.dims()).mapToObj(Long::valueOf).toList();
    }
}
