package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Convolution whose window is bent: each of its places is moved by an offset that each step has of its own, and
/// what is read there, between four numbers, is multiplied by a mask. Outside the picture lie zeros. Attributes:
/// those of [Window], `group` (1), and `offset_group` (1): how many groups of channels have offsets of their own.
/// Types: floats, computed as doubles. Source: ONNX DeformConv-19,-22.
public final class DeformConv implements Operator {

    private final int groups;
    private final int offsetGroups;
    private final Window window;
    private final Doubles pictures = new Doubles();
    private final Doubles kernels = new Doubles();
    private final Doubles moves = new Doubles();
    private final Doubles sampled = new Doubles();
    private final Doubles result = new Doubles();

    public DeformConv(Settings settings) {
        this.groups = Shapes.extent(settings.integer("group", 1));
        this.offsetGroups = Shapes.extent(settings.integer("offset_group", 1));
        this.window = new Window("DeformConv", settings);
    }

    /// @param x `[N,C,H,W]`
    /// @param w `[M,C / group,h,w]`
    /// @param offset `[N,2 offset_group h w,H',W']`: down, then right, for each place of the window
    /// @param b `[M]`, or absent
    /// @param mask `[N,offset_group h w,H',W']`, or absent
    /// @param y `[N,M,H',W']`
    public void run(Tensor x, Tensor w, Tensor offset, Tensor b, Tensor mask, Tensor y) {
        window.of(x, w);
        window.checkGroups(x, w, groups);
        int places = offsetGroups * window.taps() * window.outPlane();
        boolean fits = x.rank() == 4
                && offsetGroups > 0
                && x.dim(1) % offsetGroups == 0
                && offset.count() == x.dim(0) * 2 * places
                && (!mask.isPresent() || mask.count() == x.dim(0) * places)
                && (!b.isPresent() || b.count() == w.dim(0));
        if (!fits) {
            throw new IllegalArgumentException("DeformConv: X " + x + ", W " + w + ", offset " + offset
                    + ", B and mask do not go together in " + offsetGroups + " groups of offsets");
        }
        window.shape(y, x, w.dim(0));
        double[] to = result.into(y);
        int plane = window.outPlane();
        for (int i = 0; i < y.count(); i++) {
            to[i] = b.isPresent() ? b.number(i / plane % w.dim(0)) : 0;
        }
        double[] weights = kernels.of(w);
        int depth = w.dim(1) * window.taps();
        int rows = w.dim(0) / groups;
        for (int batch = 0; batch < x.dim(0); batch++) {
            double[] values = sample(x, offset, mask, batch);
            for (int group = 0; group < groups; group++) {
                int from = group * rows * depth;
                int out = (batch * groups + group) * rows * plane;
                PlainProducts.add(
                        weights,
                        from,
                        depth,
                        1,
                        values,
                        group * depth * plane,
                        plane,
                        1,
                        to,
                        out,
                        plane,
                        rows,
                        depth,
                        plane);
            }
        }
        result.store(y);
    }

    /// What each place of the window meets at each step, `[C h w,H' W']`.
    private double[] sample(Tensor x, Tensor offset, Tensor mask, int batch) {
        int taps = window.taps();
        int plane = window.outPlane();
        double[] values = sampled.room(x.dim(1) * taps * plane);
        double[] from = pictures.of(x);
        double[] moved = moves.of(offset);
        for (int row = 0; row < x.dim(1) * taps; row++) {
            int channel = row / taps;
            int tap = row % taps;
            int place = (batch * offsetGroups + channel / (x.dim(1) / offsetGroups)) * taps + tap;
            int start = (batch * x.dim(1) + channel) * window.inPlane();
            for (int i = 0; i < plane; i++) {
                double down = window.at(1, i / window.out[2])
                        + tap / window.kernel[2] * window.dilation[1]
                        + moved[2 * place * plane + i];
                double right = window.at(2, i % window.out[2])
                        + tap % window.kernel[2] * window.dilation[2]
                        + moved[(2 * place + 1) * plane + i];
                double factor = mask.isPresent() ? mask.number(place * plane + i) : 1;
                values[row * plane + i] = factor * between(from, start, down, right);
            }
        }
        return values;
    }

    private double between(double[] x, int start, double down, double right) {
        // What is not a number, or far out, meets nothing.
        if (!(down > -1 && down < window.in[1] && right > -1 && right < window.in[2])) {
            return 0;
        }
        int top = (int) Math.floor(down);
        int left = (int) Math.floor(right);
        double low = down - top;
        double far = right - left;
        return (1 - low) * (1 - far) * number(x, start, top, left)
                + (1 - low) * far * number(x, start, top, left + 1)
                + low * (1 - far) * number(x, start, top + 1, left)
                + low * far * number(x, start, top + 1, left + 1);
    }

    private double number(double[] x, int start, int row, int column) {
        boolean inside = row >= 0 && row < window.in[1] && column >= 0 && column < window.in[2];
        return inside ? x[start + row * window.in[2] + column] : 0;
    }
}
