package dev.rsparse.compiler.kernel;

import java.util.List;

/// A statement of the kernel IR.
public sealed interface Stmt {

    /// Introduces a variable; `mutable` says whether an [Assign] follows.
    record Declare(Var var, Expr value, boolean mutable) implements Stmt {}

    /// Gives a mutable variable a new value.
    record Assign(Var var, Expr value) implements Stmt {}

    /// `for (index = from; index < to; index += step)`.
    record For(Var index, Expr from, Expr to, Expr step, List<Stmt> body) implements Stmt {
        public For {
            body = List.copyOf(body);
        }
    }

    /// Runs one of two blocks; the second may be empty.
    record If(Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Stmt {
        public If {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /// Writes all lanes of a vector or of words to neighbouring elements of an array.
    record StoreVector(Expr array, Expr index, Expr vector) implements Stmt {}

    /// Writes one element of an array.
    record StoreElement(Expr array, Expr index, Expr value) implements Stmt {}

    /// Calls something for its effect.
    record Invoke(Expr.Call call) implements Stmt {}

    /// Ends the function with a value.
    record Return(Expr value) implements Stmt {}

    /// A line for the reader of the emitted code; never changes its meaning.
    record Comment(String text) implements Stmt {}
}
