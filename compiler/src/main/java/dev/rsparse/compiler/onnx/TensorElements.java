package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The elements of a tensor inside a model or file of its own, whichever field holds them.
public final class TensorElements {

    private TensorElements() {}

    /// Row-major little-endian elements from position 0 on, as raw data would have them.
    ///
    /// @param type that of the tensor, of whole bytes
    public static ByteBuffer bytes(OnnxType type, TensorProto tensor) {
        if (tensor.hasRawData()) {
            // A part of a larger array begins somewhere in it.
            return tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        }
        int count = switch (type) {
            case F32 -> tensor.getFloatDataCount();
            case F64 -> tensor.getDoubleDataCount();
            case I64 -> tensor.getInt64DataCount();
            case U32, U64 -> tensor.getUint64DataCount();
            default -> tensor.getInt32DataCount();
        };
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count, type.bits() / Byte.SIZE))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            put(type, tensor, i, bytes);
        }
        return bytes.flip();
    }

    private static void put(OnnxType type, TensorProto tensor, int i, ByteBuffer bytes) {
        switch (type) {
            case F32 -> bytes.putFloat(tensor.getFloatData(i));
            case F64 -> bytes.putDouble(tensor.getDoubleData(i));
            case I64 -> bytes.putLong(tensor.getInt64Data(i));
            case U64 -> bytes.putLong(tensor.getUint64Data(i));
            case U32 -> bytes.putInt((int) tensor.getUint64Data(i));
            // Half floats lie in that field as their bits.
            default -> putLow(type.bits(), tensor.getInt32Data(i), bytes);
        }
    }

    private static void putLow(int bits, int value, ByteBuffer bytes) {
        switch (bits) {
            case Byte.SIZE -> bytes.put((byte) value);
            case Short.SIZE -> bytes.putShort((short) value);
            case Integer.SIZE -> bytes.putInt(value);
            default -> throw new IllegalArgumentException("elements of " + bits + " bits");
        }
    }
}
