package dev.rsparse.compiler.ir;

/// A tensor of the checkpoint as the graph uses it.
///
/// @param path the name the `.rsp` file binds, such as `layer[3].q`; names the site of a linear
/// @param tensor the tensor's name in the checkpoint; two weights that are tied share it
/// @param type dtype and shape as stored
public record Weight(String path, String tensor, TensorType type) {

    /// Number of elements of a matrix.
    public long elements() {
        return (long) type.size(0) * type.size(1);
    }

    /// What two factors of rank `rank` take of the bytes of a matrix, as a share of them.
    public double factorShare(int rank) {
        return rank * ((double) type.size(0) + type.size(1)) / elements();
    }

    @Override
    public String toString() {
        return "@" + path;
    }
}
