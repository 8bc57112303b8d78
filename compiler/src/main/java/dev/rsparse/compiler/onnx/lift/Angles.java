package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// By how much pairs of a head turn from token to token, read from cosines and sines.
///
/// @param frequencies radians per token of each pair
/// @param magnitude what turned numbers are multiplied by
record Angles(List<Double> frequencies, double magnitude) {

    /// Of cosines and sines computed in 32 bits.
    private static final double SAME = 1e-4;

    /// Relative, of angles of later tokens, which are rounded to 32 bits before they are looked up.
    private static final double ROUNDING = 4e-7;

    Angles {
        frequencies = List.copyOf(frequencies);
    }

    /// The angles that rows of cosines and sines are of; nothing when not every token turns by the same again.
    ///
    /// @param cosines `[tokens,pairs]`, whatever its axes, of two tokens at least
    /// @param sines the same
    static Optional<Angles> of(Tensor cosines, Tensor sines, int pairs) {
        double magnitude = cosines.number(0);
        List<Double> frequencies = new ArrayList<>();
        for (int pair = pairs; pair < 2 * pairs; pair++) {
            frequencies.add(Math.atan2(sines.number(pair), cosines.number(pair)));
        }
        Angles angles = new Angles(frequencies, magnitude);
        return angles.isOf(cosines, sines) ? Optional.of(angles) : Optional.empty();
    }

    /// Whether they are those of a sequence of another length.
    boolean isLike(Angles other) {
        return magnitude == other.magnitude && frequencies.equals(other.frequencies);
    }

    private boolean isOf(Tensor cosines, Tensor sines) {
        int pairs = frequencies.size();
        if (!(magnitude > 0)) {
            return false;
        }
        for (int i = 0; i < cosines.count(); i++) {
            double angle = i / pairs * frequencies.get(i % pairs);
            double slack = magnitude * (SAME + ROUNDING * Math.abs(angle));
            boolean fits = Math.abs(cosines.number(i) - magnitude * Math.cos(angle)) <= slack
                    && Math.abs(sines.number(i) - magnitude * Math.sin(angle)) <= slack;
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
