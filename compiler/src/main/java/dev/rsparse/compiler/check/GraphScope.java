package dev.rsparse.compiler.check;

/// Where statements of a graph stand.
///
/// @param path of the enclosing instance of a `repeat` over weights, such as `layer[3]`; empty at the top
/// @param index the number of that instance
record GraphScope(String path, long index) {

    static final GraphScope TOP = new GraphScope("", 0);
}
