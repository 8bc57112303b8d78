package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// A window of `size` places, `out[i] = 0.5 - 0.5·cos(2πi/N)`, where `N` is the size, or with the attribute
/// `periodic` 0 (default 1) one less. The type is the attribute `output_datatype`, F32 by default. ONNX
/// HannWindow-17.
public final class HannWindow implements Operator {

    private final Cosines cosines;

    public HannWindow(Settings settings) {
        this.cosines = new Cosines("HannWindow", settings);
    }

    /// @param size one integer
    public void run(Tensor size, Tensor out) {
        cosines.run(size, 0.5, 0.5, 0, out);
    }
}
