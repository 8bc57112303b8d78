/// [dev.rsparse.grammar.SourceFile] and the headers of a checkpoint → [dev.rsparse.compiler.check.CheckedModel].
///
/// Every name, shape, dtype and policy is settled here, before any weight is read.
/// [dev.rsparse.compiler.check.Checker] is the entry point; mistakes in the source are returned as diagnostics.
package dev.rsparse.compiler.check;
