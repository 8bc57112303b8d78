package dev.rsparse.compiler.check;

import dev.rsparse.grammar.Name;
import java.util.Optional;

/// What a name of a model means.
sealed interface Symbol {

    /// The name where it is declared.
    Name name();

    /// What to call such a thing in a message.
    String kind();

    /// An extent bound at run time.
    record Extent(Name name) implements Symbol {
        @Override
        public String kind() {
            return "an extent";
        }
    }

    /// A number, a text or a condition; without a value when the expression that gives it is wrong.
    record Parameter(Name name, Optional<Constant> value) implements Symbol {
        @Override
        public String kind() {
            return value.map(Constant::kind).orElse("a number");
        }
    }

    /// A weight, bound at the top or in the scope of a `repeat`.
    record BoundWeight(WeightBinding binding) implements Symbol {
        @Override
        public Name name() {
            return binding.name();
        }

        @Override
        public String kind() {
            return "a weight";
        }
    }

    /// A value of the graph.
    record Local(Name name, Operand operand) implements Symbol {
        @Override
        public String kind() {
            return operand instanceof Operand.Family ? Operand.Family.KIND : "a value of the graph";
        }
    }
}
