/// logits of one position → the id of the next token, the same for the same seed on every machine and Java version.
package dev.rsparse.runtime.sample;
