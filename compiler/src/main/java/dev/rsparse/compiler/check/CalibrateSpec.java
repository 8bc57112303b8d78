package dev.rsparse.compiler.check;

import dev.rsparse.grammar.Span;
import java.nio.file.Path;

/// The text that a policy is calibrated and tuned on unless a command is given another.
///
/// @param file its path as written, relative to the source
/// @param windows sequences to read, at least 1
/// @param windowLength tokens of each, at least 2
/// @param seed of what a search draws
/// @param span the statement in the source
public record CalibrateSpec(String file, int windows, int windowLength, long seed, Span span) {

    private static final String TOKENS = ".u16";

    /// The text's path for a source at `source`.
    public Path resolve(Path source) {
        return source.resolveSibling(file);
    }

    /// Whether the file holds token ids, little-endian 16 bits each, rather than a text.
    public boolean holdsTokens() {
        return file.endsWith(TOKENS);
    }
}
