package dev.rsparse.compiler.kernel;

/// A parameter or local variable. Names are unique within a function and stand in the emitted code as they are.
public record Var(String name, Type type) {

    public static Var of(String name, Type type) {
        return new Var(name, type);
    }

    /// This variable's value.
    public Expr ref() {
        return new Expr.Ref(this);
    }
}
