package dev.rsparse.compiler.onnx.in;

/// A tensor of a graph: an input, a constant, or what a step gives.
///
/// @param id tells values of one graph apart, of its bodies too
/// @param name as the ONNX model calls it, for people; several may share one
public record Value(int id, String name) {

    /// What stands for an input or output that a node leaves out.
    public static final Value ABSENT = new Value(-1, "");

    /// Whether it is more than [#ABSENT].
    public boolean isPresent() {
        return id >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && value.id == id;
    }

    @Override
    public int hashCode() {
        return id;
    }
}
