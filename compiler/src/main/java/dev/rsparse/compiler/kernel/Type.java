package dev.rsparse.compiler.kernel;

/// Types of kernel IR expressions.
public enum Type {
    NOTHING,
    BOOL,
    I32,
    I64,
    F32,
    /// `float[]`.
    FLOATS,
    /// `int[]`.
    INTS,
    /// `long[]`.
    LONGS,
    /// The weights, addressed in bytes.
    MEMORY,
    /// A vector of floats of the preferred width.
    VECTOR,
    /// A vector of 32-bit words with as many lanes as [#VECTOR].
    WORDS,
    /// One bit per lane.
    MASK,
    /// The session's [dev.rsparse.runtime.Workspace], as the emitted class extends it.
    WORKSPACE,
    /// A [dev.rsparse.runtime.KvCache].
    CACHE,
    /// A [dev.rsparse.runtime.kernel.Rope].
    ROPE,
    /// A [dev.rsparse.runtime.Probe].
    PROBE,
    /// A [dev.rsparse.runtime.StripLayout] constant.
    LAYOUT
}
