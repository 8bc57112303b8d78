package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the values of a graph are called in the model. A value of tokens `f32[T,n]` is `f32[batch * sequence, n]`
/// there, its rows; what rotates and attends has heads apart, `f32[batch, heads, sequence, n / heads]`. Either form
/// is made of the other where it is asked for, once.
final class Values {

    private final Draft draft;
    private final Optional<Sequences> sequences;
    private final Map<Integer, String> rows = new HashMap<>();
    private final Map<Integer, Heads> heads = new HashMap<>();

    /// A value with its heads apart.
    private record Heads(int dim, String name) {}

    /// @param sequences of a graph of tokens
    Values(Draft draft, Optional<Sequences> sequences) {
        this.draft = draft;
        this.sequences = sequences;
    }

    void put(Value value, String name) {
        rows.put(value.id(), name);
    }

    void putHeads(Value value, int dim, String name) {
        heads.put(value.id(), new Heads(dim, name));
    }

    /// The value as the graph has it.
    String of(Value value) {
        String found = rows.get(value.id());
        if (found != null) {
            return found;
        }
        Heads apart = heads.get(value.id());
        if (apart == null) {
            throw new IllegalStateException(value + " has not been made");
        }
        String made = together(apart.name(), value.type().size(-1));
        put(value, made);
        return made;
    }

    private String together(String name, int width) {
        if (sequences.isEmpty()) {
            return draft.node(name + "/rows", "Reshape", List.of(name, draft.integers(0, width)));
        }
        return rows(name, width, 0, 2, 1, 3);
    }

    /// Rows of a value whose axes are put in another order first.
    String rows(String name, int width, long... order) {
        String turned = draft.node(name + "/together", "Transpose", List.of(name), Attributes.integers("perm", order));
        return draft.node(name + "/rows", "Reshape", List.of(turned, draft.integers(-1, width)));
    }

    /// The value with heads of `dim` elements apart; of a graph of numbers `f32[rows, heads, dim]`.
    String heads(Value value, int dim) {
        Heads found = heads.get(value.id());
        if (found != null && found.dim() == dim) {
            return found.name();
        }
        String made = sequences.isEmpty()
                ? draft.node(
                        of(value) + "/heads",
                        "Reshape",
                        List.of(of(value), draft.integers(0, value.type().size(-1) / dim, dim)))
                : apart(value, dim, 0, 2, 1, 3);
        putHeads(value, dim, made);
        return made;
    }

    /// The heads of keys turned over: `f32[batch, heads, dim, sequence]`.
    String turnedHeads(Value value, int dim) {
        Heads found = heads.get(value.id());
        if (found == null || found.dim() != dim) {
            return apart(value, dim, 0, 2, 3, 1);
        }
        return draft.node(
                found.name() + "/turned", "Transpose", List.of(found.name()), Attributes.integers("perm", 0, 1, 3, 2));
    }

    private String apart(Value value, int dim, long... order) {
        String rows = of(value);
        String extents = sequences.orElseThrow().extents(value.type().size(-1) / dim, dim);
        String apart = draft.node(rows + "/apart", "Reshape", List.of(rows, extents));
        return draft.node(rows + "/heads", "Transpose", List.of(apart), Attributes.integers("perm", order));
    }
}
