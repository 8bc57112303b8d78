package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;

/// What an expression of a graph stands for.
sealed interface Operand {

    /// A value that flows through the graph.
    record Tensor(Value value) implements Operand {}

    /// A tensor of the checkpoint.
    record Parameter(Weight weight, WeightBinding binding) implements Operand {}

    /// A number.
    record Number(Constant constant) implements Operand {}

    /// Something wrong that is already reported: whatever reads it stays silent.
    record Broken() implements Operand {}
}
