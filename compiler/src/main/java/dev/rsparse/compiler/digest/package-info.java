/// Digests by which weights, texts and measurements know each other.
package dev.rsparse.compiler.digest;
