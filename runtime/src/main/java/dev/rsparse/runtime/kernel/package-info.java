/// activations and mapped weights → activations. The vector routines that emitted classes share because they do not
/// depend
/// on a layer's shape: normalisation, rotary embedding, attention, elementwise operations, embedding rows. Each has
/// a scalar
/// twin in [dev.rsparse.runtime.scalar], which is its specification.
///
/// Activations are row-major `float[]` with a row per token and a stride that may exceed the width; what lies
/// between is
/// zero and stays so. Sums over lanes use a fixed tree, never `reduceLanes`, whose order the JDK leaves open: the
/// same
/// input gives the same bits in the interpreter and in compiled code.
package dev.rsparse.runtime.kernel;
