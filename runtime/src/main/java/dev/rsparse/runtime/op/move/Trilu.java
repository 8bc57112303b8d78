package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The upper (attribute `upper`, default 1) or lower triangle of each matrix that the last two axes are, and zeros
/// elsewhere. The triangle begins or ends at diagonal `k`, one I64, by default 0: 1 is the one above the main
/// diagonal. Any type. ONNX Trilu-14.
public final class Trilu implements Operator {

    private final boolean upper;
    private final Tensor zero = new Tensor();

    public Trilu(Settings settings) {
        this.upper = settings.flag("upper", true);
    }

    /// @param k may be absent
    public void run(Tensor input, Tensor k, Tensor out) {
        Checks.rank("Trilu", input, 2);
        if (k.isPresent()) {
            Checks.integers("Trilu", "k", k);
            Checks.single("Trilu", "k", k);
        }
        long diagonal = k.isPresent() ? k.integer(0) : 0;
        zero.shape(input.type());
        zero.setInteger(0, 0);
        out.shapeLike(input);
        int height = input.dim(-2);
        int width = input.dim(-1);
        for (int row = 0; row < (width == 0 ? 0 : input.count() / width); row++) {
            // Columns before this one are below the diagonal, or on it when the lower triangle is kept.
            int cut = (int) Math.clamp(row % height + clamp(diagonal) + (upper ? 0 : 1), 0L, width);
            int kept = upper ? cut : 0;
            int count = upper ? width - cut : cut;
            Elements.fill(zero.data(), 0, out.data(), row * width + (upper ? 0 : cut), width - count);
            out.copy(input, row * width + kept, row * width + kept, count);
        }
    }

    /// Diagonals further away than any extent are all alike, and sums with them must not overflow.
    private static long clamp(long diagonal) {
        return Math.clamp(diagonal, -1L << 32, 1L << 32);
    }
}
