package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One row of the [OperationTable]: everything the language knows of an operation.
///
/// @param name as called in a graph
/// @param summary what it computes, in one line
/// @param operands what it takes by position
/// @param options what it takes by name
/// @param cached whether it needs `@cache`
/// @param rule checks a call and gives the result's type and node
record Operation(
        String name, String summary, List<Positional> operands, List<Option> options, boolean cached, Rule rule) {

    /// A positional argument: a value of the graph, or a weight.
    record Positional(String name, boolean weight) {}

    /// A named argument, a number.
    ///
    /// @param standard what it is when the call does not give it; empty when the call must
    record Option(String name, Optional<String> standard) {
        static Option required(String name) {
            return new Option(name, Optional.empty());
        }

        static Option standard(String name, String meaning) {
            return new Option(name, Optional.of(meaning));
        }
    }

    /// The type of a result and the node that makes it.
    record Result(TensorType type, Function<Value, Node> node) {}

    /// What is special to one operation. It reports what is wrong with the call and then gives nothing.
    interface Rule {
        Optional<Result> check(OperationCall call);
    }
}
