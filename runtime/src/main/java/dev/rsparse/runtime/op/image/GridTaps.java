package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// The elements that a value between elements is made of, and their weights.
final class GridTaps {

    enum Mode {
        NEAREST,
        LINEAR,
        CUBIC
    }

    enum Padding {
        ZEROS,
        BORDER,
        REFLECTION
    }

    private static final double CUBIC = -0.75;

    private final Mode mode;
    private final Padding padding;
    private final boolean corners;
    private int count;

    /// Elements counted from the beginning of a plane; places outside that count as 0 are left out.
    private int[] offsets = new int[64];

    private double[] weights = new double[64];
    private int[] moreOffsets = new int[64];
    private double[] moreWeights = new double[64];

    GridTaps(Mode mode, Padding padding, boolean corners) {
        this.mode = mode;
        this.padding = padding;
        this.corners = corners;
    }

    /// Finds them for place `point` of a grid.
    void find(Tensor x, Tensor grid, int point) {
        int axes = x.rank() - 2;
        count = 1;
        offsets[0] = 0;
        weights[0] = 1;
        for (int axis = 0; axis < axes; axis++) {
            int extent = x.dim(axis + 2);
            addAxis(grid.number(point * axes + axes - 1 - axis), extent);
        }
    }

    /// The value that they make in the plane that begins at `start`.
    double value(Tensor x, int start) {
        double sum = 0;
        if (x.type() == ElementType.F32) {
            float[] values = x.floats();
            for (int i = 0; i < count; i++) {
                sum += weights[i] * values[start + offsets[i]];
            }
            return sum;
        }
        for (int i = 0; i < count; i++) {
            sum += weights[i] * x.number(start + offsets[i]);
        }
        return sum;
    }

    private void addAxis(double place, int extent) {
        // Floats decide which element is the nearest.
        double x = (float) (corners ? (place + 1) / 2 * (extent - 1) : ((place + 1) * extent - 1) / 2);
        x = mode == Mode.NEAREST ? Math.rint(x) : x;
        x = draw(x, extent);
        double left = Math.floor(x);
        int taps = switch (mode) {
            case NEAREST -> 1;
            case LINEAR -> 2;
            case CUBIC -> 4;
        };
        int found = 0;
        makeRoom(count * taps);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < taps; k++) {
                double at = left + k - (taps - 1) / 2;
                int element = element(at, extent);
                if (element >= 0) {
                    moreOffsets[found] = offsets[i] * extent + element;
                    moreWeights[found++] = weights[i] * weight(Math.abs(x - at));
                }
            }
        }
        swap(found);
    }

    private void makeRoom(int size) {
        if (moreOffsets.length < size) {
            moreOffsets = new int[size];
            moreWeights = new double[size];
        }
    }

    private void swap(int found) {
        int[] keptOffsets = offsets;
        double[] keptWeights = weights;
        offsets = moreOffsets;
        weights = moreWeights;
        moreOffsets = keptOffsets;
        moreWeights = keptWeights;
        count = found;
    }

    private double weight(double distance) {
        return switch (mode) {
            case NEAREST -> 1;
            case LINEAR -> 1 - distance;
            case CUBIC -> cubic(distance);
        };
    }

    private static double cubic(double distance) {
        if (distance <= 1) {
            return ((CUBIC + 2) * distance - (CUBIC + 3)) * distance * distance + 1;
        }
        return ((CUBIC * distance - 5 * CUBIC) * distance + 8 * CUBIC) * distance - 4 * CUBIC;
    }

    /// Brings a place outside back, where that is wanted.
    private double draw(double x, int extent) {
        return switch (padding) {
            case ZEROS -> x;
            case BORDER -> Math.max(0, Math.min(extent - 1, x));
            case REFLECTION -> reflect(x, extent);
        };
    }

    /// The element at a whole place, or -1 where there is none.
    private int element(double at, int extent) {
        double place = draw(at, extent);
        // Written so that what is no number is outside too.
        return place >= 0 && place < extent ? (int) place : padding == Padding.ZEROS ? -1 : 0;
    }

    private double reflect(double x, int extent) {
        double least = corners ? 0 : -0.5;
        double range = corners ? extent - 1 : extent;
        double away = x < least ? least - x : x - least - range;
        if (!(away > 0) || range == 0) {
            return range == 0 ? 0 : x;
        }
        double turns = Math.floor(away / range);
        double rest = away - turns * range;
        boolean fromStart = x < least == (turns % 2 == 0);
        return fromStart ? least + rest : least + range - rest;
    }
}
