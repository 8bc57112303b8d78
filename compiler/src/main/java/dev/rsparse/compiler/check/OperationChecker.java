package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Calls of operations in one scope of a graph: holds each against the operation's row and appends the nodes that it
/// needs.
final class OperationChecker {

    private final GraphContext context;
    private final ConstantChecker constants;
    private final GraphScope scope;

    /// @param constants checks of named arguments
    OperationChecker(GraphContext context, ConstantChecker constants, GraphScope scope) {
        this.context = context;
        this.constants = constants;
        this.scope = scope;
    }

    /// The values that `call` makes.
    ///
    /// @param operand what an argument stands for
    /// @param valueName what the node made for it is called
    Operand call(Expression.Call call, Function<Expression, Operand> operand, String valueName) {
        Optional<Operation> operation = OperationTable.find(call.operation().text());
        if (operation.isEmpty()) {
            reportUnknown(call.operation());
            return new Operand.Broken();
        }
        List<Expression> positional = call.arguments().stream()
                .filter(argument -> argument.name().isEmpty())
                .map(Expression.Argument::value)
                .toList();
        List<Operand> operands = positional.stream().map(operand).toList();
        context.calls().annotations(operation.get().name(), operation.get().cached(), call, scope.path());
        Optional<Map<String, Expression>> named = context.calls().named(operation.get(), call);
        boolean counted = context.calls().countMatches(operation.get(), call, positional);
        if (!counted || named.isEmpty()) {
            return new Operand.Broken();
        }
        return apply(operation.get(), call.span(), positional, operands, named.get(), valueName);
    }

    /// The values that `operation` makes of operands as many as it takes; what does not fit is reported.
    Operand apply(
            Operation operation,
            Span span,
            List<Expression> expressions,
            List<Operand> operands,
            Map<String, Expression> named,
            String valueName) {
        boolean sound = true;
        for (int i = 0; i < operands.size(); i++) {
            sound &= context.calls().kindMatches(operation.operands().get(i), operands.get(i), expressions.get(i));
        }
        Map<String, OperationCall.Given> options = options(operation, named);
        if (!sound || options.size() < named.size()) {
            return new Operand.Broken();
        }
        OperationCall call = new OperationCall(
                new Origin(scope.path(), span),
                operands,
                expressions.stream().map(Expression::span).toList(),
                options,
                context.graph(),
                context.configuration(),
                context.diagnostics());
        String name = valueName.isEmpty() ? operation.name() : valueName;
        return operation.rule().check(call).map(result -> tensors(result, name)).orElseGet(Operand.Broken::new);
    }

    private Operand tensors(Operation.Result result, String name) {
        List<Operand> tensors = result.parts().stream()
                .<Operand>map(part -> new Operand.Tensor(context.graph().node(name, part.type(), part.node())))
                .toList();
        return tensors.size() == 1 ? tensors.getFirst() : new Operand.Several(tensors);
    }

    private Map<String, OperationCall.Given> options(Operation operation, Map<String, Expression> named) {
        Map<String, OperationCall.Given> options = new HashMap<>();
        for (Operation.Option option : operation.options()) {
            Optional<Expression> given = Optional.ofNullable(named.get(option.name()));
            given.flatMap(value -> constant(option, value))
                    .ifPresent(constant -> options.put(
                            option.name(),
                            new OperationCall.Given(constant, given.get().span())));
        }
        return options;
    }

    private Optional<Constant> constant(Operation.Option option, Expression value) {
        return switch (option.kind()) {
            case NUMBER -> constants.number(value).map(number -> number);
            case TEXT -> constants.text(value).map(Constant.Text::new);
            case AXES -> constants.numbers(value);
        };
    }

    private void reportUnknown(Name operation) {
        Diagnostic unknown = Diagnostic.at(
                operation.span(), Code.UNKNOWN_NAME, "unknown operation '" + operation + "'", "not an operation");
        context.diagnostics()
                .add(Suggestion.nearest(operation.text(), context.functions().andOperations())
                        .map(meant -> unknown.didYouMean(meant))
                        .orElseGet(() -> unknown.help("operations: " + String.join(", ", OperationTable.names()))));
    }
}
