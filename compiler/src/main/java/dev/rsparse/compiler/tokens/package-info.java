/// a token file, a text, or a seed → windows of token ids, cut or sampled when they are asked for, and what tells
/// one set of windows from another.
package dev.rsparse.compiler.tokens;
