package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is known of a value before the graph runs.
///
/// @param type of its elements
/// @param shape extents, outermost first
/// @param contents the elements of a scalar or a vector of type I64, I32 or BOOL (0 and 1)
public record Facts(Optional<ElementType> type, Optional<List<Extent>> shape, Optional<List<Extent>> contents) {

    /// Nothing is known.
    public static final Facts NONE = new Facts(Optional.empty(), Optional.empty(), Optional.empty());

    /// Elements that contents may have: those of shapes and indices.
    static final int MOST_CONTENTS = 64;

    private static final Set<ElementType> WHOLE = Set.of(ElementType.I64, ElementType.I32, ElementType.BOOL);

    public Facts {
        shape = shape.map(List::copyOf);
        contents = contents.map(List::copyOf);
    }

    /// A value of that shape.
    public static Facts of(Optional<ElementType> type, List<Extent> shape) {
        return new Facts(type, Optional.of(shape), Optional.empty());
    }

    /// A vector of whole numbers.
    static Facts vector(Optional<ElementType> type, List<Extent> elements) {
        return new Facts(type, Optional.of(List.of(Extent.of(elements.size()))), Optional.of(elements));
    }

    /// A scalar.
    static Facts scalar(Optional<ElementType> type, Extent element) {
        return new Facts(type, Optional.of(List.of()), Optional.of(List.of(element)));
    }

    /// All that a tensor tells.
    public static Facts of(Tensor tensor) {
        List<Extent> shape = Arrays.stream(tensor.dims()).mapToObj(Extent::of).toList();
        Optional<ElementType> type = Optional.of(tensor.type());
        if (tensor.rank() > 1 || tensor.count() > MOST_CONTENTS || !WHOLE.contains(tensor.type())) {
            return of(type, shape);
        }
        List<Extent> contents = new ArrayList<>();
        for (int i = 0; i < tensor.count(); i++) {
            contents.add(Extent.of(tensor.integer(i)));
        }
        return new Facts(type, Optional.of(shape), Optional.of(contents));
    }

    /// The same of another type; as BOOL and in types that hold fewer numbers, elements may be others.
    Facts as(Optional<ElementType> other) {
        boolean whole = other.equals(type)
                || other.equals(Optional.of(ElementType.I64))
                || other.equals(Optional.of(ElementType.I32));
        return new Facts(other, shape, whole ? contents : Optional.empty());
    }

    /// The same with these contents, if there are not too many.
    Facts containing(Optional<List<Extent>> elements) {
        return new Facts(type, shape, elements.filter(found -> found.size() <= MOST_CONTENTS));
    }

    /// Number of axes, if known.
    public Optional<Integer> rank() {
        return shape.map(List::size);
    }

    /// The extent of an axis, counted from the last when below 0; nothing when it is not known or there is none.
    public Optional<Extent> extent(int axis) {
        return shape.filter(all -> axis < all.size() && axis >= -all.size())
                .map(all -> all.get(axis < 0 ? all.size() + axis : axis));
    }

    /// The contents as numbers; nothing when symbols decide any of them.
    public Optional<long[]> numbers() {
        return contents.filter(all -> all.stream().allMatch(Extent::isFixed))
                .map(all -> all.stream().mapToLong(Extent::number).toArray());
    }
}
