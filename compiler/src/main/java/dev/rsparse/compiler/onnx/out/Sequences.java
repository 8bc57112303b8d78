package dev.rsparse.compiler.onnx.out;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What a graph of tokens makes of its input `i64[batch, sequence]` besides looking the tokens up: extents,
/// positions and masks. Each is made when it is first asked for.
final class Sequences {

    private final Draft draft;
    private final String ids;
    private final Map<String, String> known = new HashMap<>();

    /// @param ids the graph's input
    Sequences(Draft draft, String ids) {
        this.draft = draft;
        this.ids = ids;
    }

    /// All tokens, one sequence behind the other: `i64[batch * sequence]`.
    String tokens() {
        return once("tokens", name -> draft.node(name, "Reshape", List.of(ids, draft.integers(-1))));
    }

    /// `i64[2]`, the batch and the length of its sequences.
    String extents() {
        return once("extents", name -> draft.node(name, "Shape", List.of(ids)));
    }

    /// The batch, the length of its sequences, and more extents.
    String extents(long... more) {
        String key = Arrays.stream(more).mapToObj(Long::toString).collect(Collectors.joining("_", "extents/", ""));
        return once(key, name -> {
            List<String> parts = List.of(extents(), draft.integers(more));
            return draft.node(name, "Concat", parts, Attributes.integer("axis", 0));
        });
    }

    /// `i64[sequence]`: 0, 1, ….
    String positions() {
        return once("positions", name -> {
            String length = draft.node("sequence", "Gather", List.of(extents(), draft.integer(1)));
            return draft.node(name, "Range", List.of(draft.integer(0), length, draft.integer(1)));
        });
    }

    /// `i64[sequence, 1]`.
    String column() {
        return once("positions/column", name -> draft.node(name, "Unsqueeze", List.of(positions(), draft.integers(1))));
    }

    /// `i64[batch, sequence]`: the place of each token in its sequence.
    String places() {
        return once("places", name -> draft.node(name, "Expand", List.of(positions(), extents())));
    }

    /// `i64[batch * sequence]`: the same of all tokens, moved on by `offset`.
    String rows(int offset) {
        return once("places/" + offset, name -> {
            String rows =
                    once("places/rows", each -> draft.node(each, "Reshape", List.of(places(), draft.integers(-1))));
            return offset == 0 ? rows : draft.node(name, "Add", List.of(rows, draft.integer(offset)));
        });
    }

    /// `bool[batch * sequence, 1]`: which tokens are the first of their sequence.
    String first() {
        return once("first", name -> {
            String first = draft.node("first/row", "Equal", List.of(rows(0), draft.integer(0)));
            return draft.node(name, "Unsqueeze", List.of(first, draft.integers(1)));
        });
    }

    /// `bool[sequence, sequence]`: which positions, along the last axis, a token sees.
    ///
    /// @param window how many, its own among them; 0 for all up to it
    String visible(int window) {
        return once("visible/" + window, name -> {
            String past = once("visible/past", each -> draft.node(each, "LessOrEqual", List.of(positions(), column())));
            if (window == 0) {
                return past;
            }
            String first = draft.node(name + "/before", "Sub", List.of(column(), draft.integer(window)));
            String near = draft.node(name + "/near", "Greater", List.of(positions(), first));
            return draft.node(name, "And", List.of(past, near));
        });
    }

    /// `f32[sequence, sequence]`: 0 where a token sees a position, else minus infinity.
    String mask(int window) {
        return once(
                window == 0 ? "mask" : "mask/" + window,
                name -> draft.node(
                        name,
                        "Where",
                        List.of(visible(window), draft.number(0), draft.number(Float.NEGATIVE_INFINITY))));
    }

    /// Anything else that is made once.
    String once(String key, UnaryOperator<String> maker) {
        String found = known.get(key);
        if (found != null) {
            return found;
        }
        String made = maker.apply(key);
        known.put(key, made);
        return made;
    }
}
