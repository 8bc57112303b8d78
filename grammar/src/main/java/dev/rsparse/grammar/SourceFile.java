package dev.rsparse.grammar;

import java.util.List;

/// A whole `.rsp` file.
///
/// @param version the language version it asks for, as written
/// @param versionSpan where the version stands
public record SourceFile(String version, Span versionSpan, List<Item> items) {
    public SourceFile {
        items = List.copyOf(items);
    }
}
