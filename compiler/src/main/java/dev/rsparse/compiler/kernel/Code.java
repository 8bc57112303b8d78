package dev.rsparse.compiler.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes a block of kernel IR in the order it runs; short names for what kernels are made of.
public final class Code {

    private final List<Stmt> statements = new ArrayList<>();

    /// Declares a constant and gives its value.
    public Expr let(String name, Expr value) {
        return declare(name, value, false).ref();
    }

    /// Declares a variable that [#set] may change.
    public Var variable(String name, Expr value) {
        return declare(name, value, true);
    }

    private Var declare(String name, Expr value, boolean mutable) {
        Var var = Var.of(name, value.type());
        statements.add(new Stmt.Declare(var, value, mutable));
        return var;
    }

    public void set(Var var, Expr value) {
        statements.add(new Stmt.Assign(var, value));
    }

    /// `for (name = from; name < to; name += step)` over 32-bit integers.
    public void loop(String name, Expr from, Expr to, Expr step, Consumer<LoopBody> body) {
        Var index = Var.of(name, Type.I32);
        Code inner = new Code();
        body.accept(new LoopBody(inner, index.ref()));
        statements.add(new Stmt.For(index, from, to, step, inner.statements));
    }

    /// What the body of a loop sees: the block to write to, and the index.
    public record LoopBody(Code code, Expr index) {}

    public void choose(Expr condition, Consumer<Code> then, Consumer<Code> otherwise) {
        Code first = new Code();
        then.accept(first);
        Code second = new Code();
        otherwise.accept(second);
        statements.add(new Stmt.If(condition, first.statements, second.statements));
    }

    /// Adds all statements of `other`.
    public void append(Code other) {
        statements.addAll(other.statements);
    }

    public void storeVector(Expr array, Expr index, Expr vector) {
        statements.add(new Stmt.StoreVector(array, index, vector));
    }

    public void storeElement(Expr array, Expr index, Expr value) {
        statements.add(new Stmt.StoreElement(array, index, value));
    }

    public void invoke(Expr.Call call) {
        statements.add(new Stmt.Invoke(call));
    }

    public void result(Expr value) {
        statements.add(new Stmt.Return(value));
    }

    public void comment(String text) {
        statements.add(new Stmt.Comment(text));
    }

    /// The statements so far.
    public List<Stmt> statements() {
        return List.copyOf(statements);
    }

    public static Expr number(int value) {
        return new Expr.ConstInt(value);
    }

    public static Expr number(long value) {
        return new Expr.ConstLong(value);
    }

    /// A sum; adding the constant 0 leaves no trace in the code.
    public static Expr add(Expr left, Expr right) {
        if (isConstant(right, 0)) {
            return left;
        }
        return isConstant(left, 0) ? right : arith(Expr.Arith.Op.ADD, left, right);
    }

    /// A product; multiplying by the constants 0 and 1 leaves no trace in the code.
    public static Expr mul(Expr left, Expr right) {
        if (isConstant(right, 1) || isConstant(left, 0)) {
            return left;
        }
        return isConstant(left, 1) || isConstant(right, 0) ? right : arith(Expr.Arith.Op.MUL, left, right);
    }

    private static boolean isConstant(Expr expr, int value) {
        return expr instanceof Expr.ConstInt(int narrow) && narrow == value
                || expr instanceof Expr.ConstLong(long wide) && wide == value;
    }

    public static Expr arith(Expr.Arith.Op op, Expr left, Expr right) {
        if (left.type() != right.type()) {
            throw new IllegalArgumentException(left.type() + " " + op.symbol() + " " + right.type());
        }
        return new Expr.Arith(op, left, right);
    }

    public static Expr widen(Expr value) {
        return value instanceof Expr.ConstInt(int constant) ? number((long) constant) : new Expr.Widen(value);
    }

    public static Expr element(Expr array, Expr index) {
        return new Expr.Element(array, index);
    }
}
