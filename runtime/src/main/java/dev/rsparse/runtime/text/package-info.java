/// text → token ids → text, as a model's `tokenizer.json` says.
///
/// Covers byte-level byte-pair encoding. A file that asks for anything else is refused by name when it is loaded,
/// so that no text is ever split almost right.
package dev.rsparse.runtime.text;
