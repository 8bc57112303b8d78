package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One row of the [OperationTable]: everything the language knows of an operation.
///
/// @param name as called in a graph
/// @param summary what it computes, in one line
/// @param types what it takes and gives, in one line
/// @param operands what it takes by position
/// @param options what it takes by name
/// @param cached whether it needs `@cache`
/// @param rule checks a call and gives the result's type and node
record Operation(
        String name,
        String summary,
        String types,
        List<Positional> operands,
        List<Option> options,
        boolean cached,
        Rule rule) {

    /// A positional argument: a value of the graph, or a weight.
    ///
    /// @param optional whether a call may do without; only the last ones are
    record Positional(String name, boolean weight, boolean optional) {}

    /// A named argument.
    ///
    /// @param standard what it is when the call does not give it; empty when the call must
    record Option(String name, Optional<String> standard, Kind kind) {

        /// What it takes.
        enum Kind {
            NUMBER("number"),
            TEXT("text"),
            AXES("number, or `[down, right]`");

            private final String text;

            Kind(String text) {
                this.text = text;
            }

            /// What to call it on the page of the operations.
            String text() {
                return text;
            }
        }

        static Option required(String name) {
            return new Option(name, Optional.empty(), Kind.NUMBER);
        }

        static Option standard(String name, String meaning) {
            return new Option(name, Optional.of(meaning), Kind.NUMBER);
        }

        static Option text(String name) {
            return new Option(name, Optional.empty(), Kind.TEXT);
        }

        static Option axes(String name) {
            return new Option(name, Optional.empty(), Kind.AXES);
        }

        static Option axes(String name, String meaning) {
            return new Option(name, Optional.of(meaning), Kind.AXES);
        }
    }

    /// How many operands a call gives at least.
    int required() {
        return (int) operands.stream().filter(operand -> !operand.optional()).count();
    }

    /// The operation as it is to be called: `rmsnorm(x, scale, eps = …)`; what a call may leave out stands in brackets.
    String usage() {
        List<String> arguments = new ArrayList<>();
        for (Positional operand : operands) {
            arguments.add(operand.optional() ? "[" + operand.name() + "]" : operand.name());
        }
        for (Option option : options) {
            String argument = option.name() + " = …";
            arguments.add(option.standard().isPresent() ? "[" + argument + "]" : argument);
        }
        return name + "(" + String.join(", ", arguments) + ")" + (cached ? " @cache" : "");
    }

    /// What a call gives: one value, or several that are assigned to names in one statement.
    record Result(List<Part> parts) {

        /// The type of a value and the node that makes it.
        record Part(TensorType type, Function<Value, Node> node) {}

        Result(TensorType type, Function<Value, Node> node) {
            this(List.of(new Part(type, node)));
        }
    }

    /// What is special to one operation. It reports what is wrong with the call and then gives nothing.
    interface Rule {
        Optional<Result> check(OperationCall call);
    }
}
