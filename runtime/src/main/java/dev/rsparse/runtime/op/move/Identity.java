package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// What it is given. Any type. ONNX Identity-1,-13,-14,-16,-19,-21,-23,-24,-25.
public final class Identity implements Operator {

    private final Extents extents = new Extents();

    public Identity(Settings settings) {}

    /// @param out shows the elements of `data`
    public void run(Tensor data, Tensor out) {
        extents.copy(data);
        extents.view(out, data);
    }
}
