package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Values of `x[N, C, ..]` at the places that `grid[N, .., D]` names, for each channel: `[N, C, ..]`. Places run
/// from -1 to 1 along each of the `D` last axes, the last one first, between the middles of the outermost elements
/// (attribute `align_corners` 1) or their outer borders (0, the default). Attributes:
///
/// - `mode`: "linear" (default), "nearest", "cubic" (coefficient -0.75); "bilinear" and "bicubic" in version 16;
/// - `padding_mode`: what is outside: "zeros" (default), "border" (the outermost element) or "reflection".
///
/// Numbers of any type, computed as doubles and rounded once. ONNX GridSample-16,-20,-22.
public final class GridSample implements Operator {

    /// Sums of a thread's share below which sharing costs more than it gains.
    private static final int LEAST = 1 << 12;

    private final GridTaps.Mode mode;
    private final GridTaps.Padding padding;
    private final boolean corners;
    private final Workers workers;
    private final Workers.Task task = this::sample;
    private final GridTaps[] members;
    private int[] dims = {};
    private Tensor source = Tensor.ABSENT;
    private Tensor places = Tensor.ABSENT;
    private Tensor target = Tensor.ABSENT;

    public GridSample(Settings settings) {
        this.mode = switch (settings.text("mode", "linear")) {
            case "linear", "bilinear" -> GridTaps.Mode.LINEAR;
            case "nearest" -> GridTaps.Mode.NEAREST;
            case "cubic", "bicubic" -> GridTaps.Mode.CUBIC;
            default -> throw new IllegalArgumentException("GridSample: no mode " + settings.text("mode", ""));
        };
        String outside = settings.text("padding_mode", "zeros");
        this.padding = switch (outside) {
            case "zeros" -> GridTaps.Padding.ZEROS;
            case "border" -> GridTaps.Padding.BORDER;
            case "reflection" -> GridTaps.Padding.REFLECTION;
            default -> throw new IllegalArgumentException("GridSample: no padding_mode " + outside);
        };
        this.corners = settings.flag("align_corners", false);
        this.workers = settings.workers();
        this.members = new GridTaps[workers.size()];
        Arrays.setAll(members, i -> new GridTaps(mode, padding, corners));
    }

    /// Writes the values.
    public void run(Tensor x, Tensor grid, Tensor out) {
        int axes = x.rank() - 2;
        boolean fits = axes > 0 && grid.rank() == x.rank() && grid.dim(-1) == axes && grid.dim(0) == x.dim(0);
        if (!fits || x.count(2, x.rank()) == 0 && grid.count() > 0) {
            throw new IllegalArgumentException("GridSample: grid " + grid + " has no places in " + x);
        }
        Checks.floats("GridSample", "grid", grid);
        dims = dims.length == x.rank() ? dims : new int[x.rank()];
        dims[0] = x.dim(0);
        dims[1] = x.dim(1);
        for (int axis = 2; axis < dims.length; axis++) {
            dims[axis] = grid.dim(axis - 1);
        }
        out.shape(x.type(), dims);
        source = x;
        places = grid;
        target = out;
        int points = grid.count(0, grid.rank() - 1);
        workers.share(points, 1 + LEAST / Math.max(1, x.dim(1)), task);
    }

    private void sample(int from, int to, int member) {
        GridTaps taps = members[member];
        int channels = source.dim(1);
        int plane = source.count(2, source.rank());
        int points = target.count(2, target.rank());
        for (int i = from; i < to; i++) {
            taps.find(source, places, i);
            int batch = i / points * channels;
            for (int channel = 0; channel < channels; channel++) {
                double value = taps.value(source, (batch + channel) * plane);
                target.setNumber((batch + channel) * points + i % points, value);
            }
        }
    }
}
