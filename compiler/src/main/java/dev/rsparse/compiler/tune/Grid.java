package dev.rsparse.compiler.tune;

/// The sparsities that are looked at: 0 to 0.9 in steps of 1/80.
final class Grid {

    static final int SIZE = 73;

    /// Every so many steps a way with a low-rank term is looked at: its cost has to be computed for each alone.
    static final int COARSE = 8;

    private static final double STEP = 1 / 80.0;

    private Grid() {}

    static double sparsity(int index) {
        return index * STEP;
    }

    /// The index nearest to `sparsity`.
    static int nearest(double sparsity) {
        return (int) Math.max(0, Math.min(SIZE - 1, Math.round(sparsity / STEP)));
    }
}
