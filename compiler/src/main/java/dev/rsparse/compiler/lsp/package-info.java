/// requests of an editor (language server protocol 3.17) → diagnostics, hovers, definitions, completions, edits.
package dev.rsparse.compiler.lsp;
