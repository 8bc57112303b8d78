package dev.rsparse.compiler.ir;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Element type and shape of a value; a rank of 0 is a scalar.
public record TensorType(DType dtype, List<Dim> shape) {

    /// Axes of a batch of pictures.
    public static final int PICTURES = 4;

    public TensorType {
        shape = List.copyOf(shape);
    }

    /// A type whose every extent is known.
    public static TensorType of(DType dtype, long... shape) {
        return new TensorType(
                dtype, Arrays.stream(shape).<Dim>mapToObj(Dim.Fixed::new).toList());
    }

    public int rank() {
        return shape.size();
    }

    /// The extent at `axis`; negative axes count from the end.
    public Dim dim(int axis) {
        return shape.get(axis < 0 ? axis + shape.size() : axis);
    }

    /// The extent at `axis` as a number.
    ///
    /// @throws IllegalStateException when it is symbolic
    public int size(int axis) {
        return switch (dim(axis)) {
            case Dim.Fixed(long size) -> Math.toIntExact(size);
            case Dim.Symbol(String name) -> throw new IllegalStateException("extent " + name + " of " + this);
        };
    }

    /// Numbers that lie together: those of a picture `[N,C,H,W]`, else those along the last axis.
    ///
    /// @throws IllegalStateException when their extents are symbolic
    public int rowSize() {
        return rank() == PICTURES ? Math.multiplyExact(Math.multiplyExact(size(1), size(2)), size(3)) : size(-1);
    }

    /// How many numbers there are.
    ///
    /// @throws IllegalStateException when an extent is symbolic
    public int count() {
        int count = 1;
        for (int axis = 0; axis < rank(); axis++) {
            count = Math.multiplyExact(count, size(axis));
        }
        return count;
    }

    /// The same type with another last extent.
    public TensorType withLast(Dim last) {
        List<Dim> dims = new java.util.ArrayList<>(shape);
        dims.set(dims.size() - 1, last);
        return new TensorType(dtype, dims);
    }

    @Override
    public String toString() {
        return dtype.text() + shape.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
