package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// What [ScatterElements] was called first, without reduction. ONNX Scatter-9,-11.
public final class Scatter implements Operator {

    private final ElementScatter scatter;

    public Scatter(Settings settings) {
        this.scatter = new ElementScatter("Scatter", settings);
    }

    /// Writes data with its updates.
    public void run(Tensor data, Tensor indices, Tensor updates, Tensor out) {
        scatter.run(data, indices, updates, out);
    }
}
