package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import java.util.Set;

/// Operators that say of each element of `A` and one of `B` whether they compare so; `C` is of type BOOL.
abstract class Comparison extends Binary {

    Comparison(Settings settings, Set<ElementType> types) {
        super(settings, types);
    }

    @Override
    final ElementType resultType(ElementType type) {
        return ElementType.BOOL;
    }

    @Override
    final double apply(double left, double right) {
        return holds(left, right) ? 1 : 0;
    }

    @Override
    final long apply(long left, long right, boolean unsigned) {
        return holds(unsigned ? Long.compareUnsigned(left, right) : Long.compare(left, right), 0) ? 1 : 0;
    }

    /// Whether two numbers compare so. Integers come as -1, 0 or 1 and 0.
    abstract boolean holds(double left, double right);
}
