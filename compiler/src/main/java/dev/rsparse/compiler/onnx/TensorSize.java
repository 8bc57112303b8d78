package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;

/// Whether a tensor inside a model holds as many elements as its shape says.
final class TensorSize {

    private TensorSize() {}

    /// A tensor of a type that is not known, in another file or in segments is not looked at.
    static void check(TensorProto tensor) throws ModelCheck.Unsound {
        Optional<Long> count = OnnxType.count(tensor.getDimsList());
        String name =
                "tensor \"" + tensor.getName() + "\" of " + OnnxType.text(tensor.getDataType()) + tensor.getDimsList();
        if (count.isEmpty()) {
            throw new ModelCheck.Unsound(name + " has no such number of elements");
        }
        Optional<OnnxType> type = OnnxType.of(tensor.getDataType());
        if (type.isEmpty() || tensor.hasSegment() || ExternalData.isExternal(tensor)) {
            return;
        }
        Optional<Long> expected =
                tensor.hasRawData() ? type.get().bytes(count.get()) : Optional.of(fields(type.get(), count.get()));
        long found = tensor.hasRawData() ? tensor.getRawData().size() : stored(type.get(), tensor);
        if (expected.isEmpty() || expected.get() != found) {
            String unit = tensor.hasRawData() ? " bytes" : " numbers";
            throw new ModelCheck.Unsound(name + " asks for "
                    + expected.map(size -> size + unit).orElse("more than can be") + ", and " + found + " are there");
        }
    }

    /// How many entries of its typed field a tensor of `count` elements has.
    private static long fields(OnnxType type, long count) {
        return switch (type) {
            case C64, C128 -> Math.multiplyExact(2L, Math.min(count, Integer.MAX_VALUE));
            case U4, I4, F4E2M1 -> count / 2 + count % 2;
            case U2, I2 -> count / 4 + (count % 4 == 0 ? 0 : 1);
            default -> count;
        };
    }

    private static long stored(OnnxType type, TensorProto tensor) {
        return switch (type) {
            case F32, C64 -> tensor.getFloatDataCount();
            case F64, C128 -> tensor.getDoubleDataCount();
            case I64 -> tensor.getInt64DataCount();
            case U32, U64 -> tensor.getUint64DataCount();
            case STRING -> tensor.getStringDataCount();
            default -> tensor.getInt32DataCount();
        };
    }
}
