package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Span;
import java.util.Optional;

/// Expressions of a graph, seen from one scope: gives each a meaning and appends the nodes it needs.
final class ExpressionChecker {

    private final GraphContext context;
    private final Names names;
    private final GraphScope scope;
    private final ConstantChecker constants;
    private final OperationChecker operations;
    private final FunctionCalls functions;
    private final InfixChecker infix;
    private final Casts casts;

    ExpressionChecker(GraphContext context, Names names, GraphScope scope) {
        this.context = context;
        this.names = names;
        this.scope = scope;
        this.constants = new ConstantChecker(names, context.configuration(), context.diagnostics());
        this.operations = new OperationChecker(context, constants, scope);
        this.functions = new FunctionCalls(context, names, scope);
        this.infix = new InfixChecker(operations, context);
        this.casts = new Casts(context, operations);
    }

    ConstantChecker constants() {
        return constants;
    }

    /// What `expression` stands for; a node made for it is called `valueName`.
    Operand check(Expression expression, String valueName) {
        return switch (expression) {
            case Expression.Whole _, Expression.Real _, Expression.Flag _, Expression.Not _, Expression.Sequence _ ->
                constant(expression);
            case Expression.Text text -> misplacedText(text);
            case Expression.Reference(Name name) -> reference(name);
            case Expression.Negation(Expression operand, Span span) -> infix.negation(operand(operand), span);
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
        context.diagnostics()
                .add(Diagnostic.at(
                        text.span(),
                        Code.WRONG_KIND,
                        "a text is no value of a graph",
                        "texts stand in config(…) only"));
        return new Operand.Broken();
    }

    /// A scope's name stands for its weights where nothing else has the name.
    private Operand reference(Name name) {
        Optional<String> family = names.peek(name.text()).isPresent()
                ? Optional.empty()
                : context.weights().table().visible(scope, name.text());
        return family.<Operand>map(Operand.Family::new)
                .orElseGet(() -> names.read(name).map(this::meaning).orElseGet(Operand.Broken::new));
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
        Optional<Weight> weight = context.weights().resolve(binding, scope.path(binding.depth()), scope.indices());
        return weight.<Operand>map(found -> new Operand.Parameter(found, binding))
                .orElseGet(Operand.Broken::new);
    }

    private Operand binary(Expression.Binary binary, String valueName) {
        return binary.operator().isArithmetic()
                ? infix.binary(binary, operand(binary.left()), operand(binary.right()), valueName)
                : constant(binary);
    }

    private Operand call(Expression.Call call, String valueName) {
        String name = call.operation().text();
        Optional<Item.Function> function = context.functions().find(name);
        if (ConstantChecker.isFunction(name) || function.isPresent()) {
            context.calls().annotations(name, false, call, scope.path());
        }
        Optional<DType> type = Casts.type(call);
        if (type.isPresent()) {
            return casts.cast(call, type.get(), this::operand, valueName);
        }
        if (ConstantChecker.isFunction(name)) {
            return constant(call);
        }
        return function.isPresent()
                ? functions.call(function.get(), call, this::operand, valueName)
                : operations.call(call, this::operand, valueName);
    }

    /// What an expression stands for that no name was given.
    private Operand operand(Expression expression) {
        return check(expression, "");
    }
}
