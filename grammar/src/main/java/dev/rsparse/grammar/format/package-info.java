/// well-formed text → the same text in the one layout.
///
/// Works on tokens and comments, not on the tree: a construct that the syntax gains needs nothing here.
package dev.rsparse.grammar.format;
