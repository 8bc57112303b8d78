package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// For each of `indices` a new axis of extent `depth` that holds `values[1]` at the place of the index and
/// `values[0]` elsewhere, which is everywhere for an index outside of `-depth..depth` (the second exclusive);
/// negative ones count from the end. The new axis is `axis` of the result (attribute, default -1). Indices and
/// depth are of any number type, the result has the type of `values`. ONNX OneHot-9,-11.
public final class OneHot implements Operator {

    private final long axis;
    private final Extents extents = new Extents();

    public OneHot(Settings settings) {
        this.axis = settings.integer("axis", -1);
    }

    /// @param depth one number
    /// @param values what stands for off and on
    public void run(Tensor indices, Tensor depth, Tensor values, Tensor out) {
        Checks.single("OneHot", "depth", depth);
        if (values.rank() != 1 || values.count() != 2) {
            throw new IllegalArgumentException("OneHot: values " + values + " are not two");
        }
        int along = Checks.axis("OneHot", axis, indices, indices.rank() + 1);
        int extent = Checks.extent("OneHot", depth.integer(0), indices);
        extents.clear();
        extents.add(indices, 0, along);
        extents.add(extent);
        extents.add(indices, along, indices.rank());
        extents.shape(out, values.type());
        Elements.fill(values.data(), 0, out.data(), 0, out.count());
        int inner = indices.count(along, indices.rank());
        for (int i = 0; i < indices.count(); i++) {
            long index = indices.integer(i);
            index += index < 0 ? extent : 0;
            if (index >= 0 && index < extent) {
                out.copy(values, 1, (i / inner * extent + (int) index) * inner + i % inner, 1);
            }
        }
    }
}
