package dev.rsparse.runtime.text;

import java.nio.file.Path;

/// A `tokenizer.json` that cannot be read, or that asks for something this package does not do. The message reads
/// `path: part: what was found; what to do`.
public final class TokenizerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What to do about a file that is not what its format asks for.
    static final String DAMAGED = "download the file again";

    private final transient Path path;
    private final String part;
    private final String problem;
    private final String help;

    /// @param part empty for the file as a whole
    /// @param cause may be null
    TokenizerException(Path path, String part, String problem, String help, Throwable cause) {
        super(path + ": " + (part.isEmpty() ? "" : part + ": ") + problem + "; " + help, cause);
        this.path = path;
        this.part = part;
        this.problem = problem;
        this.help = help;
    }

    /// The file at fault.
    public Path path() {
        return path;
    }

    /// The part of the file at fault, such as `pre_tokenizer.behavior`; empty when it is the file as a whole.
    public String part() {
        return part;
    }

    /// What was expected and found.
    public String problem() {
        return problem;
    }

    /// What the user can do.
    public String help() {
        return help;
    }
}
