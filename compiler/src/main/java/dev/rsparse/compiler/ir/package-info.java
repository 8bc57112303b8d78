/// checked model → [dev.rsparse.compiler.ir.Graph] → every later stage. The graph, its nodes and types, the
/// verifier and the text form. Nothing here knows of source text, files or kernels.
package dev.rsparse.compiler.ir;
