package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.runtime.io.WeightFileException;
import java.util.Optional;

/// Where the values of tensors come from: a checkpoint, or tensors computed from those of one. Safe for use by many
/// threads.
public interface WeightSource {

    /// The type of the tensor called `name`, if there is one.
    Optional<TensorType> find(String name);

    /// Reads elements `from`, `from + 1`, … of a tensor, in row-major order, as 32-bit floats. Cheapest from front
    /// to back.
    ///
    /// @param offset where the first element goes in `into`
    /// @throws IndexOutOfBoundsException when the tensor or the array is too short
    /// @throws WeightFileException when there is no such tensor, or its type is none of `f32`, `f16`, `bf16`
    void read(String tensor, long from, float[] into, int offset, int count);

    /// Reads pieces of neighbouring rows of a matrix, the first of them from element `from` on, as
    /// [#read(String, long, float[], int, int)] would one after the other.
    ///
    /// @param into gets the first piece from its start on
    default void read(String tensor, long from, Pieces pieces, float[] into) {
        for (int piece = 0; piece < pieces.count(); piece++) {
            read(tensor, from + piece * pieces.step(), into, piece * pieces.stride(), pieces.length());
        }
    }

    /// Pieces of equal length at equal distances.
    ///
    /// @param count how many there are
    /// @param length elements of each
    /// @param step elements from the start of one to that of the next: the width of the matrix
    /// @param stride the same where they are read to
    record Pieces(int count, int length, long step, int stride) {}

    /// Whether any order of reading is as cheap as that from front to back, also on several threads at once.
    default boolean isReadInAnyOrder() {
        return false;
    }
}
