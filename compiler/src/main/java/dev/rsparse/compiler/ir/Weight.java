package dev.rsparse.compiler.ir;

/// A tensor of the checkpoint as the graph uses it.
///
/// @param path the name the `.rsp` file binds, such as `layer[3].q`; names the site of a linear
/// @param tensor the tensor's name in the checkpoint; two weights that are tied share it
/// @param type dtype and shape as stored
public record Weight(String path, String tensor, TensorType type) {
    @Override
    public String toString() {
        return "@" + path;
    }
}
