package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// What becomes of an element that an update goes to: the attribute `reduction` of operators that scatter.
enum Reduction {
    NONE,
    ADD,
    MUL,
    MIN,
    MAX;

    /// The one that a node asks for, NONE by default.
    ///
    /// @throws IllegalArgumentException for another text
    static Reduction of(String operator, Settings settings) {
        String text = settings.text("reduction", "none");
        return switch (text) {
            case "none" -> NONE;
            case "add" -> ADD;
            case "mul" -> MUL;
            case "min" -> MIN;
            case "max" -> MAX;
            default -> throw new IllegalArgumentException(operator + ": no reduction " + text);
        };
    }

    /// Brings `count` elements of `updates` from place `from` on into `out` from place `at` on.
    void apply(Tensor out, int at, Tensor updates, int from, int count) {
        if (this == NONE) {
            out.copy(updates, from, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (Types.FLOATS.contains(out.type())) {
                out.setNumber(at + i, join(out.number(at + i), updates.number(from + i)));
            } else if (out.type() == ElementType.U64) {
                out.setInteger(at + i, joinUnsigned(out.integer(at + i), updates.integer(from + i)));
            } else {
                out.setInteger(at + i, join(out.integer(at + i), updates.integer(from + i)));
            }
        }
    }

    private double join(double old, double update) {
        return switch (this) {
            case NONE -> update;
            case ADD -> old + update;
            case MUL -> old * update;
            case MIN -> Math.min(old, update);
            case MAX -> Math.max(old, update);
        };
    }

    private long join(long old, long update) {
        return switch (this) {
            case NONE -> update;
            case ADD -> old + update;
            case MUL -> old * update;
            case MIN -> Math.min(old, update);
            case MAX -> Math.max(old, update);
        };
    }

    private long joinUnsigned(long old, long update) {
        boolean less = Long.compareUnsigned(update, old) < 0;
        return switch (this) {
            case NONE, ADD, MUL -> join(old, update);
            case MIN -> less ? update : old;
            case MAX -> less ? old : update;
        };
    }
}
