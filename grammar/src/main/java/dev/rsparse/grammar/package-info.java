/// text → [dev.rsparse.grammar.SourceFile].
///
/// The syntax of `.rsp` files: what stands where, and nothing of what it means.
/// [dev.rsparse.grammar.SourceParser] is the entry point; the tree is immutable and every part knows its place.
package dev.rsparse.grammar;
