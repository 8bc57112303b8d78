package dev.rsparse.compiler.check;

import dev.rsparse.compiler.build.GraphBuilder;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Label;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Expression.Operator;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import dev.rsparse.grammar.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Expressions of a graph, seen from one scope: gives each a meaning and appends the nodes it needs.
final class ExpressionChecker {

    private static final Operation.Positional TENSOR = new Operation.Positional("x", false, false);
    private static final Operation ADD = infix("+", OperationRules::add);
    private static final Operation MULTIPLY = infix("*", OperationRules::multiply);

    /// What stays the same in all scopes of a graph.
    record Surroundings(
            GraphBuilder graph,
            WeightResolver weights,
            CallChecker calls,
            Functions functions,
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
            case Expression.Whole _, Expression.Real _, Expression.Flag _, Expression.Not _ -> constant(expression);
            case Expression.Text text -> misplacedText(text);
            case Expression.Reference(Name name) ->
                names.read(name).map(this::meaning).orElseGet(Operand.Broken::new);
            case Expression.Negation(Expression operand, Span span) -> negation(operand, span);
            case Expression.Choice choice ->
                constants.taken(choice).map(taken -> check(taken, valueName)).orElseGet(Operand.Broken::new);
            case Expression.Fallback fallback -> check(constants.taken(fallback), valueName);
            case Expression.Binary binary -> binary(binary, valueName);
            case Expression.Call call -> call(call, valueName);
        };
    }

    private Operand constant(Expression expression) {
        return constants.value(expression).<Operand>map(Operand.Literal::new).orElseGet(Operand.Broken::new);
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
                parameter.value().<Operand>map(Operand.Literal::new).orElseGet(Operand.Broken::new);
            case Symbol.BoundWeight(WeightBinding binding) -> weight(binding);
            // An extent is no operand; reading it as a number reports that.
            case Symbol.Extent(Name name) -> constant(new Expression.Reference(name));
        };
    }

    private Operand weight(WeightBinding binding) {
        if (!binding.bound()) {
            return new Operand.Absent(binding);
        }
        String weightScope = binding.line().family().isPresent() ? scope : "";
        Optional<Weight> weight = surroundings.weights().resolve(binding, weightScope, index);
        return weight.<Operand>map(found -> new Operand.Parameter(found, binding))
                .orElseGet(Operand.Broken::new);
    }

    private Operand negation(Expression operand, Span span) {
        return switch (check(operand, "")) {
            case Operand.Literal(Constant.Number value) ->
                arithmetic(span, Operator.SUBTRACT, new Constant.Whole(0), value);
            case Operand.Broken broken -> broken;
            case Operand.Tensor _, Operand.Parameter _, Operand.Literal _, Operand.Absent _, Operand.Several _ ->
                noInfix("-", span);
        };
    }

    private Operand binary(Expression.Binary binary, String valueName) {
        if (!binary.operator().isArithmetic()) {
            return constant(binary);
        }
        Operand left = check(binary.left(), "");
        Operand right = check(binary.right(), "");
        if (left instanceof Operand.Broken || right instanceof Operand.Broken) {
            return new Operand.Broken();
        }
        if (left instanceof Operand.Literal(Constant.Number a) && right instanceof Operand.Literal(Constant.Number b)) {
            return arithmetic(binary.span(), binary.operator(), a, b);
        }
        Optional<Operand> scaled = scaled(binary, left, right, valueName);
        if (scaled.isPresent()) {
            return scaled.get();
        }
        List<Expression> operands = List.of(binary.left(), binary.right());
        return switch (binary.operator()) {
            case ADD -> apply(ADD, binary.span(), operands, List.of(left, right), Map.of(), valueName);
            case MULTIPLY -> apply(MULTIPLY, binary.span(), operands, List.of(left, right), Map.of(), valueName);
            case SUBTRACT, DIVIDE, EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, AND, OR ->
                noInfix(binary.operator().text(), binary.span());
        };
    }

    /// A tensor times or by a number; empty where the operands are others.
    private Optional<Operand> scaled(Expression.Binary binary, Operand left, Operand right, String valueName) {
        boolean times = binary.operator() == Operator.MULTIPLY;
        if (times && left instanceof Operand.Literal(Constant.Number factor) && right instanceof Operand.Tensor) {
            return Optional.of(scale(binary.span(), binary.right(), right, factor.asDouble(), valueName));
        }
        boolean over = binary.operator() == Operator.DIVIDE;
        if ((times || over) && left instanceof Operand.Tensor && right instanceof Operand.Literal(Constant.Number by)) {
            double factor = times ? by.asDouble() : 1 / by.asDouble();
            return Optional.of(scale(binary.span(), binary.left(), left, factor, valueName));
        }
        return Optional.empty();
    }

    private Operand scale(Span span, Expression expression, Operand tensor, double factor, String valueName) {
        if (!Float.isFinite((float) factor)) {
            surroundings
                    .diagnostics()
                    .add(Diagnostic.at(span, Code.ARITHMETIC, "a tensor times " + factor, "divides by zero"));
            return new Operand.Broken();
        }
        Operation operation = new Operation(
                "scale", "", "", List.of(TENSOR), List.of(), false, call -> OperationRules.scale(call, factor));
        return apply(operation, span, List.of(expression), List.of(tensor), Map.of(), valueName);
    }

    private Operand arithmetic(Span span, Operator operator, Constant.Number left, Constant.Number right) {
        return constants
                .arithmetic(span, operator, left, right)
                .<Operand>map(Operand.Literal::new)
                .orElseGet(Operand.Broken::new);
    }

    private Operand noInfix(String operator, Span span) {
        surroundings
                .diagnostics()
                .add(Diagnostic.at(
                        span,
                        Code.WRONG_KIND,
                        "'" + operator + "' works on numbers only",
                        "an operand is no number; tensors know + and *, and times or by a number"));
        return new Operand.Broken();
    }

    private Operand call(Expression.Call call, String valueName) {
        String name = call.operation().text();
        if (ConstantChecker.isFunction(name)) {
            surroundings.calls().annotations(name, false, call, scope);
            return constant(call);
        }
        Optional<Item.Function> function = surroundings.functions().find(name);
        if (function.isPresent()) {
            surroundings.calls().annotations(name, false, call, scope);
            return inlined(function.get(), call, valueName);
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

    private Operand inlined(Item.Function function, Expression.Call call, String valueName) {
        Functions functions = surroundings.functions();
        if (!functions.enter(function, call)) {
            return new Operand.Broken();
        }
        Optional<Names> inside = functions.names(function, call, names, argument -> check(argument, ""));
        surroundings.diagnostics().enter(new Label(call.span(), "called here"));
        Operand result =
                inside.map(visible -> body(function, visible, valueName)).orElseGet(Operand.Broken::new);
        surroundings.diagnostics().leave();
        functions.leave();
        return result;
    }

    private Operand body(Item.Function function, Names inside, String valueName) {
        ExpressionChecker expressions = new ExpressionChecker(surroundings, inside, scope, index);
        for (Statement statement : function.body()) {
            switch (statement) {
                case Statement.Assignment assignment -> expressions.assign(assignment);
                case Statement.Repeat repeat ->
                    surroundings
                            .diagnostics()
                            .add(Diagnostic.at(
                                    repeat.span(),
                                    Code.NOT_SUPPORTED,
                                    "a repeat inside a function is not supported yet",
                                    ""));
            }
        }
        List<Operand> results = function.results().stream()
                .map(result -> expressions.check(result, function.results().size() == 1 ? valueName : ""))
                .toList();
        return results.size() == 1 ? results.getFirst() : new Operand.Several(results);
    }

    /// Gives each name of an assignment its value.
    void assign(Statement.Assignment assignment) {
        List<Name> targets = assignment.names();
        Operand value = check(
                assignment.value(), targets.size() == 1 ? targets.getFirst().text() : "");
        List<Operand> values = value instanceof Operand.Several(List<Operand> several) ? several : List.of(value);
        boolean broken = value instanceof Operand.Broken;
        if (!broken && values.size() != targets.size()) {
            String names = targets.size() == 1 ? "1 name" : targets.size() + " names";
            surroundings
                    .diagnostics()
                    .add(Diagnostic.at(
                            assignment.span(),
                            Code.RESULT_COUNT,
                            names + " for " + (values.size() == 1 ? "1 value" : values.size() + " values"),
                            "gives " + values.size()));
        }
        for (int i = 0; i < targets.size(); i++) {
            Operand given = broken || values.size() != targets.size() ? new Operand.Broken() : values.get(i);
            names.assign(new Symbol.Local(targets.get(i), given));
        }
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
        Map<String, OperationCall.Given> options = options(operation, named);
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
        return operation.rule().check(call).map(result -> tensors(result, name)).orElseGet(Operand.Broken::new);
    }

    private Operand tensors(Operation.Result result, String name) {
        List<Operand> tensors = result.parts().stream()
                .<Operand>map(part -> new Operand.Tensor(surroundings.graph().node(name, part.type(), part.node())))
                .toList();
        return tensors.size() == 1 ? tensors.getFirst() : new Operand.Several(tensors);
    }

    private Map<String, OperationCall.Given> options(Operation operation, Map<String, Expression> named) {
        Map<String, OperationCall.Given> options = new HashMap<>();
        for (Operation.Option option : operation.options()) {
            Optional<Expression> given = Optional.ofNullable(named.get(option.name()));
            given.flatMap(value -> option.text()
                            ? constants.text(value).<Constant>map(Constant.Text::new)
                            : constants.number(value).map(number -> number))
                    .ifPresent(constant -> options.put(
                            option.name(),
                            new OperationCall.Given(constant, given.get().span())));
        }
        return options;
    }

    private void reportUnknown(Name operation) {
        Diagnostic unknown = Diagnostic.at(
                operation.span(), Code.UNKNOWN_NAME, "unknown operation '" + operation + "'", "not an operation");
        surroundings
                .diagnostics()
                .add(Suggestion.nearest(
                                operation.text(), surroundings.functions().andOperations())
                        .map(meant -> unknown.didYouMean(meant))
                        .orElseGet(() -> unknown.help("operations: " + String.join(", ", OperationTable.names()))));
    }

    private static Operation infix(String symbol, Operation.Rule rule) {
        List<Operation.Positional> operands = List.of(
                new Operation.Positional("left", false, false), new Operation.Positional("right", false, false));
        String name = symbol.equals("+") ? "add" : "mul";
        String summary = "left " + symbol + " right, element by element";
        return new Operation(name, summary, "", operands, List.of(), false, rule);
    }
}
