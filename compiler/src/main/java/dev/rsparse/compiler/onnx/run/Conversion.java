package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Numbers of one type → the same numbers in another type. NumPy makes 64-bit numbers unless told otherwise, and
/// knows no bf16; a model reads what it declares.
final class Conversion {

    private Conversion() {}

    /// The tensor with elements of `type`; nothing when one of them is not in that type.
    static Optional<TensorValue> exact(TensorValue from, OnnxType type) {
        if (from.type() == type) {
            return Optional.of(from);
        }
        if (!Elements.isNumber(from.type()) || !Elements.isNumber(type)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(from.count(), type.bits() / Byte.SIZE))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < from.count(); i++) {
            if (!put(from, i, type, bytes)) {
                return Optional.empty();
            }
        }
        return Optional.of(TensorValue.of(type, from.dims(), bytes));
    }

    private static boolean put(TensorValue from, int i, OnnxType type, ByteBuffer bytes) {
        if (!Elements.isInteger(from.type())) {
            double value = Elements.number(from.type(), from.bytes(), i);
            if (Elements.isInteger(type) && (value != Math.rint(value) || Math.abs(value) > 0x1p53)) {
                return false;
            }
            Elements.put(type, bytes, i, value);
            return fits(type, bytes, i) && Double.compare(Elements.number(type, bytes, i) + 0.0, value + 0.0) == 0;
        }
        long value = Elements.whole(from.type(), from.bytes(), i);
        if (value < 0 && (from.type() == OnnxType.U64 || type == OnnxType.U64)) {
            return false;
        }
        Elements.put(type, bytes, i, value);
        return fits(type, bytes, i)
                && (Elements.isInteger(type)
                        ? Elements.whole(type, bytes, i) == value
                        : Math.abs(value) <= 1L << 53 && Elements.number(type, bytes, i) == value);
    }

    /// A byte that is neither 0 nor 1 is no bool.
    private static boolean fits(OnnxType type, ByteBuffer bytes, int i) {
        return type != OnnxType.BOOL || bytes.get(i) >>> 1 == 0;
    }
}
