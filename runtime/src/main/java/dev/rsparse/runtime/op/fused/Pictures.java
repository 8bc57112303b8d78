package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.linear.Window;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Pictures `[N,H,W,C]` under a window, which is given pictures `[N,C,H,W]`.
final class Pictures {

    /// The window over the last pictures; its axes 1 and 2 are height and width.
    final Window window;

    private final String operator;
    private final Tensor turned = new Tensor();
    private final int[] dims = new int[4];

    /// @param operator for messages
    Pictures(String operator, Settings settings) {
        this.operator = operator;
        this.window = new Window(operator, settings);
    }

    /// Takes on pictures.
    ///
    /// @throws IllegalArgumentException when they are not f32, or have no two spatial axes
    void of(Tensor x) {
        if (x.type() != ElementType.F32 || x.rank() != 4) {
            throw new IllegalArgumentException(operator + ": " + x + " are no pictures of type f32");
        }
        dims[0] = x.dim(0);
        dims[1] = x.dim(3);
        dims[2] = x.dim(1);
        dims[3] = x.dim(2);
        turned.view(x, dims, dims.length);
        window.of(turned);
    }

    /// Gives `y` the shape of a result with so many channels.
    void shape(Tensor y, int channels) {
        y.shape(ElementType.F32, dims[0], window.out(1), window.out(2), channels);
    }

    /// Number of pictures.
    int count() {
        return dims[0];
    }

    /// Their channels.
    int channels() {
        return dims[1];
    }

    /// How far the window moves on at a step on an axis.
    int step(int axis) {
        return window.at(axis, 1) - window.at(axis, 0);
    }

    /// Numbers that the window meets on an axis, from its first step to its last.
    int met(int axis) {
        return (window.out(axis) - 1) * step(axis) + (window.kernel(axis) - 1) * window.dilation(axis) + 1;
    }

    /// Whether the window meets what pads the pictures.
    boolean isPadded() {
        return isPadded(1) || isPadded(2);
    }

    private boolean isPadded(int axis) {
        int first = window.at(axis, 0);
        return first < 0 || first + met(axis) > window.in(axis);
    }
}
