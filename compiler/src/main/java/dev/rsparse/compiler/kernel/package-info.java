/// lowering → [dev.rsparse.compiler.kernel.Function] → emitters. The kernel IR: typed imperative code over scalars,
/// arrays,
/// mapped memory and vectors of the machine's preferred width. It knows nothing of Java source or class files; each
/// emitter
/// prints it, and what a kernel computes is decided here alone.
package dev.rsparse.compiler.kernel;
