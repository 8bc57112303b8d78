package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `out[b.., i.., k..] = data[b.., indices[b.., i.., :].., k..]`: the last axis of `indices` (I32 or I64; negative
/// ones count from the end) holds places along as many axes of `data`, behind `batch_dims` axes in common
/// (attribute since version 12, default 0). Any type of data. ONNX GatherND-11,-12,-13.
public final class GatherND implements Operator {

    private final int batch;
    private final RunPlaces places = new RunPlaces();
    private final Extents extents = new Extents();

    public GatherND(Settings settings) {
        this.batch = Checks.attribute("GatherND", "batch_dims", settings.integer("batch_dims", 0));
    }

    /// Writes the chosen runs.
    public void run(Tensor data, Tensor indices, Tensor out) {
        places.find("GatherND", data, indices, batch);
        extents.clear();
        extents.add(indices, 0, indices.rank() - 1);
        extents.add(data, batch + indices.dim(-1), data.rank());
        extents.shape(out, data.type());
        int width = places.width();
        if (width == 1) {
            Elements.gather(data.data(), 0, places.all(), 0, places.count(), out.data(), 0);
            return;
        }
        for (int i = 0; i < places.count(); i++) {
            out.copy(data, places.get(i), i * width, width);
        }
    }
}
