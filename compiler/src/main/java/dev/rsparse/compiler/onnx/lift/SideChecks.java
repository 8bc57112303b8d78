package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Whether masks, positions and angles are those that a graph of layers means. Each is computed for sequences of
/// several lengths and compared element by element.
final class SideChecks {

    private static final List<Integer> LENGTHS = List.of(1, 2, 7, 40);

    /// Longest sequence that a mask is computed for: its elements are the square of it.
    private static final int LONGEST = 2048;

    /// Scores below it have no weight: `exp` of it is 0 beside any other that occurs.
    private static final double MASKED = -1e4;

    /// Relative, of frequencies computed in 32 bits.
    private static final double SAME = 1e-4;

    private final SideValues values;

    SideChecks(SideValues values) {
        this.values = values;
    }

    /// Why a mask is not causal; nothing when it lets each token see those before it and itself, and no others.
    Optional<String> notCausal(Value mask) {
        long number = values.largestNumber(mask);
        if (number >= LONGEST) {
            return Optional.of("the mask is computed from the number " + number + ", too large to try");
        }
        int beyond = Math.max(LENGTHS.getLast(), Math.toIntExact(number) + 3);
        for (int tokens : List.of(1, 2, 7, beyond)) {
            Optional<Tensor> found = values.of(mask, tokens);
            if (found.isEmpty()) {
                return Optional.of("the mask cannot be computed for a sequence of " + tokens);
            }
            if (!isCausal(found.get(), tokens)) {
                return Optional.of("the mask is not causal for a sequence of " + tokens);
            }
        }
        return Optional.empty();
    }

    private static boolean isCausal(Tensor mask, int tokens) {
        int rank = mask.rank();
        if (rank < 2 || mask.dim(rank - 1) != tokens || mask.dim(rank - 2) != tokens) {
            return false;
        }
        for (int i = 0; i < mask.count(); i++) {
            boolean seen = i % tokens <= i / tokens % tokens;
            boolean fits = mask.type() == ElementType.BOOL
                    ? mask.integer(i) == (seen ? 1 : 0)
                    : seen ? mask.number(i) == 0 : mask.number(i) <= MASKED;
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /// By how much the positions that a table is read at are ahead of 0, 1, 2, …; nothing when they are others.
    OptionalInt offset(Value positions) {
        OptionalInt offset = OptionalInt.empty();
        for (int tokens : LENGTHS) {
            Optional<Tensor> found = values.of(positions, tokens);
            if (found.isEmpty() || found.get().count() != tokens) {
                return OptionalInt.empty();
            }
            int first = (int) found.get().integer(0);
            if (offset.isPresent() && offset.getAsInt() != first || first < 0) {
                return OptionalInt.empty();
            }
            for (int i = 0; i < tokens; i++) {
                if (found.get().integer(i) != first + i) {
                    return OptionalInt.empty();
                }
            }
            offset = OptionalInt.of(first);
        }
        return offset;
    }

    /// The base `theta` of a rotation whose pair `i` of `pairs` turns by `theta^(-i/pairs)` from one token to the
    /// next; nothing when cosines and sines are others.
    ///
    /// @param cos `[…,tokens,pairs]`
    /// @param sin the same
    Optional<Double> theta(Value cos, Value sin) {
        int tokens = LENGTHS.getLast();
        Optional<Tensor> cosines = values.of(cos, tokens);
        Optional<Tensor> sines = values.of(sin, tokens);
        if (cosines.isEmpty()
                || sines.isEmpty()
                || cosines.get().rank() < 2
                || !cosines.get().hasDimsOf(sines.get())) {
            return Optional.empty();
        }
        int pairs = cosines.get().dim(cosines.get().rank() - 1);
        if (pairs < 2 || cosines.get().count() != tokens * pairs) {
            return Optional.empty();
        }
        double slowest =
                Math.atan2(sines.get().number(2 * pairs - 1), cosines.get().number(2 * pairs - 1));
        double theta = rounded(Math.pow(slowest, -(double) pairs / (pairs - 1)));
        return isRotation(cosines.get(), sines.get(), theta, pairs) ? Optional.of(theta) : Optional.empty();
    }

    /// The number with few digits that is meant.
    private static double rounded(double number) {
        return Double.isFinite(number) && number > 0
                ? Double.parseDouble(String.format(Locale.ROOT, "%.4g", number))
                : 0;
    }

    private static boolean isRotation(Tensor cosines, Tensor sines, double theta, int pairs) {
        for (int i = 0; i < cosines.count(); i++) {
            double angle = i / pairs * Math.pow(theta, -(double) (i % pairs) / pairs);
            // What a slow pair turns by from one token to the next is told by its sine alone.
            double slack = i / pairs == 1 ? SAME * Math.abs(Math.sin(angle)) : SAME;
            boolean fits = Math.abs(cosines.number(i) - Math.cos(angle)) < SAME
                    && Math.abs(sines.number(i) - Math.sin(angle)) <= slack;
            if (!fits) {
                return false;
            }
        }
        return theta > 0;
    }
}
