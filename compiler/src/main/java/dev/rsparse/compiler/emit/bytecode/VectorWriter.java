package dev.rsparse.compiler.emit.bytecode;

import static dev.rsparse.compiler.emit.bytecode.Names.FLOAT_VECTOR;
import static dev.rsparse.compiler.emit.bytecode.Names.INT_VECTOR;
import static dev.rsparse.compiler.emit.bytecode.Names.MASK;
import static dev.rsparse.compiler.emit.bytecode.Names.MEMORY;
import static dev.rsparse.compiler.emit.bytecode.Names.SPECIES;
import static dev.rsparse.compiler.emit.bytecode.Names.VECTOR_MATH;
import static dev.rsparse.compiler.emit.bytecode.Names.object;

import dev.rsparse.compiler.kernel.Expr;
import java.util.function.Consumer;
import org.objectweb.asm.MethodVisitor;

/// Vector expressions as calls of the Vector API, each the overload that Java's compiler would choose.
final class VectorWriter {

    private static final String VECTOR = object("jdk/incubator/vector/Vector");
    private static final String OPERATORS = "jdk/incubator/vector/VectorOperators";
    private static final String FLOATS_RESULT = object(FLOAT_VECTOR);
    private static final String WORDS_RESULT = object(INT_VECTOR);

    private final MethodVisitor code;
    private final Consumer<Expr> operands;

    /// @param operands writes an expression
    VectorWriter(MethodVisitor code, Consumer<Expr> operands) {
        this.code = code;
        this.operands = operands;
    }

    void write(Expr.Vector expr) {
        switch (expr) {
            case Expr.LoadArray(var array, var index) -> {
                species("FLOATS");
                operand(array, index);
                makeFloats("fromArray", object(SPECIES) + "[FI");
            }
            case Expr.LoadFloats(var memory, var offset) -> load(FLOAT_VECTOR, "FLOATS", memory, offset);
            case Expr.LoadWords(var memory, var offset) -> load(INT_VECTOR, "WORDS", memory, offset);
            case Expr.Zero() -> {
                species("FLOATS");
                makeFloats("zero", object(SPECIES));
            }
            case Expr.Splat(var value) -> {
                species("FLOATS");
                operand(value);
                makeFloats("broadcast", object(SPECIES) + "F");
            }
            case Expr.Fma(var a, var b, var c) -> {
                operand(a, b, c);
                onFloats("fma", VECTOR + VECTOR, FLOATS_RESULT);
            }
            case Expr.AddVectors(var left, var right) -> {
                operand(left, right);
                onFloats("add", VECTOR, FLOATS_RESULT);
            }
            case Expr.MulVectors(var left, var right) -> {
                operand(left, right);
                onFloats("mul", VECTOR, FLOATS_RESULT);
            }
            case Expr.Abs(var value) -> {
                operand(value);
                onFloats("abs", "", FLOATS_RESULT);
            }
            case Expr.Silu(var value) -> {
                operand(value);
                Instructions.callStatic(code, VECTOR_MATH, "silu", "(" + FLOATS_RESULT + ")" + FLOATS_RESULT);
            }
            case Expr.SumLanes(var vector) -> {
                operand(vector);
                Instructions.callStatic(code, VECTOR_MATH, "sum", "(" + FLOATS_RESULT + ")F");
            }
            case Expr.ShiftLeft(var words, int bits) -> shift(words, "LSHL", bits);
            case Expr.ShiftRight(var words, int bits) -> shift(words, "LSHR", bits);
            case Expr.ShiftRightSigned(var words, int bits) -> shift(words, "ASHR", bits);
            case Expr.OrWords(var words, int bits) -> withBits(words, "or", bits);
            case Expr.AndWords(var words, int mask) -> withBits(words, "and", mask);
            case Expr.AsFloats(var words) -> {
                operand(words);
                onWords("reinterpretAsFloats", "", FLOATS_RESULT);
            }
            case Expr.Greater _, Expr.KeepLanes _, Expr.Compress _, Expr.CompressIndices _, Expr.CountTrue _ ->
                masked(expr);
        }
    }

    private void masked(Expr.Vector expr) {
        switch (expr) {
            case Expr.Greater(var vector, var scalar) -> {
                operand(vector);
                operator("GT", "Comparison");
                operand(scalar);
                onFloats("compare", object(OPERATORS + "$Comparison") + "F", object(MASK));
            }
            case Expr.KeepLanes(var vector, var mask, boolean inverted) -> {
                operand(vector);
                Instructions.push(code, 0f);
                operand(mask);
                if (!inverted) {
                    onMask("not", "", object(MASK));
                }
                onFloats("blend", "F" + object(MASK), FLOATS_RESULT);
            }
            case Expr.Compress(var vector, var mask) -> {
                operand(vector, mask);
                onFloats("compress", object(MASK), FLOATS_RESULT);
            }
            case Expr.CompressIndices(var base, var mask) -> {
                Instructions.staticField(code, VECTOR_MATH, "IOTA", WORDS_RESULT);
                operand(base);
                onWords("add", "I", WORDS_RESULT);
                operand(mask);
                species("WORDS");
                onMask("cast", object(SPECIES), object(MASK));
                onWords("compress", object(MASK), WORDS_RESULT);
            }
            case Expr.CountTrue(var mask) -> {
                operand(mask);
                onMask("trueCount", "", "I");
            }
            default -> throw new IllegalStateException(expr + " has no mask");
        }
    }

    private void operand(Expr... expressions) {
        for (Expr expression : expressions) {
            operands.accept(expression);
        }
    }

    private void species(String field) {
        Instructions.staticField(code, VECTOR_MATH, field, object(SPECIES));
    }

    private void operator(String field, String kind) {
        Instructions.staticField(code, OPERATORS, field, object(OPERATORS + "$" + kind));
    }

    private void load(String owner, String species, Expr memory, Expr offset) {
        species(species);
        operand(memory, offset);
        Instructions.staticField(code, "java/nio/ByteOrder", "LITTLE_ENDIAN", object("java/nio/ByteOrder"));
        String parameters = object(SPECIES) + object(MEMORY) + "J" + object("java/nio/ByteOrder");
        Instructions.callStatic(code, owner, "fromMemorySegment", "(" + parameters + ")" + object(owner));
    }

    private void shift(Expr words, String operator, int bits) {
        operand(words);
        operator(operator, "Binary");
        Instructions.push(code, bits);
        onWords("lanewise", object(OPERATORS + "$Binary") + "I", WORDS_RESULT);
    }

    private void withBits(Expr words, String method, int bits) {
        operand(words);
        Instructions.push(code, bits);
        onWords(method, "I", WORDS_RESULT);
    }

    private void makeFloats(String method, String parameters) {
        Instructions.callStatic(code, FLOAT_VECTOR, method, "(" + parameters + ")" + FLOATS_RESULT);
    }

    private void onFloats(String method, String parameters, String result) {
        Instructions.callVirtual(code, FLOAT_VECTOR, method, "(" + parameters + ")" + result);
    }

    private void onWords(String method, String parameters, String result) {
        Instructions.callVirtual(code, INT_VECTOR, method, "(" + parameters + ")" + result);
    }

    private void onMask(String method, String parameters, String result) {
        Instructions.callVirtual(code, MASK, method, "(" + parameters + ")" + result);
    }
}
