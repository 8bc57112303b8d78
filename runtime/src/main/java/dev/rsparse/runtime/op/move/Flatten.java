package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `data` as a matrix: axes before `axis` (attribute, default 1) make rows, the others columns. Any type; a
/// negative axis counts from the end since version 11. ONNX Flatten-1,-9,-11,-13,-21,-23,-24,-25.
public final class Flatten implements Operator {

    private final long axis;
    private final Extents extents = new Extents();

    public Flatten(Settings settings) {
        this.axis = settings.integer("axis", 1);
    }

    /// @param out shows the elements of `data`
    public void run(Tensor data, Tensor out) {
        int rank = data.rank();
        int cut = axis == rank ? rank : Checks.axis("Flatten", axis, data, Math.max(rank, 1));
        cut = Math.min(cut, rank);
        extents.clear();
        extents.add(data.count(0, cut));
        extents.add(data.count(cut, rank));
        extents.view(out, data);
    }
}
