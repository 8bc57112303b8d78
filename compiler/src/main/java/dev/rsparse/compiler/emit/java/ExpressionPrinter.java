package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.CodeBlock;
import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Expr;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/// Kernel IR expressions as Java expressions.
final class ExpressionPrinter {

    private ExpressionPrinter() {}

    static CodeBlock print(Expr expr) {
        return switch (expr) {
            case Expr.Plain plain -> plain(plain);
            case Expr.Vector vector -> vector(vector);
        };
    }

    private static CodeBlock plain(Expr.Plain expr) {
        return switch (expr) {
            case Expr.Ref(var var) -> CodeBlock.of("$L", var.name());
            case Expr.ConstInt(int value) -> CodeBlock.of("$L", value);
            case Expr.ConstLong(long value) -> CodeBlock.of("$LL", value);
            case Expr.ConstFloat(float value) -> CodeBlock.of("$Lf", value);
            case Expr.Layout(var layout) -> CodeBlock.of("$T.$L", JavaTypes.STRIP_LAYOUT, layout.name());
            case Expr.Lanes() -> CodeBlock.of("LANES");
            case Expr.Arith(var op, var left, var right) ->
                CodeBlock.of("$L $L $L", operand(left), op.symbol(), operand(right));
            case Expr.IsZero(var value) -> CodeBlock.of("$L == 0", operand(value));
            case Expr.Min(var left, var right) -> CodeBlock.of("Math.min($L, $L)", print(left), print(right));
            case Expr.Max(var left, var right) -> CodeBlock.of("Math.max($L, $L)", print(left), print(right));
            case Expr.Widen(var value) -> CodeBlock.of("(long) $L", operand(value));
            case Expr.Element(var array, var index) -> CodeBlock.of("$L[$L]", print(array), print(index));
            case Expr.Part part -> CodeBlock.of("$L.$L", part.workspace().name(), part.name());
            case Expr.Own own -> CodeBlock.of("$L", own.name());
            case Expr.Call(var callee, var arguments) -> call(callee, arguments);
        };
    }

    private static CodeBlock vector(Expr.Vector expr) {
        return switch (expr) {
            case Expr.LoadArray(var array, var index) ->
                CodeBlock.of("$T.fromArray(FLOATS, $L, $L)", JavaTypes.FLOAT_VECTOR, print(array), print(index));
            case Expr.LoadFloats(var memory, var offset) ->
                CodeBlock.of(
                        "$T.fromMemorySegment(FLOATS, $L, $L, $T.LITTLE_ENDIAN)",
                        JavaTypes.FLOAT_VECTOR,
                        print(memory),
                        print(offset),
                        ByteOrder.class);
            case Expr.LoadWords(var memory, var offset) ->
                CodeBlock.of(
                        "$T.fromMemorySegment(WORDS, $L, $L, $T.LITTLE_ENDIAN)",
                        JavaTypes.INT_VECTOR,
                        print(memory),
                        print(offset),
                        ByteOrder.class);
            case Expr.Zero() -> CodeBlock.of("$T.zero(FLOATS)", JavaTypes.FLOAT_VECTOR);
            case Expr.Splat(var value) ->
                CodeBlock.of("$T.broadcast(FLOATS, $L)", JavaTypes.FLOAT_VECTOR, print(value));
            case Expr.Fma(var a, var b, var c) -> CodeBlock.of("$L.fma($L, $L)", print(a), print(b), print(c));
            case Expr.AddVectors(var left, var right) -> CodeBlock.of("$L.add($L)", print(left), print(right));
            case Expr.MulVectors(var left, var right) -> CodeBlock.of("$L.mul($L)", print(left), print(right));
            case Expr.Abs(var value) -> CodeBlock.of("$L.abs()", print(value));
            case Expr.Silu(var value) -> CodeBlock.of("$T.silu($L)", JavaTypes.VECTOR_MATH, print(value));
            case Expr.ShiftLeft(var words, int bits) ->
                CodeBlock.of("$L.lanewise($T.LSHL, $L)", print(words), JavaTypes.VECTOR_OPERATORS, bits);
            case Expr.ShiftRight(var words, int bits) ->
                CodeBlock.of("$L.lanewise($T.LSHR, $L)", print(words), JavaTypes.VECTOR_OPERATORS, bits);
            case Expr.ShiftRightSigned(var words, int bits) ->
                CodeBlock.of("$L.lanewise($T.ASHR, $L)", print(words), JavaTypes.VECTOR_OPERATORS, bits);
            case Expr.OrWords(var words, int bits) -> CodeBlock.of("$L.or(0x$L)", print(words), hex(bits));
            case Expr.AndWords(var words, int mask) -> CodeBlock.of("$L.and(0x$L)", print(words), hex(mask));
            case Expr.AsFloats(var words) -> CodeBlock.of("$L.reinterpretAsFloats()", print(words));
            case Expr.Greater(var vector, var scalar) ->
                CodeBlock.of("$L.compare($T.GT, $L)", print(vector), JavaTypes.VECTOR_OPERATORS, print(scalar));
            case Expr.KeepLanes(var vector, var mask, boolean inverted) ->
                CodeBlock.of("$L.blend(0f, $L$L)", print(vector), print(mask), inverted ? "" : ".not()");
            case Expr.Compress(var vector, var mask) -> CodeBlock.of("$L.compress($L)", print(vector), print(mask));
            case Expr.CompressIndices(var base, var mask) ->
                CodeBlock.of("IOTA.add($L).compress($L.cast(WORDS))", print(base), print(mask));
            case Expr.CountTrue(var mask) -> CodeBlock.of("$L.trueCount()", print(mask));
            case Expr.SumLanes(var vector) -> CodeBlock.of("$T.sum($L)", JavaTypes.VECTOR_MATH, print(vector));
        };
    }

    private static String hex(int bits) {
        return Integer.toHexString(bits).toUpperCase(Locale.ROOT);
    }

    private static CodeBlock call(Callee callee, List<Expr> arguments) {
        return switch (callee) {
            case Callee.Emitted emitted -> CodeBlock.of("$L($L)", emitted.name(), list(arguments));
            case Callee.Member(var name) -> CodeBlock.of("$L($L)", name, list(arguments));
            case Callee.Routine routine ->
                routine.onInstance()
                        ? CodeBlock.of(
                                "$L.$L($L)",
                                print(arguments.getFirst()),
                                routine.name(),
                                list(arguments.subList(1, arguments.size())))
                        : CodeBlock.of(
                                "$T.$L($L)", JavaTypes.runtime(routine.owner()), routine.name(), list(arguments));
        };
    }

    private static CodeBlock list(List<Expr> expressions) {
        return expressions.stream().map(ExpressionPrinter::print).collect(CodeBlock.joining(", "));
    }

    /// Parenthesised unless it binds tighter than any operator.
    private static CodeBlock operand(Expr expr) {
        boolean compound = expr instanceof Expr.Arith
                || expr instanceof Expr.ConstInt(int value) && value < 0
                || expr instanceof Expr.Widen;
        return compound ? CodeBlock.of("($L)", print(expr)) : print(expr);
    }
}
