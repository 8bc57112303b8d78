package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.io.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// An input of a compiled graph.
///
/// @param dims extents, outermost first: numbers, or names that stand for the same extent wherever they occur in
///     one run; `?` goes with any extent, and a single `...` with any number of axes
public record Port(String name, ElementType type, List<String> dims) {

    private static final String ANY_RANK = "...";

    private static final String ANY = "?";

    public Port {
        dims = List.copyOf(dims);
    }

    /// One whose extents are written with commas between them; the empty text stands for a single number.
    public static Port of(String name, ElementType type, String dims) {
        return new Port(name, type, dims.isEmpty() ? List.of() : Arrays.asList(dims.split(",")));
    }

    /// Checks a tensor for this input.
    ///
    /// @param names the extents that names of earlier inputs stand for, to which those of this one are added
    /// @throws IllegalArgumentException naming the input, what was expected and what was found
    void check(Tensor given, NamedExtents names) {
        boolean anyRank = dims.size() == 1 && dims.getFirst().equals(ANY_RANK);
        if (given.type() != type || !(anyRank || given.rank() == dims.size())) {
            throw refused(given, "");
        }
        for (int axis = 0; axis < dims.size() && !anyRank; axis++) {
            String dim = dims.get(axis);
            int extent = given.dim(axis);
            if (Character.isDigit(dim.charAt(0))) {
                if (Long.parseLong(dim) != extent) {
                    throw refused(given, "");
                }
            } else if (!dim.equals(ANY)) {
                int known = names.bind(dim, extent);
                if (known != extent) {
                    throw refused(given, ", and " + dim + " is " + known + " in an earlier input");
                }
            }
        }
    }

    private IllegalArgumentException refused(Tensor given, String why) {
        return new IllegalArgumentException("input \"" + name + "\" expects " + this + ", got " + given + why);
    }

    /// Type and shape: `i64[batch,seq]`.
    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + "[" + String.join(",", dims) + "]";
    }
}
