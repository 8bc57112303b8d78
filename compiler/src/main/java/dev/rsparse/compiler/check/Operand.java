package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.List;

/// What an expression of a graph stands for.
sealed interface Operand {

    /// A value that flows through the graph.
    record Tensor(Value value) implements Operand {}

    /// A tensor of the checkpoint.
    record Parameter(Weight weight, WeightBinding binding) implements Operand {}

    /// A number, a text or a condition.
    record Literal(Constant constant) implements Operand {}

    /// A weight that is bound under a condition which does not hold.
    record Absent(WeightBinding binding) implements Operand {}

    /// The weights that are bound for every index of a scope, such as `layer`, which a function may be given.
    ///
    /// @param name of the scope, as [WeightTable] calls it
    record Family(String name) implements Operand {

        /// What to call it in a message.
        static final String KIND = "the weights of a scope";
    }

    /// What a call gives that makes several values; a statement gives each a name.
    record Several(List<Operand> operands) implements Operand {
        public Several {
            operands = List.copyOf(operands);
        }
    }

    /// Something wrong that is already reported: whatever reads it stays silent.
    record Broken() implements Operand {}
}
