package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// A tensor of other extents, by scales (each extent becomes `floor(extent · scale)`) or by sizes, one for each of
/// the attribute `axes` (since version 18; by default all). Attributes:
///
/// - `mode`: "nearest" (default), "linear" or "cubic" (`cubic_coeff_a`, default -0.75), one axis after the other;
/// - `coordinate_transformation_mode`: where places lie on the axis they come from, "half_pixel" by default;
/// - `nearest_mode`: "round_prefer_floor" (default), "round_prefer_ceil", "floor" or "ceil";
/// - `exclude_outside`: places outside count for nothing instead of as much as the outermost;
/// - `extrapolation_value`: what places outside become with "tf_crop_and_resize", whose regions are the input
///   `roi`;
/// - `antialias` (since 18): axes that shrink take in all places that they lie between;
/// - `keep_aspect_ratio_policy` (since 18): "stretch", or sizes are the most ("not_larger") or least
///   ("not_smaller").
///
/// Version 10 has no attributes but the mode: places are `i / scale`, the nearest one is that before when an axis
/// grows, behind when it shrinks. Floats and integers; copies ("nearest") are of any type. ONNX
/// Resize-10,-11,-13,-18,-19.
public final class Resize implements Operator {

    private final boolean early;
    private final String policy;
    private final long[] axes;
    private final Interpolation how;
    private final Resizer resizer;
    private final Stretches stretches = new Stretches("Resize");

    public Resize(Settings settings) {
        this.early = settings.version() < 11;
        this.policy = settings.text("keep_aspect_ratio_policy", "stretch");
        this.axes = settings.integers("axes");
        this.how = Interpolation.of(settings);
        this.resizer = new Resizer(how, settings.workers());
        if (!policy.equals("stretch") && !policy.equals("not_larger") && !policy.equals("not_smaller")) {
            throw new IllegalArgumentException("Resize: no keep_aspect_ratio_policy " + policy);
        }
    }

    /// @param second `roi`, or `scales` in version 10
    /// @param third `scales`; absent or empty where sizes are given, and in version 10
    /// @param sizes absent where scales are given
    public void run(Tensor x, Tensor second, Tensor third, Tensor sizes, Tensor out) {
        Tensor scales = early ? second : third;
        Tensor roi = early ? Tensor.ABSENT : second;
        boolean scaled = scales.isPresent() && scales.count() > 0;
        Tensor wanted = scaled ? scales : sizes;
        int count = axes.length == 0 ? x.rank() : axes.length;
        if (!wanted.isPresent() || wanted.count() != count) {
            throw new IllegalArgumentException(
                    "Resize: " + wanted + " are not scales or sizes of " + count + " axes of " + x);
        }
        boolean cropped = how.coordinates() == Coordinates.TF_CROP_AND_RESIZE;
        if (cropped && (!roi.isPresent() || roi.count() != 2 * count)) {
            throw new IllegalArgumentException("Resize: roi " + roi + " is no region of " + count + " axes of " + x);
        }
        stretches.start(x);
        double ratio = scaled ? 1 : ratio(x, sizes, count);
        for (int i = 0; i < count; i++) {
            double start = cropped ? roi.number(i) : 0;
            double end = cropped ? roi.number(i + count) : 1;
            if (scaled) {
                stretches.scale(x, axis(i, x), scales.number(i), start, end);
            } else {
                int axis = axis(i, x);
                long size = ratio == 0 ? sizes.integer(i) : (long) Math.floor(ratio * x.dim(axis) + 0.5);
                stretches.size(x, axis, size, start, end);
            }
        }
        resizer.run(x, stretches.all(), out);
    }

    private int axis(int i, Tensor x) {
        return axes.length == 0 ? i : Checks.axis("Resize", axes[i], x);
    }

    /// The scale that all axes have in common, or 0 when each has its own.
    private double ratio(Tensor x, Tensor sizes, int count) {
        if (policy.equals("stretch")) {
            return 0;
        }
        boolean least = policy.equals("not_larger");
        double ratio = least ? Double.POSITIVE_INFINITY : 0;
        for (int i = 0; i < count; i++) {
            double scale = (double) sizes.integer(i) / x.dim(axis(i, x));
            ratio = least ? Math.min(ratio, scale) : Math.max(ratio, scale);
        }
        return ratio;
    }
}
