package dev.rsparse.runtime.op.linear;

import java.util.Arrays;

/// A convolution as a product: the right side has a row for each channel and place of the window, and a column for
/// each step of the window. It is never made whole, only the panels that the product asks for.
final class WindowPanels implements Panels {

    private final Window window;
    private float[] x = NONE;
    private int[] starts = {};

    WindowPanels(Window window) {
        this.window = window;
    }

    /// Takes on pictures.
    ///
    /// @param starts where the channels of each product begin in `x`
    WindowPanels of(float[] x, int[] starts) {
        this.x = x;
        this.starts = starts;
        return this;
    }

    @Override
    public void pack(int batch, int row, int rowEnd, int column, int columns, float[] panel) {
        int done = 0;
        while (done < columns) {
            int count = Math.min(columns - done, window.out[2] - (column + done) % window.out[2]);
            line(batch, row, rowEnd, column + done, count, panel, done);
            done += count;
        }
        for (int r = 0; columns < Product.PANEL && r < rowEnd - row; r++) {
            Arrays.fill(panel, r * Product.PANEL + columns, (r + 1) * Product.PANEL, 0);
        }
    }

    /// Writes the columns of `count` steps of one line: for each row what its place of the window meets.
    private void line(int batch, int row, int rowEnd, int column, int count, float[] panel, int first) {
        int number = column / window.out[2];
        int left = window.at(2, column % window.out[2]);
        int top = window.at(1, number % window.out[1]);
        int front = window.at(0, number / window.out[1]);
        // Counted on, since rows are many and divisions slow.
        int kx = row % window.kernel[2];
        int ky = row / window.kernel[2] % window.kernel[1];
        int kz = row / window.kernel[2] / window.kernel[1] % window.kernel[0];
        int plane = starts[batch] + row / window.taps() * window.inPlane();
        for (int r = row; r < rowEnd; r++) {
            int z = front + kz * window.dilation[0];
            int y = top + ky * window.dilation[1];
            int to = (r - row) * Product.PANEL + first;
            if (y >= 0 && y < window.in[1] && z >= 0 && z < window.in[0]) {
                int from = plane + (z * window.in[1] + y) * window.in[2];
                copy(from, left + kx * window.dilation[2], panel, to, to + count);
            } else {
                Arrays.fill(panel, to, to + count, 0);
            }
            if (++kx == window.kernel[2]) {
                kx = 0;
                if (++ky == window.kernel[1]) {
                    ky = 0;
                    if (++kz == window.kernel[0]) {
                        kz = 0;
                        plane += window.inPlane();
                    }
                }
            }
        }
    }

    /// Copies what steps meet of a line that begins at `from`, the first of them at `place`.
    private void copy(int from, int place, float[] panel, int to, int end) {
        int step = window.step[2];
        int at = to;
        int next = place;
        for (; next < 0 && at < end; next += step) {
            panel[at++] = 0;
        }
        int inside = next < 0 ? 0 : Math.min(end - at, Math.ceilDiv(window.in[2] - next, step));
        if (step == 1 && inside > 0) {
            System.arraycopy(x, from + next, panel, at, inside);
            at += inside;
        } else {
            for (int i = 0; i < inside; i++) {
                panel[at++] = x[from + next + i * step];
            }
        }
        while (at < end) {
            panel[at++] = 0;
        }
    }
}
