package dev.rsparse.compiler.engine;

/// How kernel IR becomes a class.
public enum BackEnd {
    /// Class files, written directly.
    BYTECODE,
    /// Java source, compiled by the JDK's compiler.
    SOURCE
}
