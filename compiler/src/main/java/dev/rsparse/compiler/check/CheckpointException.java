package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Diagnostic;

/// A checkpoint that cannot be read; the checker turns it back into the diagnostic it carries.
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Diagnostic diagnostic;

    public CheckpointException(Diagnostic diagnostic) {
        super(diagnostic.message());
        this.diagnostic = diagnostic;
    }

    public Diagnostic diagnostic() {
        return diagnostic;
    }
}
