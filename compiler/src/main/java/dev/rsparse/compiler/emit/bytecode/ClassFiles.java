package dev.rsparse.compiler.emit.bytecode;

import java.util.SortedMap;
import java.util.function.Supplier;

/// A model as class files.
///
/// @param classes by binary name, in order: that of the model and those beside it, `Model$…`
/// @param listing makes the text that the line numbers of the classes point into
public record ClassFiles(SortedMap<String, byte[]> classes, Supplier<String> listing) {}
