/// activations → activations, one element at a time: the specification of every vector kernel, written to be read
/// beside
/// the equation. Tests compare; nothing fast calls it.
package dev.rsparse.runtime.scalar;
