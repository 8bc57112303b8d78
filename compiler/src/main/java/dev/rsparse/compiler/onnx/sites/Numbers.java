package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/// Elements of a tensor in row-major order, each computed when it is asked for.
@FunctionalInterface
interface Numbers {

    double get(long index);

    /// The elements of a tensor as it is stored; nothing for a type that is not decoded.
    static Optional<Numbers> stored(TensorProto tensor, ExternalData data) {
        Optional<OnnxType> type = OnnxType.of(tensor.getDataType());
        if (ExternalData.isExternal(tensor)) {
            return type.flatMap(known -> packed(known, data.segment(tensor)));
        }
        return tensor.hasRawData()
                ? type.flatMap(known ->
                        packed(known, MemorySegment.ofBuffer(tensor.getRawData().asReadOnlyByteBuffer())))
                : type.flatMap(known -> listed(known, tensor));
    }

    private static Optional<Numbers> packed(OnnxType type, MemorySegment bytes) {
        return Optional.ofNullable(
                switch (type) {
                    case F32 -> index -> bytes.get(FLOAT, 4 * index);
                    case F64 -> index -> bytes.get(DOUBLE, 8 * index);
                    case F16 -> index -> Float.float16ToFloat(bytes.get(SHORT, 2 * index));
                    case BF16 -> index -> Float.intBitsToFloat(bytes.get(SHORT, 2 * index) << 16);
                    case I8 -> index -> bytes.get(ValueLayout.JAVA_BYTE, index);
                    case U8 -> index -> Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, index));
                    case I16 -> index -> bytes.get(SHORT, 2 * index);
                    case U16 -> index -> Short.toUnsignedInt(bytes.get(SHORT, 2 * index));
                    case I32 -> index -> bytes.get(INT, 4 * index);
                    case I4 -> index -> signed(nibble(bytes.get(ValueLayout.JAVA_BYTE, index / 2), index));
                    case U4 -> index -> nibble(bytes.get(ValueLayout.JAVA_BYTE, index / 2), index);
                    default -> null;
                });
    }

    private static Optional<Numbers> listed(OnnxType type, TensorProto tensor) {
        return Optional.ofNullable(
                switch (type) {
                    case F32 -> index -> tensor.getFloatData((int) index);
                    case F64 -> index -> tensor.getDoubleData((int) index);
                    case F16 -> index -> Float.float16ToFloat((short) tensor.getInt32Data((int) index));
                    case BF16 -> index -> Float.intBitsToFloat(tensor.getInt32Data((int) index) << 16);
                    case I8, U8, I16, U16, I32 -> index -> tensor.getInt32Data((int) index);
                    case I4 -> index -> signed(nibble(tensor.getInt32Data((int) (index / 2)), index));
                    case U4 -> index -> nibble(tensor.getInt32Data((int) (index / 2)), index);
                    default -> null;
                });
    }

    /// Of two elements in a byte the first has the lower bits.
    private static int nibble(int pair, long index) {
        return (index % 2 == 0 ? pair : pair >> 4) & 0xF;
    }

    private static int signed(int nibble) {
        return nibble < 8 ? nibble : nibble - 16;
    }

    /// The same as elements of another float type have them.
    default Numbers as(OnnxType type) {
        return index -> type.round(get(index));
    }

    ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
}
