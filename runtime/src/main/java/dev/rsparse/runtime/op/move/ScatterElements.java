package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// A copy of `data` into which `updates` are brought one by one: `out[i.., indices[i.., j, k..], k..]` becomes
/// `updates[i.., j, k..]`, along `axis` (attribute, default 0), or with the attribute `reduction` (since version
/// 16; default "none"; "add", "mul", and "min", "max" since version 18) what both make together, in the order of
/// updates. Indices are I32 or I64, negative ones count from the end; any type of data. ONNX
/// ScatterElements-11,-13,-16,-18.
public final class ScatterElements implements Operator {

    private final ElementScatter scatter;

    public ScatterElements(Settings settings) {
        this.scatter = new ElementScatter("ScatterElements", settings);
    }

    /// Writes data with its updates.
    public void run(Tensor data, Tensor indices, Tensor updates, Tensor out) {
        scatter.run(data, indices, updates, out);
    }
}
