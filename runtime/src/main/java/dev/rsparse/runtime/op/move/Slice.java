package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Every `steps`-th place from `starts` on and before `ends`, of the axes named by `axes` (by default the first
/// ones). Negative starts and ends count from the end, and what lies outside is drawn to the nearest place; a
/// negative step goes backwards. Lists are attributes in version 1, which has no steps, and inputs since version
/// 10. Any type. ONNX Slice-1,-10,-11,-13.
public final class Slice implements Operator {

    private final Numbers starts;
    private final Numbers ends;
    private final Numbers axes;
    private final Numbers steps = new Numbers("Slice", "steps", new long[0]);
    private final Extents extents = new Extents();
    private final Extents strides = new Extents();
    private final StridedCopy copy;

    public Slice(Settings settings) {
        this.starts = new Numbers("Slice", "starts", settings.integers("starts"));
        this.ends = new Numbers("Slice", "ends", settings.integers("ends"));
        this.axes = new Numbers("Slice", "axes", settings.integers("axes"));
        this.copy = new StridedCopy(settings.workers());
    }

    /// @param startsInput absent in version 1, as are the others
    public void run(
            Tensor data, Tensor startsInput, Tensor endsInput, Tensor axesInput, Tensor stepsInput, Tensor out) {
        starts.read(startsInput);
        ends.read(endsInput);
        axes.read(axesInput);
        steps.read(stepsInput);
        check(data);
        extents.copy(data);
        strides.clear();
        for (int axis = 0; axis < data.rank(); axis++) {
            strides.add(data.count(axis + 1, data.rank()));
        }
        int start = 0;
        for (int i = 0; i < starts.size(); i++) {
            start += cut(i, data);
        }
        extents.shape(out, data.type());
        copy.clear();
        for (int axis = 0; axis < data.rank(); axis++) {
            copy.axis(out.dim(axis), strides.get(axis), out.count(axis + 1, data.rank()));
        }
        copy.run(data, start, out, 0);
    }

    /// Cuts one axis, and gives how many elements its first place is away from the beginning.
    private int cut(int i, Tensor data) {
        int axis = Checks.axis("Slice", axes.isEmpty() ? i : axes.get(i), data);
        int extent = data.dim(axis);
        long step = steps.isEmpty() ? 1 : steps.get(i);
        boolean back = step < 0;
        long first = place(starts.get(i), extent, 0, back ? extent - 1 : extent);
        long end = place(ends.get(i), extent, back ? -1 : 0, extent);
        long distance = back ? first - end : end - first;
        // The smallest long has no opposite, and divides to 0 either way.
        long count = distance <= 0 || extent == 0 ? 0 : (distance - 1) / Math.abs(step) + 1;
        int stride = strides.get(axis);
        extents.set(axis, (int) count);
        strides.set(axis, count > 1 ? (int) (stride * step) : 0);
        return count == 0 ? 0 : (int) (first * stride);
    }

    private static long place(long value, int extent, int least, int most) {
        return Math.max(least, Math.min(most, value < 0 ? value + extent : value));
    }

    private void check(Tensor data) {
        int size = starts.size();
        boolean fits = ends.size() == size
                && (axes.isEmpty() ? size <= data.rank() : axes.size() == size)
                && (steps.isEmpty() || steps.size() == size);
        for (int i = 0; fits && i < axes.size(); i++) {
            int axis = Checks.axis("Slice", axes.get(i), data);
            for (int j = 0; j < i; j++) {
                fits &= axis != Checks.axis("Slice", axes.get(j), data);
            }
        }
        for (int i = 0; fits && i < steps.size(); i++) {
            fits = steps.get(i) != 0;
        }
        if (!fits) {
            throw new IllegalArgumentException("Slice: " + data + " is not cut by starts " + starts + ", ends " + ends
                    + ", axes " + axes + ", steps " + steps);
        }
    }
}
