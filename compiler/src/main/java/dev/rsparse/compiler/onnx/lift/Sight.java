package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Optional;

/// Which tokens each token sees.
sealed interface Sight {

    /// Itself and those before it.
    ///
    /// @param window how many of them, itself included; 0 for all
    record Past(int window) implements Sight {}

    /// Others.
    record Other(String reason) implements Sight {}

    /// Scores below it have no weight: `exp` of it is 0 beside any other that occurs.
    double MASKED = -1e4;

    /// What a mask of `tokens` says that the last of them sees, if that is so many just before it; nothing when it
    /// is no mask of so many.
    ///
    /// @param mask `[…,tokens,tokens]`: what is seen, or what is added to scores
    static Optional<Past> ofLast(Tensor mask, int tokens) {
        int rank = mask.rank();
        if (rank < 2 || mask.dim(rank - 1) != tokens || mask.dim(rank - 2) != tokens) {
            return Optional.empty();
        }
        int row = (tokens - 1) * tokens;
        int seen = 0;
        while (seen < tokens && isSeen(mask, row + tokens - 1 - seen)) {
            seen++;
        }
        return Optional.of(new Past(seen == tokens ? 0 : seen)).filter(_ -> mask.count() > 0);
    }

    private static boolean isSeen(Tensor mask, int i) {
        return mask.type() == ElementType.BOOL ? mask.integer(i) != 0 : mask.number(i) == 0;
    }

    private static boolean isHidden(Tensor mask, int i) {
        return mask.type() == ElementType.BOOL ? mask.integer(i) == 0 : mask.number(i) <= MASKED;
    }

    /// Whether a mask lets tokens see the past and nothing else.
    ///
    /// @param causal whether what is behind a token is hidden whatever the mask says
    static boolean isOf(Past past, Tensor mask, int tokens, boolean causal) {
        for (int i = 0; i < mask.count(); i++) {
            int back = i / tokens % tokens - i % tokens;
            boolean seen = back >= 0 && (past.window() == 0 || back < past.window());
            boolean fits = seen ? isSeen(mask, i) : causal && back < 0 || isHidden(mask, i);
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
