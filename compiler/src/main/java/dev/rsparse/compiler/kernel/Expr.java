package dev.rsparse.compiler.kernel;

import java.util.List;

/// An expression of the kernel IR. Evaluation has no side effect except in [Call].
public sealed interface Expr {

    Type type();

    /// Scalars, arrays, calls: what any target language has.
    sealed interface Plain extends Expr {}

    /// Operations that make or read vectors; most make a vector of floats.
    sealed interface Vector extends Expr {
        @Override
        default Type type() {
            return Type.VECTOR;
        }
    }

    /// The value of a variable.
    record Ref(Var var) implements Plain {
        @Override
        public Type type() {
            return var.type();
        }
    }

    /// A 32-bit integer constant.
    record ConstInt(int value) implements Plain {
        @Override
        public Type type() {
            return Type.I32;
        }
    }

    /// A 64-bit integer constant.
    record ConstLong(long value) implements Plain {
        @Override
        public Type type() {
            return Type.I64;
        }
    }

    /// A float constant; never NaN.
    record ConstFloat(float value) implements Plain {
        @Override
        public Type type() {
            return Type.F32;
        }
    }

    /// A constant of [dev.rsparse.runtime.StripLayout].
    record Layout(dev.rsparse.runtime.StripLayout value) implements Plain {
        @Override
        public Type type() {
            return Type.LAYOUT;
        }
    }

    /// Lanes of a vector on the machine that runs the code.
    record Lanes() implements Plain {
        @Override
        public Type type() {
            return Type.I32;
        }
    }

    /// Arithmetic on operands of one type; `/` and `%` of integers truncate.
    record Arith(Op op, Expr left, Expr right) implements Plain {
        /// Operators with their symbols.
        public enum Op {
            ADD("+"),
            SUB("-"),
            MUL("*"),
            DIV("/"),
            REM("%"),
            AND("&");

            private final String symbol;

            Op(String symbol) {
                this.symbol = symbol;
            }

            public String symbol() {
                return symbol;
            }
        }

        @Override
        public Type type() {
            return left.type();
        }
    }

    /// Whether a 32-bit integer is 0.
    record IsZero(Expr value) implements Plain {
        @Override
        public Type type() {
            return Type.BOOL;
        }
    }

    /// The smaller of two 32-bit integers.
    record Min(Expr left, Expr right) implements Plain {
        @Override
        public Type type() {
            return Type.I32;
        }
    }

    /// The larger of two 32-bit integers.
    record Max(Expr left, Expr right) implements Plain {
        @Override
        public Type type() {
            return Type.I32;
        }
    }

    /// A 32-bit integer widened to 64 bits.
    record Widen(Expr value) implements Plain {
        @Override
        public Type type() {
            return Type.I64;
        }
    }

    /// One element of an array.
    record Element(Expr array, Expr index) implements Plain {
        @Override
        public Type type() {
            return switch (array.type()) {
                case FLOATS -> Type.F32;
                case INTS -> Type.I32;
                case LONGS -> Type.I64;
                case NOTHING, BOOL, I32, I64, F32, MEMORY, VECTOR, WORDS, MASK, WORKSPACE, CACHE, ROPE, PROBE, LAYOUT ->
                    throw new IllegalStateException("no elements in " + array.type());
            };
        }
    }

    /// A buffer or other part of the workspace, as the emitted class declares it.
    record Part(Var workspace, String name, Type type) implements Plain {}

    /// A field of the emitted class itself.
    record Own(String name, Type type) implements Plain {}

    /// A vector of neighbouring floats of a `float[]`.
    record LoadArray(Expr array, Expr index) implements Vector {}

    /// A vector of little-endian floats at a byte offset.
    record LoadFloats(Expr memory, Expr offset) implements Vector {}

    /// A vector of little-endian 32-bit words at a byte offset.
    record LoadWords(Expr memory, Expr offset) implements Vector {
        @Override
        public Type type() {
            return Type.WORDS;
        }
    }

    /// All lanes zero.
    record Zero() implements Vector {}

    /// One float in all lanes.
    record Splat(Expr value) implements Vector {}

    /// `a * b + c` with one rounding.
    record Fma(Expr a, Expr b, Expr c) implements Vector {}

    /// Lanewise sum.
    record AddVectors(Expr left, Expr right) implements Vector {}

    /// Lanewise product.
    record MulVectors(Expr left, Expr right) implements Vector {}

    /// Lanewise magnitude.
    record Abs(Expr value) implements Vector {}

    /// Lanewise `x * sigmoid(x)`, bit for bit [dev.rsparse.runtime.kernel.VectorMath#silu].
    record Silu(Expr value) implements Vector {}

    /// Words shifted left by a constant.
    record ShiftLeft(Expr words, int bits) implements Vector {
        @Override
        public Type type() {
            return Type.WORDS;
        }
    }

    /// Words shifted right by a constant, zeros moving in.
    record ShiftRight(Expr words, int bits) implements Vector {
        @Override
        public Type type() {
            return Type.WORDS;
        }
    }

    /// Words shifted right by a constant, their sign moving in.
    record ShiftRightSigned(Expr words, int bits) implements Vector {
        @Override
        public Type type() {
            return Type.WORDS;
        }
    }

    /// Words with the bits of a constant set.
    record OrWords(Expr words, int bits) implements Vector {
        @Override
        public Type type() {
            return Type.WORDS;
        }
    }

    /// Words masked by a constant.
    record AndWords(Expr words, int mask) implements Vector {
        @Override
        public Type type() {
            return Type.WORDS;
        }
    }

    /// The same bits read as floats.
    record AsFloats(Expr words) implements Vector {}

    /// Lanes strictly greater than a scalar; false for NaN.
    record Greater(Expr vector, Expr scalar) implements Vector {
        @Override
        public Type type() {
            return Type.MASK;
        }
    }

    /// The lanes under the mask (or, inverted, the others), zero elsewhere.
    record KeepLanes(Expr vector, Expr mask, boolean inverted) implements Vector {}

    /// The lanes under the mask moved to the front, zero behind them.
    record Compress(Expr vector, Expr mask) implements Vector {}

    /// `base + lane` of the lanes under the mask moved to the front, zero behind them.
    record CompressIndices(Expr base, Expr mask) implements Vector {
        @Override
        public Type type() {
            return Type.WORDS;
        }
    }

    /// Number of lanes under the mask.
    record CountTrue(Expr mask) implements Vector {
        @Override
        public Type type() {
            return Type.I32;
        }
    }

    /// Sum of all lanes as a balanced tree, the order of [dev.rsparse.runtime.kernel.VectorMath#sum].
    record SumLanes(Expr vector) implements Vector {
        @Override
        public Type type() {
            return Type.F32;
        }
    }

    /// A call; the only expression with effects.
    record Call(Callee callee, List<Expr> arguments) implements Plain {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public Type type() {
            return callee.result();
        }
    }
}
