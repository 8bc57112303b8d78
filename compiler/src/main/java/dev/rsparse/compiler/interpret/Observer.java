package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.linalg.Matrix;

/// Sees what goes into the operations that can be thinned, before anything of it is left out.
public interface Observer {

    /// Sees nothing.
    Observer NONE = new Observer() {};

    /// The input `[rows,in]` of a linear.
    default void linear(int window, Node.Linear linear, Matrix x) {}

    /// The two sides of a gated product, `silu(gate)` and `up`, both `[rows,inner]`.
    ///
    /// @param site path of the weight that made `up`
    default void product(int window, String site, Matrix silu, Matrix up) {}
}
