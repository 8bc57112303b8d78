package dev.rsparse.compiler.onnx.in;

import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.runtime.io.ElementType;
import java.util.Optional;

/// Element types of ONNX and of the runtime.
public final class ElementTypes {

    private ElementTypes() {}

    /// The type of the runtime, for those that compiled classes compute with.
    public static Optional<ElementType> of(OnnxType type) {
        return switch (type) {
            case F32, F64, F16, BF16, I8, I16, I32, I64, U8, U16, U32, U64, BOOL ->
                Optional.of(ElementType.valueOf(type.name()));
            case STRING, C64, C128, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, U4, I4, F4E2M1, F8E8M0, U2, I2 ->
                Optional.empty();
        };
    }

    /// The type of ONNX.
    public static OnnxType of(ElementType type) {
        return OnnxType.valueOf(type.name());
    }
}
