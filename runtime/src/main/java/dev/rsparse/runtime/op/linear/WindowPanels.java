package dev.rsparse.runtime.op.linear;

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
        int taps = window.taps();
        for (int r = row; r < rowEnd; r++) {
            int plane = starts[batch] + r / taps * window.inPlane();
            int tap = r % taps;
            int to = (r - row) * Product.PANEL;
            int done = 0;
            while (done < columns) {
                int count = Math.min(columns - done, window.out[2] - (column + done) % window.out[2]);
                line(plane, tap, column + done, count, panel, to + done);
                done += count;
            }
            for (int i = columns; i < Product.PANEL; i++) {
                panel[to + i] = 0;
            }
        }
    }

    /// Copies what a place of the window meets in `count` steps of one line.
    private void line(int plane, int tap, int column, int count, float[] panel, int to) {
        int width = window.out[2];
        int line = column / width;
        int y = window.at(1, line % window.out[1]) + tap / window.kernel[2] % window.kernel[1] * window.dilation[1];
        int z = window.at(0, line / window.out[1]) + tap / window.kernel[2] / window.kernel[1] * window.dilation[0];
        int end = to + count;
        int at = to;
        if (y >= 0 && y < window.in[1] && z >= 0 && z < window.in[0]) {
            int step = window.step[2];
            int place = window.at(2, column % width) + tap % window.kernel[2] * window.dilation[2];
            int from = plane + (z * window.in[1] + y) * window.in[2];
            for (; place < 0 && at < end; place += step) {
                panel[at++] = 0;
            }
            int inside = Math.min(end - at, Math.ceilDiv(window.in[2] - place, step));
            if (step == 1 && inside > 0) {
                System.arraycopy(x, from + place, panel, at, inside);
                at += inside;
            } else {
                for (int i = 0; i < inside; i++) {
                    panel[at++] = x[from + place + i * step];
                }
            }
        }
        while (at < end) {
            panel[at++] = 0;
        }
    }
}
