package dev.rsparse.compiler.check;

import dev.rsparse.compiler.build.GraphBuilder;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Expression.Operator;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Expressions of a graph, seen from one scope: gives each a meaning and appends the nodes it needs.
final class ExpressionChecker {

    private static final Operation ADD = infix("+", OperationRules::add);
    private static final Operation MULTIPLY = infix("*", OperationRules::multiply);

    /// What stays the same in all scopes of a graph.
    record Surroundings(
            GraphBuilder graph,
            WeightResolver weights,
            CallChecker calls,
            Configuration configuration,
            Diagnostics diagnostics) {}

    private final Surroundings surroundings;
    private final Names names;
    private final ConstantChecker constants;
    private final String scope;
    private final long index;

    /// @param scope path of the enclosing `repeat` instance; empty at the top
    /// @param index the number of that instance
    ExpressionChecker(Surroundings surroundings, Names names, String scope, long index) {
        this.surroundings = surroundings;
        this.names = names;
        this.constants = new ConstantChecker(names, surroundings.configuration(), surroundings.diagnostics());
        this.scope = scope;
        this.index = index;
    }

    ConstantChecker constants() {
        return constants;
    }

    /// What `expression` stands for; a node made for it is called `valueName`.
    Operand check(Expression expression, String valueName) {
        return switch (expression) {
            case Expression.Whole _, Expression.Real _ -> number(expression);
            case Expression.Text text -> misplacedText(text);
            case Expression.Reference(Name name) ->
                names.read(name).map(this::meaning).orElseGet(Operand.Broken::new);
            case Expression.Negation(Expression operand, Span span) -> negation(operand, span);
            case Expression.Binary binary -> binary(binary, valueName);
            case Expression.Call call -> call(call, valueName);
        };
    }

    private Operand number(Expression expression) {
        return constants.number(expression).<Operand>map(Operand.Number::new).orElseGet(Operand.Broken::new);
    }

    private Operand misplacedText(Expression.Text text) {
        surroundings
                .diagnostics()
                .add(Diagnostic.at(
                        text.span(),
                        Code.WRONG_KIND,
                        "a text is no value of a graph",
                        "texts stand in config(…) only"));
        return new Operand.Broken();
    }

    private Operand meaning(Symbol symbol) {
        return switch (symbol) {
            case Symbol.Local local -> local.operand();
            case Symbol.Parameter parameter ->
                parameter.value().<Operand>map(Operand.Number::new).orElseGet(Operand.Broken::new);
            case Symbol.BoundWeight(WeightBinding binding) -> weight(binding);
            // An extent is no operand; reading it as a number reports that.
            case Symbol.Extent(Name name) -> number(new Expression.Reference(name));
        };
    }

    private Operand weight(WeightBinding binding) {
        String weightScope = binding.line().family().isPresent() ? scope : "";
        Optional<Weight> weight = surroundings.weights().resolve(binding, weightScope, index);
        return weight.<Operand>map(found -> new Operand.Parameter(found, binding))
                .orElseGet(Operand.Broken::new);
    }

    private Operand negation(Expression operand, Span span) {
        return switch (check(operand, "")) {
            case Operand.Number(Constant value) -> arithmetic(span, Operator.SUBTRACT, new Constant.Whole(0), value);
            case Operand.Broken broken -> broken;
            case Operand.Tensor _, Operand.Parameter _ -> noInfix("-", span);
        };
    }

    private Operand binary(Expression.Binary binary, String valueName) {
        Operand left = check(binary.left(), "");
        Operand right = check(binary.right(), "");
        if (left instanceof Operand.Broken || right instanceof Operand.Broken) {
            return new Operand.Broken();
        }
        if (left instanceof Operand.Number(Constant a) && right instanceof Operand.Number(Constant b)) {
            return arithmetic(binary.span(), binary.operator(), a, b);
        }
        List<Expression> operands = List.of(binary.left(), binary.right());
        return switch (binary.operator()) {
            case ADD -> apply(ADD, binary.span(), operands, List.of(left, right), Map.of(), valueName);
            case MULTIPLY -> apply(MULTIPLY, binary.span(), operands, List.of(left, right), Map.of(), valueName);
            case SUBTRACT, DIVIDE -> noInfix(binary.operator().text(), binary.span());
        };
    }

