package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.grammar.Expression;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `f32(x)`, `f16(x)`, `bf16(x)`, `i32(x)` in a graph: a number, or the elements of a weight, as that type holds them.
final class Casts {

    private final GraphContext context;
    private final ConstantOperators numbers;

    Casts(GraphContext context) {
        this.context = context;
        this.numbers = new ConstantOperators(context.diagnostics());
    }

    /// The type that a call casts to, if it does.
    static Optional<DType> type(Expression.Call call) {
        return DType.parse(call.operation().text());
    }

    /// @param operand what the argument stands for
    Operand cast(Expression.Call call, DType to, Function<Expression, Operand> operand) {
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

    /// What flows through the graph is `f32`, whatever it is stored as elsewhere.
    private Operand refused(Expression.Call call, DType to, Operand.Tensor tensor) {
        context.diagnostics()
                .add(Diagnostic.at(
                                call.span(),
                                Code.NOT_SUPPORTED,
                                "a value of the graph cannot be cast from "
                                        + tensor.value().type().dtype().text() + " to " + to.text() + " yet",
                                "refused, not ignored")
                        .help("numbers and weights can be cast; values are computed in f32"));
        return new Operand.Broken();
    }

    private Operand wrongKind(Expression argument, String found) {
        String wanted = "a number or a weight";
        context.diagnostics()
                .add(Diagnostic.at(
                        argument.span(),
                        Code.WRONG_KIND,
                        "expected " + wanted + ", found " + found,
                        "must be " + wanted));
        return new Operand.Broken();
    }
}
