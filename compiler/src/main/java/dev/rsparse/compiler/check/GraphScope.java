package dev.rsparse.compiler.check;

/// Where statements of a graph stand.
///
/// @param path of the enclosing instance of a `repeat` over weights, such as `layer[3]`; empty at the top
/// @param index the number of that instance
/// @param inFunction whether in the body of a function, where of the model nothing is visible
record GraphScope(String path, long index, boolean inFunction) {

    static final GraphScope TOP = new GraphScope("", 0, false);

    /// Whether inside a `repeat` over weights.
    boolean isInstance() {
        return !path.isEmpty();
    }

    /// The instance of a `repeat` over the weights of `family` that stands here.
    GraphScope instance(String family, long number) {
        return new GraphScope(family + "[" + number + "]", number, inFunction);
    }

    /// The body of a function that is called here.
    GraphScope function() {
        return new GraphScope(path, index, true);
    }
}
