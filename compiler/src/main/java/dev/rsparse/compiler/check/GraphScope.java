package dev.rsparse.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Where statements of a graph stand.
///
/// @param instances of the `repeat`s over weights around, the outermost first; empty at the top
/// @param outside how many of the instances stand around the call of the function whose body this is, if it is one:
///     of the model nothing is visible there but what the call gives
record GraphScope(List<Instance> instances, OptionalInt outside) {

    static final GraphScope TOP = new GraphScope(List.of(), OptionalInt.empty());

    /// One of the times that a `repeat` over weights runs.
    ///
    /// @param name of the scope whose weights it runs over, without those around it
    record Instance(String name, long index) {
        @Override
        public String toString() {
            return name + "[" + index + "]";
        }
    }

    GraphScope {
        instances = List.copyOf(instances);
    }

    /// Whether in the body of a function.
    boolean inFunction() {
        return outside.isPresent();
    }

    /// Whether the scopes inside that of [#family] are visible: in a function not before it repeats over weights.
    boolean seesInside() {
        return outside.isEmpty() || instances.size() > outside.getAsInt();
    }

    /// Whether inside a `repeat` over weights.
    boolean isInstance() {
        return !instances.isEmpty();
    }

    /// `layer[3].expert[1]`, empty at the top.
    String path() {
        return path(instances.size());
    }

    /// The path of the outermost `depth` instances.
    String path(int depth) {
        return instances.stream().limit(depth).map(Instance::toString).collect(Collectors.joining("."));
    }

    /// The indices of the instances, the outermost first.
    List<Long> indices() {
        return instances.stream().map(Instance::index).toList();
    }

    /// The scope whose weights the innermost `repeat` runs over, as [WeightTable] calls it: `layer.expert`.
    String family() {
        return instances.stream().map(Instance::name).collect(Collectors.joining("."));
    }

    /// An instance of a `repeat` that stands here.
    ///
    /// @param family a scope inside that of [#family]
    GraphScope instance(String family, long number) {
        List<Instance> inner = new ArrayList<>(instances);
        inner.add(new Instance(WeightTable.lastName(family), number));
        return new GraphScope(inner, outside);
    }

    /// The body of a function that is called here.
    GraphScope function() {
        return new GraphScope(instances, OptionalInt.of(instances.size()));
    }
}
