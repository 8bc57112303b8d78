package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Value;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Constants of a spelling that must be certain numbers.
final class Numbers {

    private Numbers() {}

    /// Why they are not what they must be.
    ///
    /// @param expected by name; names that the match does not have are passed over
    /// @param x what they are combined with
    static Optional<String> problem(Match match, Map<String, Double> expected, Value x, Surroundings around) {
        for (Map.Entry<String, Double> entry : new TreeMap<>(expected).entrySet()) {
            Optional<Value> value = match.find(entry.getKey());
            if (value.isPresent() && !around.is(value.get(), entry.getValue())) {
                return Optional.of("expected the number " + entry.getValue().floatValue() + ", found "
                        + (float) around.number(value.get()).orElseThrow());
            }
            if (value.isPresent() && !around.isSpread(value.get(), x)) {
                return Optional.of("a constant of one element may add axes to the result");
            }
        }
        return Optional.empty();
    }
}
