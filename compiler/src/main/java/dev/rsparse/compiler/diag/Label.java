package dev.rsparse.compiler.diag;

import dev.rsparse.grammar.Span;

/// A place and what is to be said about it; the text may be empty.
public record Label(Span span, String text) {}
