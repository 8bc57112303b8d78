package dev.rsparse.compiler.project;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import java.util.List;
import java.util.Map;

/// What the user gave cannot be used; carries everything there is to say about it.
public final class ProjectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;
    private final transient Map<String, String> sources;

    /// @param sources text of each source file by the name its spans use
    public ProjectException(List<Diagnostic> diagnostics, Map<String, String> sources) {
        super(diagnostics.toString());
        this.diagnostics = List.copyOf(diagnostics);
        this.sources = Map.copyOf(sources);
    }

    /// One problem of a file.
    public static ProjectException of(String path, Code code, String message, String help) {
        return new ProjectException(
                List.of(Diagnostic.inFile(path, code, message).help(help)), Map.of());
    }

    /// At least one of them is an error.
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    public Map<String, String> sources() {
        return sources;
    }
}
