package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The number of elements of `data`, an I64 without axes. ONNX Size-1,-13,-19,-21,-23,-24,-25.
public final class Size implements Operator {

    public Size(Settings settings) {}

    /// @param data only its shape is read
    public void run(Tensor data, Tensor out) {
        out.shape(ElementType.I64);
        out.longs()[0] = data.count();
    }
}
