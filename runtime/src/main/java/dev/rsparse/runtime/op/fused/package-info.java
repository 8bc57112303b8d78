/// What only the compiler puts into graphs: operators joined with those before them, weights in the order in which
/// they are read, pictures whose channels lie next to each other.
package dev.rsparse.runtime.op.fused;
