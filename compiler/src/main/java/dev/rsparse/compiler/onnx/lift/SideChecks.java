package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Whether masks, positions and angles are those that a graph of layers means. Each is computed for sequences of
/// several lengths and compared element by element.
final class SideChecks {

    private static final List<Integer> LENGTHS = List.of(1, 2, 7, 40);

    /// Longest sequence that a mask is computed for: its elements are the square of it.
    private static final int LONGEST = 4096;

    private final SideValues values;
    /// By mask and by whether it is laid over a causal one.
    private final Map<List<Object>, Sight> sights = new HashMap<>();

    SideChecks(SideValues values) {
        this.values = values;
    }

    /// What a mask lets tokens see.
    ///
    /// @param causal whether what is behind a token is hidden whatever the mask says
    Sight sight(Value mask, boolean causal) {
        return sights.computeIfAbsent(List.of(mask, causal), _ -> computed(mask, causal));
    }

    private Sight computed(Value mask, boolean causal) {
        long number = values.largestNumber(mask);
        if (number > LONGEST) {
            return new Sight.Other("the mask is computed from the number " + number + ", too large to try");
        }
        int beyond = Math.max(LENGTHS.getLast(), Math.toIntExact(number) + 3);
        Optional<Sight.Past> past = values.of(mask, beyond).flatMap(found -> Sight.ofLast(found, beyond));
        for (int tokens : List.of(1, 2, 7, beyond)) {
            Optional<Tensor> found = values.of(mask, tokens);
            if (found.isEmpty()) {
                return new Sight.Other("the mask cannot be computed for a sequence of " + tokens);
            }
            boolean fits = past.isPresent()
                    && Sight.ofLast(found.get(), tokens).isPresent()
                    && Sight.isOf(past.get(), found.get(), tokens, causal);
            if (!fits) {
                return new Sight.Other("the mask is not that of the tokens before each, nor of the last of them, for "
                        + "a sequence of " + tokens);
            }
        }
        return past.orElseThrow();
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

    /// The angles that heads are turned by; nothing when they do not grow by the same from token to token.
    ///
    /// @param cos `[…,tokens,pairs]`, or rows of which each token reads that of its position
    /// @param sin the same
    /// @param positions of tokens; absent where there is a row for each token
    Optional<Angles> angles(Value cos, Value sin, Value positions) {
        Optional<Angles> angles = angles(cos, sin, positions, LENGTHS.getLast());
        long number = Math.max(values.largestNumber(cos), values.largestNumber(sin));
        if (angles.isEmpty() || number > LONGEST) {
            return angles;
        }
        // Angles that are others from some position on tell it by a number; a table may end there instead.
        int beyond = Math.max(LENGTHS.getLast(), Math.toIntExact(number) + 3);
        boolean isLong = values.of(cos, beyond)
                .filter(rows -> rows.rank() > 1 && rows.dim(-2) >= beyond)
                .isPresent();
        return angles.filter(found -> !isLong
                || angles(cos, sin, positions, beyond)
                        .filter(longer -> longer.isLike(found))
                        .isPresent());
    }

    private Optional<Angles> angles(Value cos, Value sin, Value positions, int tokens) {
        Optional<Tensor> cosines = values.of(cos, tokens);
        Optional<Tensor> sines = values.of(sin, tokens);
        if (cosines.isEmpty()
                || sines.isEmpty()
                || cosines.get().rank() < 2
                || !cosines.get().hasDimsOf(sines.get())) {
            return Optional.empty();
        }
        int pairs = cosines.get().dim(-1);
        boolean fits = positions.isPresent()
                ? cosines.get().count() >= tokens * pairs && offset(positions).equals(OptionalInt.of(0))
                : cosines.get().count() == tokens * pairs;
        return fits ? Angles.of(cosines.get(), sines.get(), pairs) : Optional.empty();
    }
}
