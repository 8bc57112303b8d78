/// [dev.rsparse.compiler.ir.Graph] → the same graph, or an exception.
///
/// One class per invariant; a graph that breaks one is a mistake of the compiler, never of a user.
package dev.rsparse.compiler.ir.verify;
