package dev.rsparse.compiler.tokens;

import java.util.Optional;
import java.util.OptionalLong;

/// What tells a text, cut into windows, from another one.
///
/// @param name file name without folders, or [#SELF]
/// @param digest as [WindowDigests#text()]; empty while the model has still to sample the text
/// @param seed that the model samples the text with; empty for a file
/// @param windows number of windows
/// @param windowLength tokens in each
public record TextIdentity(String name, Optional<String> digest, OptionalLong seed, int windows, int windowLength) {

    /// The name of a text that the model samples itself.
    public static final String SELF = "self";
}
