/// class files, packed weights and a tokenizer → one jar that runs alone: with the runtime's classes, a manifest
/// and a module descriptor.
package dev.rsparse.compiler.jar;
