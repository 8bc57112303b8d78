/// schedule → kernel IR. One class per kind of kernel, and one that turns the scheduled graph into the functions
/// that call
/// them. Everything here is about arithmetic and memory order; nothing about the language that is emitted.
package dev.rsparse.compiler.lower;
