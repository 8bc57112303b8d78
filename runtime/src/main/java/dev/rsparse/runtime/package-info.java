/// an emitted class and its weight file → a model that reads and writes tokens: what generated code extends and links
/// to. Needs nothing but the JDK.
package dev.rsparse.runtime;
