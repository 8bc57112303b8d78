package dev.rsparse.compiler.diag;

/// Whether a problem stops the compiler.
public enum Severity {
    ERROR,
    WARNING
}
