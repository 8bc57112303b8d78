package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Types;

/// The least and greatest integers of types.
final class Extremes {

    private Extremes() {}

    /// The least integer of a type, false for BOOL.
    static long least(ElementType type) {
        return Types.SIGNED.contains(type) ? -1L << type.bits() - 1 : 0;
    }

    /// The greatest integer of a type, true for BOOL; that of U64 has all bits set.
    static long most(ElementType type) {
        if (type == ElementType.BOOL) {
            return 1;
        }
        return -1L >>> Long.SIZE - type.bits() + (Types.SIGNED.contains(type) ? 1 : 0);
    }
}
