package dev.rsparse.runtime.io;

import java.nio.file.Path;

/// A checkpoint file that cannot be used. The message reads `path: what was expected and found; what to do`.
public final class WeightFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong with the file.
    public enum Kind {
        /// Missing, a directory where a file is needed, or not readable by this user.
        UNREADABLE,
        /// Shorter than its header says.
        TRUNCATED,
        /// Longer than its header says.
        TRAILING_BYTES,
        /// The header, the index or the configuration is not what its format asks for.
        CORRUPT_HEADER,
        /// One tensor name stands twice, in one file or in two.
        DUPLICATE_NAME,
        /// An element type that the reader does not know, or that the caller cannot use.
        UNSUPPORTED_TYPE,
        /// Shape times element size differs from the byte range.
        SIZE_MISMATCH,
        /// Two tensors share bytes.
        OVERLAP,
        /// Bytes between two tensors belong to neither.
        HOLE,
        /// A byte range reaches outside the file, or ends before it starts.
        OUT_OF_RANGE,
        /// No tensor of that name.
        NO_SUCH_TENSOR,
        /// The index names a shard that is not there, or a tensor that its shard does not have.
        WRONG_INDEX,
        /// A shard name or file pattern that may not be followed.
        BAD_NAME
    }

    private final Kind kind;
    private final transient Path path;
    private final String problem;
    private final String help;

    /// @param problem what was expected and what was found, without the path
    /// @param help what the user can do about it
    public WeightFileException(Kind kind, Path path, String problem, String help) {
        this(kind, path, problem, help, null);
    }

    /// As above, with the exception that brought it about (or null).
    public WeightFileException(Kind kind, Path path, String problem, String help, Throwable cause) {
        super(path + ": " + problem + "; " + help, cause);
        this.kind = kind;
        this.path = path;
        this.problem = problem;
        this.help = help;
    }

    /// What is wrong.
    public Kind kind() {
        return kind;
    }

    /// The file (or folder) at fault.
    public Path path() {
        return path;
    }

    /// What was expected and what was found, without the path.
    public String problem() {
        return problem;
    }

    /// What the user can do about it.
    public String help() {
        return help;
    }
}
