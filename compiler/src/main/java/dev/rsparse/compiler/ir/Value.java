package dev.rsparse.compiler.ir;

/// What flows along an edge of a graph: a graph input or the output of one node.
///
/// @param id unique within the graph
/// @param name the name the source gave it, or one made from the operator; for people, not unique
public record Value(int id, String name, TensorType type) {
    @Override
    public String toString() {
        return "%" + id;
    }
}
