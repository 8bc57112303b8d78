package dev.rsparse.compiler.kernel;

import java.util.List;

/// A function of the emitted class.
///
/// @param name unique within the class
/// @param doc one sentence for the reader of the emitted code
/// @param member whether it needs the instance (its weights and tables); kernels do not
/// @param parameters in order
/// @param result what it returns
/// @param body its statements; ends in a [Stmt.Return] when `result` is not [Type#NOTHING]
public record Function(String name, String doc, boolean member, List<Var> parameters, Type result, List<Stmt> body) {

    public Function {
        parameters = List.copyOf(parameters);
        body = List.copyOf(body);
    }

    /// The same function with another body.
    Function withBody(List<Stmt> other) {
        return new Function(name, doc, member, parameters, result, other);
    }

    /// A call of this kernel.
    ///
    /// @throws IllegalStateException for a member, which only the class itself can call, by name
    public Expr.Call call(Expr... arguments) {
        if (member) {
            throw new IllegalStateException(name + " is no kernel");
        }
        return new Expr.Call(new Callee.Emitted(name, result), List.of(arguments));
    }
}
