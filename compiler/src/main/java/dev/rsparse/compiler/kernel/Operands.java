package dev.rsparse.compiler.kernel;

import java.util.List;

/// What expressions are made of.
final class Operands {

    private Operands() {}

    /// The expressions directly below `expr`, in the order they are evaluated.
    static List<Expr> of(Expr expr) {
        return switch (expr) {
            case Expr.Plain plain -> of(plain);
            case Expr.Vector vector -> of(vector);
        };
    }

    private static List<Expr> of(Expr.Plain expr) {
        return switch (expr) {
            case Expr.Ref _,
                    Expr.ConstInt _,
                    Expr.ConstLong _,
                    Expr.ConstFloat _,
                    Expr.Layout _,
                    Expr.Lanes _,
                    Expr.Part _,
                    Expr.Own _ -> List.of();
            case Expr.Arith(var _, var left, var right) -> List.of(left, right);
            case Expr.IsZero(var value) -> List.of(value);
            case Expr.Min(var left, var right) -> List.of(left, right);
            case Expr.Max(var left, var right) -> List.of(left, right);
            case Expr.Widen(var value) -> List.of(value);
            case Expr.Element(var array, var index) -> List.of(array, index);
            case Expr.Call(var _, var arguments) -> arguments;
        };
    }

    private static List<Expr> of(Expr.Vector expr) {
        return switch (expr) {
            case Expr.Zero _ -> List.of();
            case Expr.LoadArray(var array, var index) -> List.of(array, index);
            case Expr.LoadFloats(var memory, var offset) -> List.of(memory, offset);
            case Expr.LoadWords(var memory, var offset) -> List.of(memory, offset);
            case Expr.Splat(var value) -> List.of(value);
            case Expr.Fma(var a, var b, var c) -> List.of(a, b, c);
            case Expr.AddVectors(var left, var right) -> List.of(left, right);
            case Expr.MulVectors(var left, var right) -> List.of(left, right);
            case Expr.Abs(var value) -> List.of(value);
            case Expr.Silu(var value) -> List.of(value);
            case Expr.ShiftLeft(var words, int _) -> List.of(words);
            case Expr.ShiftRight(var words, int _) -> List.of(words);
            case Expr.ShiftRightSigned(var words, int _) -> List.of(words);
            case Expr.OrWords(var words, int _) -> List.of(words);
            case Expr.AndWords(var words, int _) -> List.of(words);
            case Expr.AsFloats(var words) -> List.of(words);
            case Expr.Greater(var vector, var scalar) -> List.of(vector, scalar);
            case Expr.KeepLanes(var vector, var mask, boolean _) -> List.of(vector, mask);
            case Expr.Compress(var vector, var mask) -> List.of(vector, mask);
            case Expr.CompressIndices(var base, var mask) -> List.of(base, mask);
            case Expr.CountTrue(var mask) -> List.of(mask);
            case Expr.SumLanes(var vector) -> List.of(vector);
        };
    }
}
