package dev.rsparse.compiler.onnx.lift;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/// How the language says what turns heads: a base, and what `config.json` says of angles beside it.
///
/// @param theta pair `i` of `pairs` turns by `theta^(-i/pairs)` from one token to the next, if not scaled
/// @param configuration values of `config.json`, by key
record RopeForm(double theta, Map<String, Object> configuration) {

    /// Relative, of frequencies computed in 32 bits.
    private static final double SAME = 1e-5;

    RopeForm {
        configuration = Map.copyOf(configuration);
    }

    /// The form that gives these angles; nothing when there is none.
    static Optional<RopeForm> of(Angles angles) {
        List<Double> frequencies = angles.frequencies();
        int pairs = frequencies.size();
        if (pairs < 2 || Math.abs(angles.magnitude() - 1) > SAME) {
            return Optional.empty();
        }
        double base = Math.pow(frequencies.getLast(), -(double) pairs / (pairs - 1));
        return Optional.of(rounded(base))
                .filter(theta -> isSame(frequencies, pair -> Math.pow(theta, -pair / pairs)))
                .map(theta -> new RopeForm(theta, Map.of()));
    }

    /// The number with few digits that is meant.
    private static double rounded(double number) {
        return Double.isFinite(number) && number > 0
                ? Double.parseDouble(String.format(Locale.ROOT, "%.4g", number))
                : 1;
    }

    private static boolean isSame(List<Double> frequencies, DoubleUnaryOperator expected) {
        for (int pair = 0; pair < frequencies.size(); pair++) {
            double wanted = expected.applyAsDouble(pair);
            if (!(Math.abs(frequencies.get(pair) - wanted) <= SAME * wanted)) {
                return false;
            }
        }
        return true;
    }
}
