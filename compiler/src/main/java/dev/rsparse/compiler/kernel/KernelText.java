package dev.rsparse.compiler.kernel;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Kernel IR as text for people: one line for each statement, blocks by their indentation.
public final class KernelText {

    private KernelText() {}

    /// Name, parameters and result.
    public static String header(Function function) {
        String parameters = function.parameters().stream()
                .map(parameter -> parameter.name() + ": " + name(parameter.type()))
                .collect(Collectors.joining(", "));
        String result = function.result() == Type.NOTHING ? "" : " -> " + name(function.result());
        return function.name() + "(" + parameters + ")" + result;
    }

    /// A statement without the blocks in it.
    public static String line(Stmt statement) {
        return switch (statement) {
            case Stmt.Declare(var var, var value, boolean mutable) ->
                (mutable ? "var " : "let ") + var.name() + ": " + name(var.type()) + " = " + text(value);
            case Stmt.Assign(var var, var value) -> var.name() + " = " + text(value);
            case Stmt.For(var index, var from, var to, var step, var _) ->
                "for " + index.name() + " = " + text(from) + " until " + text(to) + " step " + text(step);
            case Stmt.If(var condition, var _, var _) -> "if " + text(condition);
            case Stmt.StoreVector(var array, var index, var vector) ->
                text(array) + "[" + text(index) + "..] = " + text(vector);
            case Stmt.StoreElement(var array, var index, var value) ->
                text(array) + "[" + text(index) + "] = " + text(value);
            case Stmt.Invoke(var call) -> text(call);
            case Stmt.Return(var value) -> "return " + text(value);
            case Stmt.Comment(var text) -> "; " + text;
        };
    }

    private static String text(Expr expr) {
        return switch (expr) {
            case Expr.Plain plain -> plain(plain);
            case Expr.Vector vector -> vector(vector);
        };
    }

    private static String plain(Expr.Plain expr) {
        return switch (expr) {
            case Expr.Ref(var var) -> var.name();
            case Expr.ConstInt(int value) -> Integer.toString(value);
            case Expr.ConstLong(long value) -> Long.toString(value);
            case Expr.ConstFloat(float value) -> Float.toString(value);
            case Expr.Layout(var layout) -> layout.name().toLowerCase(Locale.ROOT);
            case Expr.Lanes() -> "lanes";
            case Expr.Arith(var op, var left, var right) -> operand(left) + " " + op.symbol() + " " + operand(right);
            case Expr.IsZero(var value) -> operand(value) + " == 0";
            case Expr.Min(var left, var right) -> call("min", left, right);
            case Expr.Max(var left, var right) -> call("max", left, right);
            case Expr.Widen(var value) -> call("i64", value);
            case Expr.Element(var array, var index) -> text(array) + "[" + text(index) + "]";
            case Expr.Part(var workspace, var name, var _) -> workspace.name() + "." + name;
            case Expr.Own(var name, var _) -> name;
            case Expr.Call(var callee, var arguments) -> name(callee) + list(arguments);
        };
    }

    private static String vector(Expr.Vector expr) {
        return switch (expr) {
            case Expr.LoadArray(var array, var index) -> text(array) + "[" + text(index) + "..]";
            case Expr.LoadFloats(var memory, var offset) -> text(memory) + ".floats" + list(List.of(offset));
            case Expr.LoadWords(var memory, var offset) -> text(memory) + ".words" + list(List.of(offset));
            case Expr.Zero() -> "zero";
            case Expr.Splat(var value) -> call("splat", value);
            case Expr.Fma(var a, var b, var c) -> call("fma", a, b, c);
            case Expr.AddVectors(var left, var right) -> call("add", left, right);
            case Expr.MulVectors(var left, var right) -> call("mul", left, right);
            case Expr.Abs(var value) -> call("abs", value);
            case Expr.Silu(var value) -> call("silu", value);
            case Expr.ShiftLeft(var words, int bits) -> call("shl", words, new Expr.ConstInt(bits));
            case Expr.ShiftRight(var words, int bits) -> call("shr", words, new Expr.ConstInt(bits));
            case Expr.ShiftRightSigned(var words, int bits) -> call("sar", words, new Expr.ConstInt(bits));
            case Expr.OrWords(var words, int bits) -> "or(" + text(words) + ", " + hex(bits) + ")";
            case Expr.AndWords(var words, int mask) -> "and(" + text(words) + ", " + hex(mask) + ")";
            case Expr.AsFloats(var words) -> call("floats", words);
            case Expr.Greater(var vector, var scalar) -> call("greater", vector, scalar);
            case Expr.KeepLanes(var vector, var mask, boolean inverted) ->
                call(inverted ? "drop" : "keep", vector, mask);
            case Expr.Compress(var vector, var mask) -> call("compress", vector, mask);
            case Expr.CompressIndices(var base, var mask) -> call("compressIndices", base, mask);
            case Expr.CountTrue(var mask) -> call("count", mask);
            case Expr.SumLanes(var vector) -> call("sum", vector);
        };
    }

    private static String name(Type type) {
        return switch (type) {
            case FLOATS -> "f32[]";
            case INTS -> "i32[]";
            case LONGS -> "i64[]";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String name(Callee callee) {
        return switch (callee) {
            case Callee.Emitted(var name, var _) -> name;
            case Callee.Member(var name) -> name;
            case Callee.Routine routine -> routine.owner() + "." + routine.name();
        };
    }

    private static String operand(Expr expr) {
        return expr instanceof Expr.Arith ? "(" + text(expr) + ")" : text(expr);
    }

    private static String call(String name, Expr... arguments) {
        return name + list(List.of(arguments));
    }

    private static String list(List<Expr> arguments) {
        return arguments.stream().map(KernelText::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String hex(int bits) {
        return "0x" + Integer.toHexString(bits).toUpperCase(Locale.ROOT);
    }
}
