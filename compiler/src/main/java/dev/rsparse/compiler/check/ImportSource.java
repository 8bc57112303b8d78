package dev.rsparse.compiler.check;

import java.util.Optional;

/// Where files are found that a source imports by a path.
public interface ImportSource {

    /// Nowhere.
    ImportSource NONE = _ -> Optional.empty();

    /// A file that was read.
    ///
    /// @param name what diagnostics call it
    record Text(String name, String text) {}

    /// The file at `path`, which is relative to the source; nothing when it cannot be read.
    Optional<Text> read(String path);
}
