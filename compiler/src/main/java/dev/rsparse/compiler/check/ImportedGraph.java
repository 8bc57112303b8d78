package dev.rsparse.compiler.check;

/// A graph that is no text of a user, written down as if it were.
///
/// @param text a `.rsp` file with one model
/// @param checkpoint where its weights are found
public record ImportedGraph(ImportSource.Text text, CheckpointSource checkpoint) {}
