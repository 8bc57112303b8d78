package dev.rsparse.compiler.onnx.sites;

/// A node that looks like a linear and is no site.
///
/// @param node its path
/// @param operator with its domain unless that is ONNX itself
/// @param reason in plain words
public record NotTaken(String node, String operator, String reason) {}