    private Operand arithmetic(Span span, Operator operator, Constant left, Constant right) {
        return constants
                .arithmetic(span, operator, left, right)
                .<Operand>map(Operand.Number::new)
                .orElseGet(Operand.Broken::new);
    }

    private Operand noInfix(String operator, Span span) {
        surroundings
                .diagnostics()
                .add(Diagnostic.at(
                        span,
                        Code.WRONG_KIND,
                        "'" + operator + "' works on numbers only",
                        "an operand is a tensor; tensors know + and *"));
        return new Operand.Broken();
    }

    private Operand call(Expression.Call call, String valueName) {
        if (call.operation().text().equals(ConstantChecker.CONFIG)) {
            surroundings.calls().annotations(ConstantChecker.CONFIG, false, call, scope);
            return number(call);
        }
        Optional<Operation> operation = OperationTable.find(call.operation().text());
        if (operation.isEmpty()) {
            reportUnknown(call.operation());
            return new Operand.Broken();
        }
        List<Expression> positional = call.arguments().stream()
                .filter(argument -> argument.name().isEmpty())
                .map(Expression.Argument::value)
                .toList();
        List<Operand> operands =
                positional.stream().map(operand -> check(operand, "")).toList();
        surroundings.calls().annotations(operation.get().name(), operation.get().cached(), call, scope);
        Optional<Map<String, Expression>> named = surroundings.calls().named(operation.get(), call);
        boolean counted = surroundings.calls().countMatches(operation.get(), call, positional);
        if (!counted || named.isEmpty()) {
            return new Operand.Broken();
        }
        return apply(operation.get(), call.span(), positional, operands, named.get(), valueName);
    }

    private Operand apply(
            Operation operation,
            Span span,
            List<Expression> expressions,
            List<Operand> operands,
            Map<String, Expression> named,
            String valueName) {
        boolean sound = true;
        for (int i = 0; i < operands.size(); i++) {
            sound &= surroundings.calls().kindMatches(operation.operands().get(i), operands.get(i), expressions.get(i));
        }
        Map<String, OperationCall.Given> options = options(named);
        if (!sound || options.size() < named.size()) {
            return new Operand.Broken();
        }
        OperationCall call = new OperationCall(
                new Origin(scope, span),
                operands,
                expressions.stream().map(Expression::span).toList(),
                options,
                surroundings.graph(),
                surroundings.configuration(),
                surroundings.diagnostics());
        String name = valueName.isEmpty() ? operation.name() : valueName;
        return operation
                .rule()
                .check(call)
                .<Operand>map(
                        result -> new Operand.Tensor(surroundings.graph().node(name, result.type(), result.node())))
                .orElseGet(Operand.Broken::new);
    }

    private Map<String, OperationCall.Given> options(Map<String, Expression> named) {
        Map<String, OperationCall.Given> options = new HashMap<>();
        named.forEach((name, value) -> constants
                .number(value)
                .ifPresent(constant -> options.put(name, new OperationCall.Given(constant, value.span()))));
        return options;
    }

    private void reportUnknown(Name operation) {
        Diagnostic unknown = Diagnostic.at(
                operation.span(), Code.UNKNOWN_NAME, "unknown operation '" + operation + "'", "not an operation");
        surroundings
                .diagnostics()
                .add(Suggestion.nearest(operation.text(), OperationTable.names())
                        .map(meant -> unknown.didYouMean(meant))
                        .orElseGet(() -> unknown.help("operations: " + String.join(", ", OperationTable.names()))));
    }

    private static Operation infix(String symbol, Operation.Rule rule) {
        List<Operation.Positional> operands =
                List.of(new Operation.Positional("left", false), new Operation.Positional("right", false));
        String name = symbol.equals("+") ? "add" : "mul";
        return new Operation(name, "left " + symbol + " right, element by element", operands, List.of(), false, rule);
    }
}
