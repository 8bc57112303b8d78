package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `out[i.., j.., k..] = data[i.., indices[j..], k..]`, where `indices` (I32 or I64; negative ones count from the
/// end) stand for places of `axis` (attribute, default 0). Any type of data. ONNX Gather-1,-11,-13.
public final class Gather implements Operator {

    /// Elements of a thread's share below which sharing costs more than it gains.
    private static final int LEAST = 1 << 15;

    private final long axis;
    private final Workers workers;
    private final Workers.Task task = (from, to, member) -> copy(from, to);
    private final Extents extents = new Extents();

    /// Where the chosen runs begin, counted in elements from the beginning of the axis.
    private int[] places = {};

    private int count;
    private int width;
    private int stride;
    private Tensor source = Tensor.ABSENT;
    private Tensor target = Tensor.ABSENT;

    public Gather(Settings settings) {
        this.axis = settings.integer("axis", 0);
        this.workers = settings.workers();
    }

    /// Writes the chosen runs.
    public void run(Tensor data, Tensor indices, Tensor out) {
        int along = Checks.axis("Gather", axis, data);
        Checks.integers("Gather", "indices", indices);
        source = data;
        target = out;
        width = data.count(along + 1, data.rank());
        stride = data.count(along, data.rank());
        findPlaces(indices, along);
        extents.clear();
        extents.add(data, 0, along);
        extents.add(indices, 0, indices.rank());
        extents.add(data, along + 1, data.rank());
        extents.shape(out, data.type());
        if (out.count() > 0) {
            workers.share(data.count(0, along) * count, 1 + LEAST / width, task);
        }
    }

    private void findPlaces(Tensor indices, int along) {
        count = indices.count();
        if (places.length < count) {
            places = new int[count];
        }
        for (int i = 0; i < count; i++) {
            places[i] = Checks.index("Gather", indices.integer(i), source, along) * width;
        }
    }

    private void copy(int from, int to) {
        int row = from;
        while (row < to) {
            int outer = row / count;
            int first = row - outer * count;
            int last = Math.min(count, first + to - row);
            if (width == 1) {
                Elements.gather(source.data(), outer * stride, places, first, last, target.data(), row);
            } else {
                for (int i = first; i < last; i++) {
                    target.copy(source, outer * stride + places[i], (row + i - first) * width, width);
                }
            }
            row += last - first;
        }
    }
}
