package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.LANES;

/// Up to eight rows of numbers times a panel of 16 or 32 columns: `c[i][j] += Σ a[i][r] b[r][j]`, each vector of `b`
/// loaded once for all rows. Sums run in the order of `r`, however many rows there are. Other than those of
/// [QueryProducts], rows of `a` lie anywhere, no row beyond the last is read or written, and sums may begin with a
/// bias.
public final class PanelProducts {

    /// Most rows that share a load. With 16 registers (vectors of 8 lanes and fewer) eight rows' sums would not stay
    /// in them.
    public static final int ROWS = LANES >= 16 ? 8 : 4;

    private PanelProducts() {}

    /// Adds products to each sum of `rows` rows: `count` for each run of numbers that a row consists of.
    ///
    /// @param starts where rows of `a` begin, the first of them at `first`
    /// @param runs where runs `run..runEnd` begin behind that, but for `skip` numbers
    /// @param rows 1..[#ROWS]
    /// @param at where the panel begins in `b`; its rows are `width` elements
    /// @param width 16 or 32
    /// @param from what sums begin with: `c` itself, or an array of one row
    /// @param fromAt its first element
    /// @param fromStride elements from row to row, 0 for one row
    /// @param to the first sum in `c`, whose rows are `cStride` elements
    public static void add(
            float[] a,
            int[] starts,
            int first,
            int[] runs,
            int run,
            int runEnd,
            int skip,
            int rows,
            float[] b,
            int at,
            int width,
            int count,
            float[] from,
            int fromAt,
            int fromStride,
            float[] c,
            int to,
            int cStride) {
        int last = rows - 1;
        int a0 = starts[first] + skip;
        int a1 = starts[first + Math.min(1, last)] + skip;
        if (width < 2 * LANES) {
            if (rows <= 2) {
                NarrowPanels.two(
                        a, a0, a1, runs, run, runEnd, rows, b, at, count, from, fromAt, fromStride, c, to, cStride);
            } else {
                NarrowPanels.eight(
                        a,
                        starts,
                        first,
                        runs,
                        run,
                        runEnd,
                        skip,
                        rows,
                        b,
                        at,
                        count,
                        from,
                        fromAt,
                        fromStride,
                        c,
                        to,
                        cStride);
            }
            return;
        }
        for (int j = 0; j < width; j += 2 * LANES) {
            if (rows <= 2) {
                WidePanels.two(
                        a,
                        a0,
                        a1,
                        runs,
                        run,
                        runEnd,
                        rows,
                        b,
                        at + j,
                        width,
                        count,
                        from,
                        fromAt + j,
                        fromStride,
                        c,
                        to + j,
                        cStride);
            } else if (rows <= 4) {
                int a2 = starts[first + 2] + skip;
                int a3 = starts[first + Math.min(3, last)] + skip;
                WidePanels.four(
                        a,
                        a0,
                        a1,
                        a2,
                        a3,
                        runs,
                        run,
                        runEnd,
                        rows,
                        b,
                        at + j,
                        width,
                        count,
                        from,
                        fromAt + j,
                        fromStride,
                        c,
                        to + j,
                        cStride);
            } else {
                WidePanels.eight(
                        a,
                        starts,
                        first,
                        runs,
                        run,
                        runEnd,
                        skip,
                        rows,
                        b,
                        at + j,
                        width,
                        count,
                        from,
                        fromAt + j,
                        fromStride,
                        c,
                        to + j,
                        cStride);
            }
        }
    }
}
