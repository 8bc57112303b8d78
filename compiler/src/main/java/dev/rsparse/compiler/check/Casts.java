package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.grammar.Expression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `f32(x)`, `f16(x)`, `bf16(x)`, `i32(x)` in a graph: a number, or the elements of a weight or of a value, as that
/// type holds them.
final class Casts {

    private static final Operation.Positional TENSOR = new Operation.Positional("x", false, false);

    private final GraphContext context;
    private final OperationChecker operations;
    private final ConstantOperators numbers;

    Casts(GraphContext context, OperationChecker operations) {
        this.context = context;
        this.operations = operations;
        this.numbers = new ConstantOperators(context.diagnostics());
    }

    /// The type that a call casts to, if it does.
    static Optional<DType> type(Expression.Call call) {
        return DType.parse(call.operation().text());
    }

    /// @param operand what the argument stands for
    /// @param valueName what a node made for it is called
    Operand cast(Expression.Call call, DType to, Function<Expression, Operand> operand, String valueName) {
        if (!numbers.countMatches(call)) {
            return new Operand.Broken();
        }
        Expression argument = call.arguments().getFirst().value();
        return switch (operand.apply(argument)) {
            case Operand.Literal(Constant.Number number) ->
                numbers.call(call, List.of(number))
                        .<Operand>map(Operand.Literal::new)
                        .orElseGet(Operand.Broken::new);
            case Operand.Parameter parameter -> weight(call, to, parameter);
            case Operand.Tensor tensor when tensor.value().type().dtype() == to -> tensor;
            case Operand.Tensor tensor
            when tensor.value().type().dtype() == DType.F32 -> rounded(call, to, tensor, valueName);
            case Operand.Tensor tensor -> refused(call, to, tensor);
            case Operand.Absent absent -> absent;
            case Operand.Broken broken -> broken;
            case Operand.Literal(Constant other) -> wrongKind(argument, other.kind());
            case Operand.Family _ -> wrongKind(argument, Operand.Family.KIND);
            case Operand.Several several ->
                wrongKind(argument, several.operands().size() + " values");
        };
    }

    private Operand weight(Expression.Call call, DType to, Operand.Parameter parameter) {
        if (to == DType.I32 || parameter.weight().type().dtype() == DType.I32) {
            context.diagnostics()
                    .add(Diagnostic.at(
                            call.span(),
                            Code.OPERAND_TYPE,
                            "a weight is cast between f32, f16 and bf16, not from "
                                    + parameter.weight().type().dtype().text() + " to " + to.text(),
                            "is " + parameter.weight().type()));
            return new Operand.Broken();
        }
        return new Operand.Parameter(context.weights().cast(parameter.weight(), to), parameter.binding());
    }

    /// What flows through the graph is `f32`; of what it is cast to it keeps the numbers.
    private Operand rounded(Expression.Call call, DType to, Operand.Tensor tensor, String valueName) {
        Operation operation = new Operation(
                to.text(), "", "", List.of(TENSOR), List.of(), false, made -> OperationRules.round(made, to));
        return operations.apply(
                operation,
                call.span(),
                List.of(call.arguments().getFirst().value()),
                List.of(tensor),
                Map.of(),
                valueName);
    }

    private Operand refused(Expression.Call call, DType to, Operand.Tensor tensor) {
        String from = tensor.value().type().dtype().text();
        context.diagnostics()
                .add(Diagnostic.at(
                                call.span(),
                                Code.OPERAND_TYPE,
                                "a value of the graph is cast from f32, not from " + from + " to " + to.text(),
                                "is " + tensor.value().type())
                        .help("ids have no use as numbers; gather(table, ids) makes values of them"));
        return new Operand.Broken();
    }

    private Operand wrongKind(Expression argument, String found) {
        String wanted = "a number, a weight or a value of the graph";
        context.diagnostics()
                .add(Diagnostic.at(
                        argument.span(),
                        Code.WRONG_KIND,
                        "expected " + wanted + ", found " + found,
                        "must be " + wanted));
        return new Operand.Broken();
    }
}
