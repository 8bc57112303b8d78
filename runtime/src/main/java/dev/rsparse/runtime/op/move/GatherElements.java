package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `out[i.., j, k..] = data[i.., indices[i.., j, k..], k..]`: each index (I32 or I64; negative ones count from the
/// end) chooses one element along `axis` (attribute, default 0). The result has the shape of `indices`, which is no
/// larger than that of `data` in the other axes. Any type of data. ONNX GatherElements-11,-13.
public final class GatherElements implements Operator {

    private final long axis;
    private final ElementPlaces places = new ElementPlaces();

    public GatherElements(Settings settings) {
        this.axis = settings.integer("axis", 0);
    }

    /// Writes the chosen elements.
    public void run(Tensor data, Tensor indices, Tensor out) {
        int along = Checks.axis("GatherElements", axis, data);
        int[] found = places.of("GatherElements", data, indices, along);
        out.shapeLike(data.type(), indices);
        Elements.gather(data.data(), 0, found, 0, out.count(), out.data(), 0);
    }
}
