package dev.rsparse.runtime.text;

import java.nio.file.Path;

/// A `tokenizer.json` that cannot be read, or that asks for something this package does not do. The message reads
/// `path: part: what was found; what to do`.
public final class TokenizerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;
    private final String part;
    private final String problem;

    TokenizerException(Path path, String part, String problem, Throwable cause) {
        super(path + ": " + (part.isEmpty() ? "" : part + ": ") + problem, cause);
        this.path = path;
        this.part = part;
        this.problem = problem;
    }

    /// The file at fault.
    public Path path() {
        return path;
    }

    /// The part of the file at fault, such as `pre_tokenizer.behavior`; empty when it is the file as a whole.
    public String part() {
        return part;
    }

    /// What was found and, behind the last `; `, what to do.
    public String problem() {
        return problem;
    }
}
